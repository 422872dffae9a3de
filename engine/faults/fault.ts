/** A seeded disturbance the learner (or a lesson) can cause: named, with plain arguments, applied to the machines. */
import type { Machines } from '../core/machines.ts'

export interface Fault {
  name: string
  /** Returns false when there was nothing to disturb; throws a RangeError on arguments of the wrong shape. */
  apply(machines: Machines, args: Readonly<Record<string, unknown>>): boolean
}

/** Reads a text argument. */
export function textArg(args: Readonly<Record<string, unknown>>, name: string): string {
  const value = args[name]
  if (typeof value !== 'string' || value === '') throw new RangeError(`the fault needs ${name}`)
  return value
}
