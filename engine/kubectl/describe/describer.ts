/** What describes the objects of one kind: one line in list.ts beside it. */
import type { Call } from '../call.ts'
import { type Json, list, object, text } from '../base/json.ts'
import { formatSelector } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { Writer } from './writer.ts'

export type Describer = (call: Call, w: Writer, one: Json) => void

/** Items of a collection, with the client's page size. */
export function items(call: Call, path: string, query: Record<string, string> = {}): Json[] {
  return list(call.client.get(path, { ...query, limit: '500' }), 'items')
}

/** Pods a selector selects that the object controls. */
export function podsOf(call: Call, one: Json): Json[] {
  const selector = formatSelector(labelSelector(object(one, 'spec').selector as never))
  const pods = items(call, `/api/v1/namespaces/${text(one, 'metadata', 'namespace')}/pods`, { labelSelector: selector })
  const uid = text(one, 'metadata', 'uid')
  return pods.filter((pod) => {
    const owner = list(pod, 'metadata', 'ownerReferences').find(({ controller }) => controller === true)
    return owner !== undefined && text(owner, 'uid') === uid
  })
}
