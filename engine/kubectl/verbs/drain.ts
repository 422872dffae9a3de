/** `kubectl drain`. Source: kubectl pkg/cmd/drain/drain.go, pkg/drain. */
import type { Call } from '../call.ts'
import { fail, Failure, Refused } from '../base/failure.ts'
import { type Json, list, map, text } from '../base/json.ts'
import { dryRunOf } from '../client/objects.ts'
import type { Info } from '../client/targets.ts'
import { MIRROR } from '../../kinds/pod/mirror.ts'
import { DRY_RUN, SELECTOR } from '../globalflags.ts'
import type { Verb } from '../verb.ts'
import { nodesOf, setUnschedulable } from './nodes.ts'

interface Leaving {
  namespace: string
  name: string
  uid: string
  /** Asked to go; else the budget refused and it is asked again at `retryMs`. */
  evicted: boolean
  retryMs: number
}

interface Session {
  /** Machines whose turn has not come. */
  nodes: Info[]
  current: Info
  pods: Leaving[]
  untilMs: number
}

const RETRY_MS = 5_000

export const drain: Verb = {
  name: 'drain',
  flags: [
    DRY_RUN,
    SELECTOR,
    'chunk-size:int=500',
    'delete-emptydir-data:bool',
    'disable-eviction:bool',
    'force:bool',
    'grace-period:int=-1',
    'ignore-daemonsets:bool',
    'pod-selector:string',
    'skip-wait-for-delete-timeout:int',
    'timeout:duration=0s',
  ],
  completes: { names: 'nodes' },
  run(call) {
    const nodes = nodesOf(call)
    call.finish()
    for (const node of nodes) setUnschedulable(call, node, true)
    const timeoutMs = call.flags.duration('timeout')
    return next(call, nodes, timeoutMs === 0 ? Number.POSITIVE_INFINITY : call.nowMs + timeoutMs)
  },
  advance: (call, session) => step(call, session as Session),
}

/** Takes the next machine in hand; undefined when none is left. */
function next(call: Call, nodes: readonly Info[], untilMs: number): Session | undefined {
  const [current, ...rest] = nodes
  if (current === undefined) return undefined
  const pods = podsToMove(call, current, nodes)
  const leaving = pods.map((pod) => ({
    namespace: text(pod, 'metadata', 'namespace'),
    name: text(pod, 'metadata', 'name'),
    uid: text(pod, 'metadata', 'uid'),
    evicted: false,
    retryMs: call.nowMs,
  }))
  return step(call, { nodes: rest, current, pods: leaving, untilMs })
}

// ------------------------------------------------------------------------------------------------- which Pods

interface Verdict {
  move: boolean
  warning?: string
  error?: string
}

/** Filters in upstream's order; the first that says no decides (filters.go). */
function judge(call: Call, pod: Json): Verdict {
  const { flags } = call
  const finished = ['Succeeded', 'Failed'].includes(text(pod, 'status', 'phase'))
  const owner = list(pod, 'metadata', 'ownerReferences').find(({ controller }) => controller === true)
  if (owner !== undefined && text(owner, 'kind') === 'DaemonSet' && !finished) {
    if (!flags.bool('ignore-daemonsets'))
      return { move: false, error: 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' }
    return { move: false, warning: 'ignoring DaemonSet-managed Pods' }
  }
  if (map(pod, 'metadata', 'annotations')[MIRROR] !== undefined) return { move: false }
  const verdict: Verdict = { move: true }
  if (!finished && list(pod, 'spec', 'volumes').some((volume) => volume.emptyDir !== undefined)) {
    if (!flags.bool('delete-emptydir-data'))
      return { move: false, error: 'cannot delete Pods with local storage (use --delete-emptydir-data to override)' }
    verdict.warning = 'deleting Pods with local storage'
  }
  if (!finished && owner === undefined) {
    if (!flags.bool('force'))
      return {
        move: false,
        error: 'cannot delete cannot delete Pods that declare no controller (use --force to override)',
      }
    verdict.warning = 'deleting Pods that declare no controller'
  }
  return verdict
}

function podsToMove(call: Call, node: Info, pending: readonly Info[]): Json[] {
  const selector = call.flags.string('pod-selector')
  const query = {
    fieldSelector: `spec.nodeName=${node.name}`,
    limit: '500',
    ...(selector === '' ? {} : { labelSelector: selector }),
  }
  const pods = list(call.client.get('/api/v1/pods', query), 'items')
  const judged = pods.map((pod) => ({ pod, ...judge(call, pod) }))
  const errors = grouped(judged.map(({ pod, error }) => [pod, error]))
  if (errors.length > 0) {
    const said = errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`
    call.err(`error: unable to drain node "${node.name}" due to error: ${said}, continuing command...\n`)
    throw new Failure(
      `There are pending nodes to be drained:\n${pending.map(({ name }) => ` ${name}\n`).join('')}${errors.map((error) => `${error}`).join('\n')}`,
    )
  }
  const warnings = grouped(judged.map(({ pod, warning }) => [pod, warning]))
  if (warnings.length > 0) call.err(`Warning: ${warnings.join('; ')}\n`)
  return judged.filter(({ move }) => move).map(({ pod }) => pod)
}

/** `reason: namespace/name, …` for each reason, sorted. */
function grouped(pairs: readonly (readonly [Json, string | undefined])[]): string[] {
  const byReason = new Map<string, string[]>()
  for (const [pod, reason] of pairs) {
    if (reason === undefined) continue
    const name = `${text(pod, 'metadata', 'namespace')}/${text(pod, 'metadata', 'name')}`
    byReason.set(reason, [...(byReason.get(reason) ?? []), name])
  }
  return [...byReason].map(([reason, names]) => `${reason}: ${names.join(', ')}`).sort()
}

// ------------------------------------------------------------------------------------------------- moving them

function step(call: Call, session: Session): Session | undefined {
  const dry = dryRunOf(call)
  const suffix = dry === 'none' ? '' : dry === 'client' ? ' (dry run)' : ' (server dry run)'
  for (const pod of session.pods) {
    if (!pod.evicted && call.nowMs >= pod.retryMs) ask(call, pod, suffix, dry)
  }
  session.pods = session.pods.filter((pod) => {
    if (!pod.evicted || (dry === 'none' && isThere(call, pod))) return true
    if (dry === 'none') call.line(`pod/${pod.name} ${call.flags.bool('disable-eviction') ? 'deleted' : 'evicted'}`)
    return false
  })
  if (session.pods.length > 0) {
    if (call.nowMs < session.untilMs) return session
    throw fail(
      `unable to drain node "${session.current.name}" due to error: global timeout reached: ${call.flags.string('timeout')}`,
    )
  }
  call.line(`node/${session.current.name} drained${suffix}`)
  return next(call, session.nodes, session.untilMs)
}

function ask(call: Call, pod: Leaving, suffix: string, dry: string): void {
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`
  const grace = call.flags.int('grace-period')
  const deleteOptions = { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}) }
  call.line(`evicting pod ${pod.namespace}/${pod.name}${suffix}`)
  pod.evicted = true
  if (dry === 'client') return
  try {
    const query = dry === 'server' ? { dryRun: 'All' } : {}
    if (call.flags.bool('disable-eviction')) call.client.remove(path, deleteOptions, query)
    else {
      const meta = { name: pod.name, namespace: pod.namespace }
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: meta, deleteOptions }
      call.client.send('POST', `${path}/eviction`, body, query)
    }
  } catch (error) {
    if (!(error instanceof Refused) || error.isNotFound) return
    if (error.reason !== 'TooManyRequests') throw error
    call.err(`error when evicting pods/"${pod.name}" -n "${pod.namespace}" (will retry after 5s): ${error.message}\n`)
    pod.evicted = false
    pod.retryMs = call.nowMs + RETRY_MS
  }
}

function isThere(call: Call, pod: Leaving): boolean {
  try {
    const live = call.client.get(`/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`)
    return text(live, 'metadata', 'uid') === pod.uid
  } catch (error) {
    if (error instanceof Refused && error.isNotFound) return false
    throw error
  }
}
