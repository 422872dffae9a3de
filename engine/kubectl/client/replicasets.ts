/** The ReplicaSets of a Deployment. Source: kubectl pkg/util/deployment. */
import { equal } from '../../api/equal.ts'
import { formatSelector } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { Call } from '../call.ts'
import { type Json, list, object, text } from '../base/json.ts'

export function setsOf(call: Call, deployment: Json): Json[] {
  const path = `/apis/apps/v1/namespaces/${text(deployment, 'metadata', 'namespace')}/replicasets`
  const selector = formatSelector(labelSelector(object(deployment, 'spec').selector as never))
  const uid = text(deployment, 'metadata', 'uid')
  return list(call.client.get(path, { labelSelector: selector }), 'items').filter((set) =>
    list(set, 'metadata', 'ownerReferences').some((owner) => owner.controller === true && text(owner, 'uid') === uid),
  )
}

/** The set of the present template (the oldest of equals) and all others. */
export function newAndOldSets(call: Call, deployment: Json): { newSet: Json | undefined; oldSets: Json[] } {
  const sets = setsOf(call, deployment)
  const created = (set: Json) => text(set, 'metadata', 'creationTimestamp')
  const byAge = [...sets].sort((a, b) => (created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0))
  const template = withoutHash(object(deployment, 'spec', 'template'))
  const newSet = byAge.find((set) => equal(withoutHash(object(set, 'spec', 'template')), template))
  return { newSet, oldSets: sets.filter((set) => set !== newSet) }
}

export function withoutHash(template: Json): Json {
  const meta = object(template, 'metadata')
  const { 'pod-template-hash': _, ...labels } = object(meta, 'labels')
  return { ...template, metadata: { ...meta, labels } }
}
