/**
 * Objects live in namespaces that exist; nothing new in one that is being emptied; three namespaces are for ever.
 * Source: apiserver pkg/admission/plugin/namespace/lifecycle.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { notFound } from '../api/errors.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import type { Namespace } from '../kinds/types.ts'
import { refuse } from './requests.ts'

const IMMORTAL: readonly string[] = ['default', 'kube-system', 'kube-public']

export function namespaceLifecycle(server: ApiServer): AdmissionPlugin {
  const namespaces = server.store.table('namespaces')
  return {
    name: 'NamespaceLifecycle',
    mutate(request) {
      if (request.info.resource === 'namespaces') checkImmortal(request)
      else if (request.namespace !== '' && request.operation !== 'DELETE') checkNamespace(namespaces, request)
      return request.object
    },
  }
}

function checkImmortal(request: AdmissionRequest): void {
  if (request.operation === 'DELETE' && IMMORTAL.includes(request.name)) {
    throw refuse(request, 'this namespace may not be deleted')
  }
}

function checkNamespace(namespaces: Table, request: AdmissionRequest): void {
  const { namespace, operation } = request
  const found = namespaces.find('', namespace) as Namespace | undefined
  if (found === undefined) throw notFound(namespaces.info, namespace)
  if (operation === 'CREATE' && found.status.phase === 'Terminating') throw terminating(request)
}

function terminating(request: AdmissionRequest) {
  const { namespace } = request
  const error = refuse(request, `unable to create new content in namespace ${namespace} because it is being terminated`)
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  }
  error.status.details = { ...error.status.details, causes: [cause] }
  return error
}
