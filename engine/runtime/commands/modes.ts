/** File modes: `0644`, `u+rwx,go-w`, and how ls writes them. */
import type { Inode } from '../files/inode.ts'

const WHO: Record<string, number> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 }

/** The mode after a change; undefined when it is none. */
export function changeMode(text: string, mode: number, isDirectory: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8)
  let result = mode
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause)
    if (match === null) return undefined
    const who = match[1] === '' ? 0o0777 : [...(match[1] as string)].reduce((bits, c) => bits | (WHO[c] as number), 0)
    for (const [, operator, letters = ''] of (match[2] as string).matchAll(/([-+=])([rwxXstugo]*)/g)) {
      const bits = bitsOf(letters, result, isDirectory) & (who | (match[1] === '' ? 0o1000 : 0))
      if (operator === '+') result |= bits
      else if (operator === '-') result &= ~bits
      else result = (result & ~(who & 0o777)) | bits
    }
  }
  return result
}

function bitsOf(letters: string, mode: number, isDirectory: boolean): number {
  let bits = 0
  for (const letter of letters) {
    if (letter === 'r') bits |= 0o444
    else if (letter === 'w') bits |= 0o222
    else if (letter === 'x' || (letter === 'X' && (isDirectory || (mode & 0o111) !== 0))) bits |= 0o111
    else if (letter === 's') bits |= 0o6000
    else if (letter === 't') bits |= 0o1000
    else if ('ugo'.includes(letter)) bits |= ((mode >> { u: 6, g: 3, o: 0 }[letter as 'u']) & 7) * 0o111
  }
  return bits
}

const KINDS: Record<Inode['kind'], string> = { file: '-', directory: 'd', symlink: 'l', device: 'c', fifo: 'p' }

/** `drwxr-xr-x`. */
export function modeText({ kind, mode }: Inode): string {
  const triple = (shift: number, special: number, set: string) => {
    const bits = mode >> shift
    const x = (bits & 1) !== 0
    const last = (mode & special) !== 0 ? (x ? set : set.toUpperCase()) : x ? 'x' : '-'
    return ((bits & 4) !== 0 ? 'r' : '-') + ((bits & 2) !== 0 ? 'w' : '-') + last
  }
  return KINDS[kind] + triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't')
}
