/** What a container has once shells or commands run in it; most never do. */
import type { BaseTree } from '../files/basetree.ts'
import { type Folded, fold, Writer } from './folded.ts'
import { copyOpen, FIRST_OPEN, type OpenFile, type Pipe } from './open.ts'
import { Process } from './process.ts'

const NO_NUMBERS: readonly number[] = []

export class Bustle {
  /** Processes of shells and commands, by number. */
  processes: Process[] = []
  nextPid = 1
  opens: Map<number, OpenFile> | undefined = undefined
  nextOpen = FIRST_OPEN
  pipes: Map<number, Pipe> | undefined = undefined
  nextPipe = 1
  /** What its processes hold, above the program's own; bytes. */
  heapBytes = 0
  /** Sessions that see the main process' output. */
  attached: readonly number[] = NO_NUMBERS
  /** Numbers of its ends of connections and of its listening ports. */
  sockets: readonly number[] = NO_NUMBERS
  /** Draws of the container's own chance. */
  draws = 0
  /** The image's tree with the places of its mounts; no state, made when first looked at. */
  tree: BaseTree | undefined = undefined

  copy(): Bustle {
    const copy = new Bustle()
    copy.processes = this.processes.map((process) => process.copy())
    copy.nextPid = this.nextPid
    copy.opens = copyOpens(this.opens)
    copy.nextOpen = this.nextOpen
    copy.pipes = copyPipes(this.pipes)
    copy.nextPipe = this.nextPipe
    copy.heapBytes = this.heapBytes
    copy.attached = this.attached
    copy.sockets = this.sockets
    copy.draws = this.draws
    copy.tree = this.tree
    return copy
  }
}

const copyOpens = (opens: Bustle['opens']): Bustle['opens'] =>
  opens && new Map([...opens].map(([n, open]) => [n, copyOpen(open)]))

const copyPipes = (pipes: Bustle['pipes']): Bustle['pipes'] =>
  pipes && new Map([...pipes].map(([n, pipe]) => [n, { ...pipe }]))

/** A bustle of which nothing moves, and what is asked of it without unfolding. */
export interface Still {
  readonly folded: Folded
  readonly processes: number
  /** Whether programs of images are among them. */
  readonly hasPrograms: boolean
  readonly heapBytes: number
  readonly sockets: readonly number[]
}

/** More is too much to read at every turn, and is no loop at rest. */
const MAX_PROCESSES = 8
const MAX_VALUES = 600

const writer = new Writer()

/** Puts a bustle away that nobody else holds; undefined: it is too large. */
export function stillOf(bustle: Bustle): Still | undefined {
  const { processes, heapBytes, sockets } = bustle
  const program = processes[0]?.program
  if (program === undefined || processes.length > MAX_PROCESSES) return undefined
  writer.clear()
  write(bustle, writer)
  if (writer.values.length > MAX_VALUES) return undefined
  const hasPrograms = processes.some(({ top }) => top?.type === 'native')
  return { folded: fold(program, writer), processes: processes.length, hasPrograms, heapBytes, sockets }
}

function write(bustle: Bustle, w: Writer): void {
  const { processes } = bustle
  w.count(processes.length)
  for (const process of processes) process.fold(w)
  w.put(bustle.nextPid)
  w.map(bustle.opens)
  w.put(bustle.nextOpen)
  w.map(bustle.pipes)
  w.put(bustle.nextPipe)
  w.put(bustle.attached)
  w.put(bustle.draws)
  w.put(bustle.tree)
}

/** What was put away, as it was. */
export function bustleOf({ folded, heapBytes, sockets }: Still): Bustle {
  const r = folded.read()
  const bustle = new Bustle()
  const count = r.take<number>()
  bustle.processes = Array.from({ length: count }, () => Process.unfold(r))
  bustle.nextPid = r.take()
  bustle.opens = copyOpens(r.map())
  bustle.nextOpen = r.take()
  bustle.pipes = copyPipes(r.map())
  bustle.nextPipe = r.take()
  bustle.attached = r.take()
  bustle.draws = r.take()
  bustle.tree = r.take()
  bustle.heapBytes = heapBytes
  bustle.sockets = sockets
  return bustle
}
