/** The admission chain in upstream's order. A new plugin is a file beside this and a line here. */
import type { AdmissionPlugin } from '../api/admission.ts'
import type { ApiServer } from '../api/server.ts'
import { claimResize } from './claimresize.ts'
import { defaultStorageClass, defaultIngressClass } from './defaultclass.ts'
import { defaultTolerationSeconds } from './defaulttolerationseconds.ts'
import { disabledFields } from './disabledfields.ts'
import { limitRanger } from './limitranger.ts'
import { mutatingPolicies } from './mutatingpolicies.ts'
import { mutatingWebhooks } from './mutatingwebhooks.ts'
import { namespaceLifecycle } from './namespacelifecycle.ts'
import { nodeRestriction } from './noderestriction.ts'
import { podSecurity } from './podsecurity.ts'
import { podStatus } from './podstatus.ts'
import { priority } from './priority.ts'
import { resourceQuota } from './resourcequota.ts'
import { roleEscalation } from './roleescalation.ts'
import { runtimeClass } from './runtimeclass.ts'
import { serviceAccount } from './serviceaccount.ts'
import { serviceAllocation } from './serviceallocation.ts'
import { storageObjectInUseProtection } from './storageobjectinuseprotection.ts'
import { taintNodesByCondition } from './taintnodesbycondition.ts'
import { validatingPolicies } from './validatingpolicies.ts'
import { validatingWebhooks } from './validatingwebhooks.ts'

export const admissionPlugins: readonly ((server: ApiServer) => AdmissionPlugin)[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeRestriction,
  taintNodesByCondition,
  podSecurity,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  claimResize,
  runtimeClass,
  defaultIngressClass,
  disabledFields,
  roleEscalation,
  mutatingPolicies,
  mutatingWebhooks,
  validatingPolicies,
  validatingWebhooks,
  resourceQuota,
  // What upstream's storage layer does between admission and validation.
  podStatus,
  serviceAllocation,
]
