/** Pods of a StatefulSet as they are thought up, before the server has them. Source: newStatefulSetPod. */
import type { ApiServer } from '../../api/server.ts'
import type { Pod, PodTemplateSpec, StatefulSet } from '../../kinds/types.ts'
import { REVISION_LABEL } from '../../rules/history/revisions.ts'
import { withOwn } from '../../rules/specvariants.ts'
import { claimsOf, withClaims } from '../../rules/statefulset/claims.ts'
import { identityLabels, podName } from '../../rules/statefulset/identity.ts'
import { podDraft } from '../podtemplate.ts'

/** The Pod with this ordinal at a revision: named, labelled, with its host name and its claims. */
export function newPod(
  server: ApiServer,
  set: StatefulSet,
  template: PodTemplateSpec,
  revision: string,
  ordinal: number,
): Pod {
  const draft = podDraft(server, template, set)
  const name = podName(set, ordinal)
  const subdomain = set.spec.serviceName
  const spec = withOwn(draft.spec, { hostname: name, ...(subdomain ? { subdomain } : {}) })
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...draft.metadata,
      name,
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      labels: { ...identityLabels(set, ordinal, draft.metadata.labels), [REVISION_LABEL]: revision },
    },
    spec: withClaims(spec, claimsOf(set, ordinal)),
    status: {},
  }
}
