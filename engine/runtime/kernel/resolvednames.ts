/** A memory of what names stand for; no state. */
import type { Resolved } from '../executable.ts'
import { DEFAULT_PATH } from './environment.ts'

/** Names looked up lately by one user with one PATH. */
export class ResolvedNames {
  private uid = -1
  private path: string | undefined = undefined
  private names = new Map<string, Resolved>()

  get(uid: number, path: string | undefined, name: string): Resolved | undefined {
    if (uid === this.uid && path === this.path) return this.names.get(name)
    this.uid = uid
    this.path = path
    this.names = new Map()
    return undefined
  }

  /** Remembers an answer, unless it depends on where the process stands. */
  set(name: string, found: Resolved): Resolved {
    if (this.path === undefined || /^(\/[^:]*)(:\/[^:]*)*$/.test(this.path)) this.names.set(name, found)
    return found
  }
}

/** Whether a mount lies over, or in, a directory of PATH. No state: mounts are shared and never change. */
export function shadows(mounts: ReadonlyMap<string, unknown>, path = DEFAULT_PATH): boolean {
  const before = shadowed.get(mounts)
  if (before?.path === path) return before.answer
  const directories = path.split(':')
  const answer = [...mounts.keys()].some((mount) =>
    directories.some((directory) => `${directory}/`.startsWith(`${mount}/`) || `${mount}/`.startsWith(`${directory}/`)),
  )
  shadowed.set(mounts, { path, answer })
  return answer
}

const shadowed = new WeakMap<ReadonlyMap<string, unknown>, { path: string; answer: boolean }>()
