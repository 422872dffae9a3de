/** All predicates a lesson may name, by the word it uses. A new one is a file in predicates/ and a line here. */
import type { Predicate } from './check.ts'
import { endpoints } from './predicates/endpoints.ts'
import { event } from './predicates/event.ts'
import { images } from './predicates/images.ts'
import { object } from './predicates/object.ts'
import { pods } from './predicates/pods.ts'
import { spread } from './predicates/spread.ts'
import { startAllowance } from './predicates/startallowance.ts'
import { told } from './predicates/told.ts'

export const predicates: readonly Predicate[] = [object, pods, images, event, endpoints, spread, startAllowance, told]
