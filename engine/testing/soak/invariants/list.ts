/** All invariants. A new one is a file beside this and a line here. */
import type { Invariant } from '../invariant.ts'
import { budgets } from './budgets.ts'
import { capacity } from './capacity.ts'
import { children } from './children.ts'
import { endpoints } from './endpoints.ts'
import { forbid } from './forbid.ts'
import { identity } from './identity.ts'
import { rollout } from './rollout.ts'
import { successes } from './successes.ts'
import { writes } from './writes.ts'

export const invariants: readonly Invariant[] = [
  identity,
  capacity,
  rollout,
  budgets,
  successes,
  forbid,
  writes,
  children,
  endpoints,
]
