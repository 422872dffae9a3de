/**
 * Publishes the cluster's CA certificate to every namespace, as ConfigMap kube-root-ca.crt.
 * Source: pkg/controller/certificates/rootcacertpublisher.
 */
import { equal } from '../api/equal.ts'
import type { ApiServer } from '../api/server.ts'
import type { Stream } from '../core/random.ts'
import type { Result } from '../core/workqueue.ts'
import type { ConfigMap, Namespace } from '../kinds/types.ts'
import { tolerate } from './refs.ts'
import { type Controller, ownRows } from './runtime.ts'

/** Name of the ConfigMap in every namespace. */
export const ROOT_CA = 'kube-root-ca.crt'
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const LINES = 16
const LINE_LENGTH = 64

/** Builds the controller over a server. */
export function rootCaPublisher(server: ApiServer): Controller {
  const namespaces = server.store.table('namespaces')
  const data = { 'ca.crt': certificate(server.random.stream('root-ca')) }
  return {
    name: 'root-ca-cert-publisher',
    title: 'Root CA publisher',
    resource: 'namespaces',
    workers: 1,
    watches: [
      ownRows('namespaces'),
      {
        resource: 'configmaps',
        rows: (before, after, enqueue) => {
          const { name, namespace } = (after ?? before)?.metadata ?? {}
          // Ours was changed or deleted: put it back. The creation is our own.
          if (name === ROOT_CA && before !== undefined) enqueue(namespaces.row('', namespace as string))
        },
      },
    ],
    reconcile: (row) => reconcile(server, namespaces.get(row) as Namespace | undefined, data),
  }
}

function reconcile(server: ApiServer, namespace: Namespace | undefined, data: Record<string, string>): Result {
  if (namespace === undefined || namespace.status.phase !== 'Active') return undefined
  const { store, verbs } = server
  const table = store.table('configmaps')
  const metadata = {
    name: ROOT_CA,
    namespace: namespace.metadata.name,
    annotations: { 'kubernetes.io/description': DESCRIPTION },
  }
  const present = table.find(metadata.namespace, ROOT_CA) as ConfigMap | undefined
  if (present === undefined) {
    tolerate(['AlreadyExists', 'Forbidden', 'NotFound'], () => {
      verbs.create<ConfigMap>(table, { metadata, data }, { trusted: true })
    })
  } else if (!equal(present.data, data)) {
    verbs.update<ConfigMap>(table, { ...present, data }, { trusted: true })
  }
  return undefined
}

/** Looks like a certificate; nobody checks it here. */
function certificate(stream: Stream): string {
  const line = () => Array.from({ length: LINE_LENGTH }, () => BASE64[stream.below(BASE64.length)]).join('')
  return ['-----BEGIN CERTIFICATE-----', ...Array.from({ length: LINES }, line), '-----END CERTIFICATE-----', ''].join(
    '\n',
  )
}
