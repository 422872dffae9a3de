/**
 * Tape archives (POSIX ustar, with pax and GNU long names on the way in): what `tar` reads and writes, and `kubectl cp` sends.
 * Names and data are bytes (core/bytes).
 */

export interface TarEntry {
  name: string
  kind: 'file' | 'directory' | 'symlink' | 'link'
  mode: number
  uid: number
  gid: number
  /** Seconds since 1970. */
  mtime: number
  /** Where a link points. */
  target: string
  data: string
}

const BLOCK = 512
const NAME = 100
const PREFIX = 155
const TYPES: Readonly<Record<TarEntry['kind'], string>> = { file: '0', link: '1', symlink: '2', directory: '5' }
const KINDS: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'symlink',
  '5': 'directory',
}

/** Not an archive. */
export class TarError extends Error {}

export function writeTar(entries: readonly TarEntry[]): string {
  return entries.map(entryBytes).join('') + '\0'.repeat(2 * BLOCK)
}

function entryBytes(entry: TarEntry): string {
  const long = entry.name.length > NAME && splitName(entry.name) === undefined
  const pieces = long ? [header({ ...BLANK, name: '././@LongLink', data: `${entry.name}\0` }, 'L')] : []
  if (long) pieces.push(padded(`${entry.name}\0`))
  pieces.push(header(entry, TYPES[entry.kind]), padded(entry.data))
  return pieces.join('')
}

const BLANK: TarEntry = { name: '', kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, target: '', data: '' }

const padded = (data: string): string => data + '\0'.repeat((BLOCK - (data.length % BLOCK)) % BLOCK)

/** A name that is too long stands in two fields, cut at a slash. */
function splitName(name: string): [prefix: string, rest: string] | undefined {
  const at = name.indexOf('/', name.length - NAME - 1)
  return at > 0 && at <= PREFIX && at < name.length - 1 ? [name.slice(0, at), name.slice(at + 1)] : undefined
}

function header(entry: TarEntry, type: string): string {
  const [prefix, name] = entry.name.length <= NAME ? ['', entry.name] : (splitName(entry.name) ?? ['', entry.name])
  const field = (text: string, size: number) => text.slice(0, size).padEnd(size, '\0')
  const octal = (value: number, size: number) => `${value.toString(8).padStart(size - 1, '0')}\0`
  const before =
    field(name, NAME) +
    octal(entry.mode & 0o7777, 8) +
    octal(entry.uid, 8) +
    octal(entry.gid, 8) +
    octal(entry.data.length, 12) +
    octal(Math.max(0, Math.floor(entry.mtime)), 12)
  const after = `${type}${field(entry.target, NAME)}ustar\x0000${field('', 80)}${field(prefix, PREFIX)}${field('', 12)}`
  const sum = checksum(`${before}${' '.repeat(8)}${after}`)
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`
}

function checksum(bytes: string): number {
  let sum = 0
  for (let at = 0; at < BLOCK; at++) sum += bytes.charCodeAt(at)
  return sum
}

/** Entries of an archive. @throws TarError */
export function readTar(archive: string): TarEntry[] {
  const entries: TarEntry[] = []
  let said: Record<string, string> = {}
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const block = archive.slice(at, at + BLOCK)
    if (block.charCodeAt(0) === 0) break
    const size = sizeOf(block, said)
    const data = archive.slice(at + BLOCK, at + BLOCK + size)
    if (data.length < size) throw new TarError('Unexpected EOF in archive')
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    const type = block[156] as string
    if (type === 'x') said = { ...said, ...paxRecords(data) }
    else if (type === 'L') said.path = data.replace(/\0.*$/s, '')
    else if (type === 'K') said.linkpath = data.replace(/\0.*$/s, '')
    else {
      const kind = KINDS[type]
      if (kind !== undefined) entries.push(entryOf(block, kind, said, data))
      said = {}
    }
  }
  return entries
}

function sizeOf(block: string, said: Readonly<Record<string, string>>): number {
  if (checksum(`${block.slice(0, 148)}${' '.repeat(8)}${block.slice(156)}`) !== octalAt(block, 148, 8)) {
    throw new TarError('This does not look like a tar archive')
  }
  const size = said.size === undefined ? octalAt(block, 124, 12) : Number(said.size)
  if (!Number.isSafeInteger(size) || size < 0) throw new TarError('This does not look like a tar archive')
  return size
}

function entryOf(
  block: string,
  kind: TarEntry['kind'],
  said: Readonly<Record<string, string>>,
  data: string,
): TarEntry {
  const isUstar = block.slice(257, 262) === 'ustar' && block[262] === '\0'
  const prefix = isUstar ? textAt(block, 345, PREFIX) : ''
  const name = said.path ?? (prefix === '' ? textAt(block, 0, NAME) : `${prefix}/${textAt(block, 0, NAME)}`)
  return {
    name,
    kind: kind === 'file' && name.endsWith('/') ? 'directory' : kind,
    mode: octalAt(block, 100, 8) & 0o7777,
    uid: octalAt(block, 108, 8),
    gid: octalAt(block, 116, 8),
    mtime: said.mtime === undefined ? octalAt(block, 136, 12) : Math.floor(Number(said.mtime)),
    target: said.linkpath ?? textAt(block, 157, NAME),
    data,
  }
}

const textAt = (block: string, at: number, size: number): string => block.slice(at, at + size).replace(/\0.*$/s, '')
const octalAt = (block: string, at: number, size: number): number =>
  Number.parseInt(textAt(block, at, size).trim() || '0', 8)

/** `27 path=some/name\n`, one after another. */
function paxRecords(data: string): Record<string, string> {
  const records: Record<string, string> = {}
  for (let at = 0; at < data.length; ) {
    const length = Number.parseInt(data.slice(at), 10)
    if (!(length > 0)) break
    const record = data.slice(at, at + length - 1)
    const [, name, value] = /^\d+ ([^=]+)=(.*)$/s.exec(record) ?? []
    if (name !== undefined && value !== undefined && name !== '__proto__') records[name] = value
    at += length
  }
  return records
}
