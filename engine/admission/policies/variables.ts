/** What the expressions of a policy see of a request. Source: apiserver pkg/admission/plugin/cel/filter.go CreateAdmissionRequest. */
import type { AdmissionRequest } from '../../api/admission.ts'
import { CelAuthorizer } from '../../api/cel/authorizer.ts'
import { celValue } from '../../api/cel/values.ts'
import type { ApiServer } from '../../api/server.ts'
import { Authorizers } from '../../rules/authorizers.ts'

export type CelVariables = Readonly<Record<string, unknown>>

export function celRequest({ store }: ApiServer, request: AdmissionRequest): CelVariables {
  const { operation, info, subresource, namespace, name, object, old, user, dryRun } = request
  const kind = { group: info.group, version: info.version, kind: info.kind }
  const resource = { group: info.group, version: info.version, resource: info.plural }
  const { uid = '', extra = {} } = user
  const asked = {
    kind,
    resource,
    subResource: subresource,
    requestKind: kind,
    requestResource: resource,
    requestSubResource: subresource,
    name,
    namespace,
    operation,
    userInfo: { username: user.name, uid, groups: [...user.groups], extra },
    dryRun,
  }
  return {
    object: celValue(object),
    oldObject: celValue(old),
    request: celValue(asked),
    authorizer: new CelAuthorizer(() => new Authorizers(store), user, { ...resource, subresource, namespace, name }),
    namespaceObject: celValue(info.namespaced ? store.table('namespaces').find('', namespace) : undefined),
  }
}
