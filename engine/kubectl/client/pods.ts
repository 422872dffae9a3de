/** Pods behind an object, and their containers. Source: kubectl pkg/polymorphichelpers, pkg/cmd/util/podcmd. */
import { formatSelector } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type Json, list, map, num, object, text } from '../base/json.ts'
import type { Info } from './targets.ts'

/** The label selector by which an object knows its Pods; undefined: it has none. Source: SelectorsForObject. */
export function podSelectorOf({ mapping, object: one }: Pick<Info, 'mapping' | 'object'>): string | undefined {
  const spec = object(one, 'spec')
  if (mapping.kind === 'Service' || mapping.kind === 'ReplicationController') {
    const selector = map(spec, 'selector')
    if (mapping.kind === 'Service' && Object.keys(selector).length === 0)
      throw fail(`invalid service '${text(one, 'metadata', 'name')}': Service is defined without a selector`)
    return Object.keys(selector)
      .sort()
      .map((key) => `${key}=${selector[key]}`)
      .join(',')
  }
  if (['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'].includes(mapping.kind)) {
    return formatSelector(labelSelector(spec.selector as never))
  }
  return undefined
}

export function podsWith(call: Call, namespace: string, selector: string): Json[] {
  const query = { labelSelector: selector, limit: '500' }
  return list(call.client.get(`/api/v1/namespaces/${namespace}/pods`, query), 'items').map((item) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    ...item,
  }))
}

/** The Pod to look at first: assigned, running, ready for long, restarted often, old (podutils.ByLogging). */
export function byLogging(pods: readonly Json[]): Json[] {
  return [...pods].sort((a, b) => {
    for (const of of ORDER) {
      const [x, y] = [of(a), of(b)]
      if (x !== y) return x < y ? -1 : 1
    }
    return 0
  })
}

const PHASES: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 }
const readyCondition = (pod: Json) =>
  list(pod, 'status', 'conditions').find((one) => one.type === 'Ready' && one.status === 'True')

const ORDER: readonly ((pod: Json) => number | string)[] = [
  (pod) => (text(pod, 'spec', 'nodeName') === '' ? 1 : 0),
  (pod) => PHASES[text(pod, 'status', 'phase')] ?? 0,
  (pod) => (readyCondition(pod) ? 0 : 1),
  (pod) => text(readyCondition(pod), 'lastTransitionTime'),
  (pod) => -Math.max(0, ...list(pod, 'status', 'containerStatuses').map((status) => num(status, 'restartCount'))),
  (pod) => text(pod, 'metadata', 'creationTimestamp'),
]

/** One Pod of an object, with a word about it when there are several. Source: AttachablePodForObject. */
export function firstPod(call: Call, info: Info): Json {
  if (info.mapping.kind === 'Pod') return info.object
  const selector = podSelectorOf(info)
  if (selector === undefined)
    throw fail(
      `cannot get the logs from ${info.mapping.group ? `${info.mapping.group}/` : ''}${info.mapping.version}, Kind=${info.mapping.kind}: selector for ${info.mapping.kind} not implemented`,
    )
  const pods = byLogging(podsWith(call, info.namespace, selector))
  const [pod] = pods
  if (pod === undefined) throw fail('timed out waiting for the condition')
  if (pods.length > 1) call.err(`Found ${pods.length} pods, using pod/${text(pod, 'metadata', 'name')}\n`)
  return pod
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

export const containerNames = (pod: Json, field = 'containers'): string[] =>
  list(pod, 'spec', field).map((one) => text(one, 'name'))

/** The container a line means. @param said of `-c`, empty for none */
export function containerOf(call: Call, pod: Json, said: string, quiet = false): string {
  const names = containerNames(pod)
  const inits = containerNames(pod, 'initContainers')
  const ephemeral = containerNames(pod, 'ephemeralContainers')
  const all = [...names, ...ephemeral.map((name) => `${name} (ephem)`), ...inits.map((name) => `${name} (init)`)]
  if (said !== '') {
    if (![...names, ...inits, ...ephemeral].includes(said))
      throw fail(`container ${said} not found in pod ${text(pod, 'metadata', 'name')}`)
    return said
  }
  const marked = map(pod, 'metadata', 'annotations')[DEFAULT_CONTAINER]
  if (marked !== undefined && marked !== '') {
    if ([...names, ...inits, ...ephemeral].includes(marked)) return marked
    call.err(`Default container name "${marked}" not found in pod ${text(pod, 'metadata', 'name')}\n`)
  }
  const first = names[0] ?? ''
  if (!quiet && all.length > 1) call.err(`Defaulted container "${first}" out of: ${all.join(', ')}\n`)
  return first
}
