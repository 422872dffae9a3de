/** A seeded disturbance the learner (or a lesson) can cause: named, with plain arguments, applied to the machines. */
import type { Machines } from '../core/machines.ts'
import type { Links } from '../core/network.ts'

export interface Fault {
  name: string
  /** Returns false when there was nothing to disturb; throws a RangeError on arguments of the wrong shape. */
  apply(machines: Machines, args: Readonly<Record<string, unknown>>, links: Links): boolean
}

/** Reads a text argument. */
export function textArg(args: Readonly<Record<string, unknown>>, name: string): string {
  const value = args[name]
  if (typeof value !== 'string' || value === '') throw new RangeError(`the fault needs ${name}`)
  return value
}

/** Reads a text argument that may be left out. */
export const optionalText = (args: Readonly<Record<string, unknown>>, name: string): string | undefined =>
  args[name] === undefined ? undefined : textArg(args, name)

/** Reads a list of names; absent is `fallback` where there is one. */
export function namesArg(args: Readonly<Record<string, unknown>>, name: string, fallback?: string[]): string[] {
  const value = args[name] ?? fallback
  const isList = Array.isArray(value) && value.every((text) => typeof text === 'string' && text !== '')
  if (!isList) throw new RangeError(`the fault needs ${name}, a list of names`)
  return value as string[]
}
