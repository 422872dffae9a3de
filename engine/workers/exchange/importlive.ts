/** `kubectl get -A -o yaml` of a real cluster as manifests and machines for this one; what cannot come is listed. */
import { parseAllDocuments, stringify } from 'yaml'
import type { Cluster } from '../../cluster.ts'
import type { NodeGroup } from '../../protocol/run.ts'
import type { Imported } from '../../protocol/time.ts'
import { stripped } from './strip.ts'

type Json = Record<string, unknown>

const MOST_CHARACTERS = 32 * 2 ** 20
const MOST_ALIASES = 100
const SYSTEM = /^kube-(system|public|node-lease)$/
/** Made by the control plane out of other objects. */
const DERIVED = new Set([
  'Event',
  'Endpoints',
  'EndpointSlice',
  'Lease',
  'ControllerRevision',
  'PodMetrics',
  'NodeMetrics',
  'CSINode',
  'CertificateSigningRequest',
  'ComponentStatus',
  'IPAddress',
])
const ZONE = 'topology.kubernetes.io/zone'
/** Labels a kubelet gives its node anyway. */
const KUBELET_LABEL = /^(beta\.)?kubernetes\.io\/(os|arch|hostname)$/
const DEFAULT_PODS = 110

/** @throws RangeError when the text is too long or no YAML */
export function importLive(cluster: Cluster, text: string): Imported {
  if (text.length > MOST_CHARACTERS) throw new RangeError(`The text is longer than ${MOST_CHARACTERS / 2 ** 20} MB`)
  return manifestsOf(cluster, objectsIn(text))
}

/** Objects as a server prints them, as a person would have written them. */
export function manifestsOf(cluster: Cluster, objects: readonly Json[]): Imported {
  const custom = customKinds(objects)
  const imported: Imported = { text: '', nodes: [], left: [] }
  const kept: Json[] = []
  for (const object of objects) {
    if (object.kind === 'Node') imported.nodes.push(nodeGroup(object))
    else {
      const why = whyNot(cluster, object, custom)
      if (why === undefined) kept.push(stripped(object))
      else imported.left.push({ object: nameOf(object), why })
    }
  }
  kept.sort((a, b) => rank(a) - rank(b))
  imported.text = kept.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n')
  return imported
}

/** Documents, and the items of Lists; what is no object of Kubernetes is passed over. */
function objectsIn(text: string): Json[] {
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false })
  if (!Array.isArray(documents)) return []
  const broken = documents.flatMap(({ errors }) => errors)[0]
  if (broken) throw new RangeError(`The text is no YAML: ${broken.message.split('\n')[0]}`)
  return documents.flatMap((document) => itemsOf(document.toJS({ maxAliasCount: MOST_ALIASES })))
}

function itemsOf(value: unknown): Json[] {
  const object = record(value)
  if (/List$/.test(String(object.kind)) && Array.isArray(object.items)) return object.items.flatMap(itemsOf)
  return typeof object.kind === 'string' && typeof object.apiVersion === 'string' ? [object] : []
}

const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const metaOf = (object: Json): Json => record(object.metadata)
const nameOf = (object: Json): string => {
  const { namespace, name } = metaOf(object)
  return `${String(object.kind)} ${namespace ? `${String(namespace)}/` : ''}${String(name)}`
}
const groupOf = (apiVersion: unknown): string =>
  String(apiVersion).includes('/') ? (String(apiVersion).split('/')[0] as string) : ''

/** `group/Kind` that the text's own definitions bring. */
function customKinds(objects: readonly Json[]): ReadonlySet<string> {
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition').map(({ spec }) => record(spec))
  return new Set(definitions.map(({ group, names }) => `${String(group)}/${String(record(names).kind)}`))
}

/** Why an object does not come along; undefined when it does. */
function whyNot(cluster: Cluster, object: Json, custom: ReadonlySet<string>): string | undefined {
  const { kind, apiVersion } = object
  const { namespace = '', name, ownerReferences, annotations } = metaOf(object)
  const owner = (ownerReferences as { kind?: string; name?: string; controller?: boolean }[] | undefined)?.find(
    (each) => each.controller,
  )
  if (owner) return `${owner.kind ?? 'its owner'} ${owner.name ?? ''} makes it again`
  if (DERIVED.has(String(kind))) return 'the control plane makes it again'
  if (SYSTEM.test(String(namespace)) || (kind === 'Namespace' && (SYSTEM.test(String(name)) || name === 'default')))
    return 'the cluster has its own'
  if (kind === 'ConfigMap' && name === 'kube-root-ca.crt') return 'the control plane makes it again'
  if (kind === 'ServiceAccount' && name === 'default') return 'the control plane makes it again'
  if (kind === 'Secret' && object.type === 'kubernetes.io/service-account-token') return 'a token of the other cluster'
  if (kind === 'Service' && namespace === 'default' && name === 'kubernetes') return 'the cluster has its own'
  if (record(annotations)['rbac.authorization.kubernetes.io/autoupdate'] === 'true') return 'the cluster has its own'
  if (/^system:/.test(String(name))) return 'the cluster has its own'
  const group = groupOf(apiVersion)
  const { store } = cluster.server
  if (store.tableOfKind(group, String(kind)) !== undefined) return undefined
  const servesCustom = store.tableOfKind('apiextensions.k8s.io', 'CustomResourceDefinition') !== undefined
  if (servesCustom && custom.has(`${group}/${String(kind)}`)) return undefined
  return `this cluster has no kind ${String(kind)} in ${String(apiVersion)}`
}

/** Definitions and namespaces come before what needs them. */
const FIRST = [
  'CustomResourceDefinition',
  'Namespace',
  'PriorityClass',
  'StorageClass',
  'ServiceAccount',
  'ConfigMap',
  'Secret',
]
const rank = ({ kind }: Json): number => {
  const at = FIRST.indexOf(String(kind))
  return at < 0 ? FIRST.length : at
}

function nodeGroup(node: Json): NodeGroup {
  const meta = metaOf(node)
  const capacity = record(record(node.status).capacity)
  const labels = Object.entries(record(meta.labels)).filter(([key]) => !KUBELET_LABEL.test(key) && key !== ZONE)
  const taints = ((record(node.spec).taints as NodeGroup['taints'] | undefined) ?? []).filter(
    ({ key }) => !key.startsWith('node.kubernetes.io/') && !key.startsWith('node.cloudprovider.kubernetes.io/'),
  )
  const zone = record(meta.labels)[ZONE]
  return {
    name: String(meta.name),
    count: 1,
    cpu: String(capacity.cpu ?? '4'),
    memory: String(capacity.memory ?? '8Gi'),
    pods: Number(capacity.pods ?? DEFAULT_PODS) || DEFAULT_PODS,
    ...(labels.length > 0 ? { labels: Object.fromEntries(labels) as Record<string, string> } : {}),
    ...(taints.length > 0
      ? { taints: taints.map(({ key, value, effect }) => ({ key, effect, ...(value ? { value } : {}) })) }
      : {}),
    ...(typeof zone === 'string' ? { zone } : {}),
  }
}
