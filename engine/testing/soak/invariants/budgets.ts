/**
 * No eviction breaks a budget: at every grant, as many healthy Pods are left as the budget asks for, reckoned anew from
 * its spec. Pods that were lost since the controller last looked are not the eviction's fault, and that a Pod has left the
 * selection it learns, as upstream's does, only when something else wakes it.
 */
import { scaledIntOrPercent } from '../../../api/intstr.ts'
import { selectorMatches } from '../../../api/labels.ts'
import { labelSelector } from '../../../api/labelselector.ts'
import { controllerOf, type KObject } from '../../../api/object.ts'
import type { ApiServer } from '../../../api/server.ts'
import type { Pod, PodDisruptionBudget } from '../../../kinds/types.ts'
import { isPodReady } from '../../../rules/podutil.ts'
import type { Invariant } from '../invariant.ts'

/** Time the controller may need to hear of a change and answer it. */
const HEARSAY_MS = 1_000
const UNHEARD = Number.POSITIVE_INFINITY

type Budget = PodDisruptionBudget

const BUDGETS = 'poddisruptionbudgets.policy'

const KINDS: Readonly<Record<string, string>> = {
  ReplicaSet: 'replicasets.apps',
  Deployment: 'deployments.apps',
  StatefulSet: 'statefulsets.apps',
}

export const budgets: Invariant = {
  name: 'evictions keep to budgets',
  watch: ({ server }, { broken, tried }) => {
    const { store, trace, clock } = server
    const controller = trace.actorNumber('disruption')
    /** By the budget's uid. */
    const disturbedMs = new Map<string, number>()
    const quietMs = new Map<string, number>()
    const disturb = (pod: KObject | undefined, atMs: number) => {
      for (const budget of store.table(BUDGETS).list() as Budget[]) {
        if (pod === undefined || selectorMatches(labelSelector(budget.spec.selector), pod.metadata.labels))
          disturbedMs.set(budget.metadata.uid, Math.max(atMs, disturbedMs.get(budget.metadata.uid) ?? 0))
      }
    }
    store.watch('pods', (_row, before, after) => {
      const [was, is] = [before, after].map((pod) => pod !== undefined && isHealthy(pod as Pod))
      const labels = before?.metadata.labels !== after?.metadata.labels
      if (was === is && !labels) return
      if (before !== undefined) disturb(before, labels && after ? UNHEARD : clock.nowMs)
      if (after !== undefined) disturb(after, clock.nowMs)
    })
    for (const resource of Object.values(KINDS)) {
      store.watch(resource, (_row, before, after) => {
        if ((before as Scaled | undefined)?.spec.replicas !== (after as Scaled | undefined)?.spec.replicas)
          disturb(undefined, clock.nowMs)
      })
    }
    store.watch(BUDGETS, (_row, before, after) => {
      if (after !== undefined && trace.actor === controller && disturbedMs.get(after.metadata.uid) === UNHEARD)
        disturbedMs.set(after.metadata.uid, clock.nowMs)
      if (before === undefined || after === undefined || trace.actor === controller) return
      const names = (budget: KObject) => Object.keys((budget as Budget).status?.disruptedPods ?? {})
      const granted = names(after).filter((name) => !names(before).includes(name))
      const { uid } = after.metadata
      const isDisturbed = clock.nowMs - (disturbedMs.get(uid) ?? -HEARSAY_MS) < HEARSAY_MS
      // Grants of one instant follow on each other: what the first took is in disruptedPods.
      if (granted.length === 0 || (isDisturbed && clock.nowMs !== quietMs.get(uid))) return
      quietMs.set(uid, clock.nowMs)
      tried()
      const left = healthyOf(server, after as Budget)
      const bound = boundOf(server, after as Budget)
      if (left < bound)
        broken(`${after.metadata.name} lets ${granted[0]} go: ${left} healthy Pods of at least ${bound}`)
    })
    return undefined
  },
}

interface Scaled extends KObject {
  spec: { replicas?: number }
}

const isHealthy = (pod: Pod) => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined

function podsOf({ store }: ApiServer, { metadata, spec }: Budget): Pod[] {
  const selector = labelSelector(spec.selector)
  return (store.table('pods').list(metadata.namespace) as Pod[]).filter((pod) =>
    selectorMatches(selector, pod.metadata.labels),
  )
}

function healthyOf(server: ApiServer, budget: Budget): number {
  const gone = budget.status.disruptedPods ?? {}
  return podsOf(server, budget).filter((pod) => isHealthy(pod) && gone[pod.metadata.name] === undefined).length
}

function boundOf(server: ApiServer, budget: Budget): number {
  const { minAvailable, maxUnavailable } = budget.spec
  if (typeof minAvailable === 'number') return minAvailable
  const expected = expectedOf(server, budget)
  if (minAvailable !== undefined) return scaledIntOrPercent(minAvailable, expected, true)
  return expected - scaledIntOrPercent((maxUnavailable ?? 0) as number | string, expected, true)
}

/** Replicas asked for by all that own Pods of the budget, each once. */
function expectedOf({ store }: ApiServer, budget: Budget): number {
  const counted = new Map<string, number>()
  for (const pod of podsOf({ store } as ApiServer, budget)) {
    let top: KObject = pod
    for (let owner = controllerOf(top); owner !== undefined; owner = controllerOf(top)) {
      const resource = KINDS[owner.kind]
      const found = resource && store.table(resource).find(budget.metadata.namespace as string, owner.name)
      if (!found) break
      top = found
    }
    if (top !== pod) counted.set(top.metadata.uid, (top as Scaled).spec.replicas ?? 1)
  }
  return [...counted.values()].reduce((sum, scale) => sum + scale, 0)
}
