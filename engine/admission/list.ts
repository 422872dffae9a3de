/** The admission chain in upstream's order. A new plugin is a file beside this and a line here. */
import type { AdmissionPlugin } from '../api/admission.ts'
import type { ApiServer } from '../api/server.ts'
import { defaultTolerationSeconds } from './defaulttolerationseconds.ts'
import { disabledFields } from './disabledfields.ts'
import { namespaceLifecycle } from './namespacelifecycle.ts'
import { podStatus } from './podstatus.ts'
import { priority } from './priority.ts'
import { roleEscalation } from './roleescalation.ts'
import { serviceAccount } from './serviceaccount.ts'
import { serviceAllocation } from './serviceallocation.ts'
import { taintNodesByCondition } from './taintnodesbycondition.ts'

export const admissionPlugins: readonly ((server: ApiServer) => AdmissionPlugin)[] = [
  namespaceLifecycle,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
  disabledFields,
  roleEscalation,
  // What upstream's storage layer does between admission and validation.
  podStatus,
  serviceAllocation,
]
