/** The parameters that a binding gives its policy. Source: apiserver pkg/admission/plugin/policy/generic/policy_dispatcher.go. */
import type { AdmissionRequest } from '../../api/admission.ts'
import { CelFailure } from '../../api/cel/program.ts'
import { celValue } from '../../api/cel/values.ts'
import { selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Policy, PolicyBinding } from '../../kinds/admissionregistration/policies.ts'

/** One set of parameters after the other; null where a policy takes none. @throws CelFailure when they are not there */
export function paramsOf(
  { store }: ApiServer,
  { spec: policy }: Policy,
  { spec: binding }: PolicyBinding,
  request: AdmissionRequest,
): unknown[] {
  const { paramKind } = policy
  const { paramRef: ref } = binding
  if (!paramKind || !ref) return [null]
  const [group = ''] = paramKind.apiVersion?.includes('/') ? (paramKind.apiVersion ?? '').split('/') : ['']
  const table = store.tableOfKind(group, paramKind.kind ?? '')
  if (table === undefined)
    throw new CelFailure(
      `failed to find resource referenced by paramKind: '${paramKind.apiVersion}, Kind=${paramKind.kind}'`,
    )
  const namespace = table.info.namespaced ? ref.namespace || request.namespace : ''
  const found: KObject[] = ref.name
    ? [table.find(namespace, ref.name)].flatMap((object) => object ?? [])
    : table
        .list(namespace || undefined)
        .filter(({ metadata }) => selectorMatches(labelSelector(ref.selector ?? {}), metadata.labels))
  if (found.length > 0) return found.map((object) => celValue(object))
  if (ref.parameterNotFoundAction === 'Allow') return []
  throw new CelFailure('no params found for policy binding with `Deny` parameterNotFoundAction')
}
