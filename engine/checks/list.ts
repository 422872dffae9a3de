/** All predicates a lesson may name, by the word it uses. A new one is a file in predicates/ and a line here. */
import type { Predicate } from './check.ts'
import { endpoints } from './predicates/endpoints.ts'
import { event } from './predicates/event.ts'
import { exits } from './predicates/exits.ts'
import { images } from './predicates/images.ts'
import { log } from './predicates/log.ts'
import { object } from './predicates/object.ts'
import { pods } from './predicates/pods.ts'
import { probe } from './predicates/probe.ts'
import { requests } from './predicates/requests.ts'
import { spread } from './predicates/spread.ts'
import { startAllowance } from './predicates/startallowance.ts'
import { told } from './predicates/told.ts'

export const predicates: readonly Predicate[] = [
  object,
  pods,
  images,
  event,
  exits,
  endpoints,
  log,
  probe,
  requests,
  spread,
  startAllowance,
  told,
]
