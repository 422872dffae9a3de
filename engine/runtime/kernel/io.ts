/** Reading and writing what processes have open. */
import type { Kernel } from './contract.ts'
import { contentOf, type FileInode } from '../files/inode.ts'
import { ZEROS } from '../files/view.ts'
import type { Container } from './container.ts'
import { FIRST_OPEN, type OpenFile, PIPE_CAPACITY, STANDARD } from './open.ts'
import type { Process } from './process.ts'

export function openOf(c: Container, n: number): OpenFile | undefined {
  return n < FIRST_OPEN ? STANDARD[n] : c.opens?.get(n)
}

/** Descriptions that nobody holds any more are forgotten once there are this many. */
const SWEEP_AT = 64
/** The newest are on their way to a descriptor. */
const FRESH = 16

export function addOpen(c: Container, open: OpenFile): number {
  c.opens ??= new Map()
  if (c.opens.size >= SWEEP_AT) sweep(c)
  const number = c.nextOpen++
  c.opens.set(number, open)
  return number
}

/** Every description a process holds, hidden ones included. */
function* held(process: Process): Generator<number> {
  yield* process.fds
  for (const scope of process.scopes) yield* scope
  for (const frame of process.frames) {
    if (frame.type === 'code' && frame.saved !== undefined) yield* frame.saved.fds
    else if (frame.type === 'command') yield* frame.fds
  }
}

function sweep(c: Container): void {
  const used = new Set<number>()
  for (const process of c.processes) if (!process.isZombie) for (const n of held(process)) used.add(n)
  const pipes = new Set<number>()
  for (const [n, open] of c.opens ?? []) {
    if (!used.has(n) && n < c.nextOpen - FRESH) c.opens?.delete(n)
    else if ('pipe' in open) pipes.add(open.pipe)
  }
  for (const [n, pipe] of c.pipes ?? [])
    if (!pipes.has(n) && n < c.nextPipe - FRESH && (pipe.fifo === undefined || pipe.data === '')) c.pipes?.delete(n)
}

/** Whether a living process other than `except` holds an end of a pipe. */
export function holdsPipe(c: Container, pipe: number, end: 'pipeRead' | 'pipeWrite', except?: Process): boolean {
  for (const process of c.processes) {
    if (process.isZombie || process === except) continue
    for (const n of held(process)) {
      const open = openOf(c, n)
      if (open?.kind === end && open.pipe === pipe) return true
    }
  }
  return false
}

export function isFileOpen(c: Container, volume: number, ino: number): boolean {
  if (c.opens === undefined) return false
  for (const process of c.processes) {
    if (process.isZombie) continue
    for (const n of held(process)) {
      const open = c.opens.get(n)
      if (open?.kind === 'file' && open.volume === volume && open.ino === ino) return true
    }
  }
  return false
}

/** Nothing to read now; the caller waits. */
export const WOULD_BLOCK = undefined
/** The end of the data. */
export const END = null

/** At most `max` bytes. An unreadable descriptor is at its end. */
export function readOpen(k: Kernel, c: Container, process: Process, n: number, max: number): string | null | undefined {
  const open = openOf(c, n)
  switch (open?.kind) {
    case 'file': {
      if (!open.read) return END
      const inode = k.files(c, process).volume(open.volume).inode(open.ino)
      if (inode?.kind !== 'file') return END
      const data = readFile(inode, open.offset, max)
      open.offset += data.length
      return data === '' ? END : data
    }
    case 'text': {
      const data = open.text.slice(open.offset, open.offset + max)
      open.offset += data.length
      return data === '' ? END : data
    }
    case 'zero':
    case 'full':
      return max >= ZEROS.length ? ZEROS : ZEROS.slice(0, max)
    case 'random':
      return k.randomBytes(c, Math.min(max, 256))
    case 'pipeRead': {
      const pipe = c.pipes?.get(open.pipe)
      if (pipe === undefined) return END
      if (pipe.data === '') {
        if (holdsPipe(c, open.pipe, 'pipeWrite')) return WOULD_BLOCK
        return pipe.fifo !== undefined && !pipe.wasWritten ? WOULD_BLOCK : END
      }
      const data = pipe.data.slice(0, max)
      pipe.data = pipe.data.slice(data.length)
      return data
    }
    case 'sessionIn':
      return k.sessions.read(open.session, max)
    case 'socket':
      return k.connections.receive(open.socket, max)
    default:
      return END
  }
}

function readFile(inode: FileInode, offset: number, max: number): string {
  if (offset < inode.data.length) return inode.data.slice(offset, offset + max)
  const left = inode.data.length + inode.zeros - offset
  if (left <= 0) return ''
  return left > max || max >= ZEROS.length
    ? ZEROS.slice(0, Math.min(max, left, ZEROS.length))
    : contentOf({ ...inode, data: '', zeros: left })
}

/** Why a write did not happen. */
export type WriteFailure = 'EPIPE' | 'EBADF' | 'ENOSPC'

export function writeOpen(
  k: Kernel,
  c: Container,
  process: Process,
  n: number,
  data: string,
): WriteFailure | undefined {
  const open = openOf(c, n)
  switch (open?.kind) {
    case 'log':
      // Whoever keeps the log reads every byte: some thirty megabytes in a second of CPU.
      k.charge(process, data.length >> 5)
      k.writeLog(c, open.isError, data)
      return undefined
    case 'file': {
      if (!open.write) return 'EBADF'
      const files = k.files(c, process)
      const inode = files.volume(open.volume).inode(open.ino)
      const at = open.append && inode?.kind === 'file' ? inode.data.length + inode.zeros : open.offset
      try {
        open.offset = files.writeAt(open.volume, open.ino, at, data)
      } catch {
        return 'ENOSPC'
      }
      return undefined
    }
    case 'pipeWrite': {
      const pipe = c.pipes?.get(open.pipe)
      if (pipe === undefined) return 'EPIPE'
      if (!pipe.unlimited && pipe.fifo === undefined && !holdsPipe(c, open.pipe, 'pipeRead')) return 'EPIPE'
      pipe.data += data
      pipe.wasWritten = true
      return undefined
    }
    case 'sessionOut':
      k.sessions.write(open.session, open.isError, data)
      return undefined
    case 'socket':
      return k.connections.send(open.socket, data) ? undefined : 'EPIPE'
    case 'null':
    case 'zero':
    case 'random':
      return undefined
    case 'full':
      return 'ENOSPC'
    default:
      return 'EBADF'
  }
}

/** Whether a write would have to wait: the pipe is full. */
export function isFull(k: Kernel, c: Container, n: number): boolean {
  const open = openOf(c, n)
  if (open?.kind === 'socket') return k.connections.isFull(open.socket)
  if (open?.kind !== 'pipeWrite') return false
  const pipe = c.pipes?.get(open.pipe)
  return pipe !== undefined && !pipe.unlimited && pipe.data.length >= PIPE_CAPACITY
}

/** Whether there is something to read, or the end. */
export function isReadable(k: Kernel, c: Container, n: number): boolean {
  const open = openOf(c, n)
  if (open?.kind === 'sessionIn') return k.sessions.isReadable(open.session)
  if (open?.kind === 'socket') return k.connections.isReadable(open.socket)
  if (open?.kind !== 'pipeRead') return true
  const pipe = c.pipes?.get(open.pipe)
  if (pipe === undefined || pipe.data !== '') return true
  return !holdsPipe(c, open.pipe, 'pipeWrite') && (pipe.fifo === undefined || pipe.wasWritten)
}

export function newPipe(c: Container, unlimited = false): { pipe: number; read: number; write: number } {
  c.pipes ??= new Map()
  const pipe = c.nextPipe++
  c.pipes.set(pipe, { data: '', unlimited, wasWritten: false })
  return { pipe, read: addOpen(c, { kind: 'pipeRead', pipe }), write: addOpen(c, { kind: 'pipeWrite', pipe }) }
}

/** The pipe behind a named one, made when it is first opened. */
export function fifoPipe(c: Container, volume: number, ino: number): number {
  c.pipes ??= new Map()
  const fifo = `${volume}:${ino}`
  for (const [n, pipe] of c.pipes) if (pipe.fifo === fifo) return n
  const pipe = c.nextPipe++
  c.pipes.set(pipe, { data: '', unlimited: false, wasWritten: false, fifo })
  return pipe
}
