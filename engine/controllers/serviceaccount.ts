/** ServiceAccount: every active namespace has its `default` one. Source: pkg/controller/serviceaccount. */
import type { ApiServer } from '../api/server.ts'
import type { Result } from '../core/workqueue.ts'
import type { Namespace } from '../kinds/types.ts'
import { tolerate } from './refs.ts'
import { type Controller, ownRows } from './runtime.ts'

const DEFAULT_ACCOUNT = 'default'

/** Builds the controller over a server. */
export function serviceAccountController(server: ApiServer): Controller {
  const { store } = server
  const namespaces = store.table('namespaces')
  return {
    name: 'serviceaccount',
    title: 'ServiceAccount',
    resource: 'namespaces',
    workers: 1,
    watches: [
      ownRows('namespaces'),
      {
        resource: 'serviceaccounts',
        rows: (before, after, enqueue) => {
          const gone = after === undefined && before?.metadata.name === DEFAULT_ACCOUNT
          if (gone) enqueue(namespaces.row('', before?.metadata.namespace as string))
        },
      },
    ],
    reconcile: (row) => reconcile(server, namespaces.get(row) as Namespace | undefined),
  }
}

function reconcile({ store, verbs }: ApiServer, namespace: Namespace | undefined): Result {
  if (namespace === undefined || namespace.status.phase !== 'Active') return undefined
  const accounts = store.table('serviceaccounts')
  const { name } = namespace.metadata
  if (accounts.find(name, DEFAULT_ACCOUNT) !== undefined) return undefined
  tolerate(['AlreadyExists', 'Forbidden', 'NotFound'], () => {
    verbs.create(accounts, { metadata: { name: DEFAULT_ACCOUNT, namespace: name } }, { trusted: true })
  })
  return undefined
}
