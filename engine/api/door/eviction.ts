/** Evicting a Pod: a delete that its budget may refuse. Source: pkg/registry/core/pod/storage/eviction.go. */
import type { KObject } from '../object.ts'
import type { DeleteOptions } from '../verbs/options.ts'
import type { Call } from './context.ts'

interface Evicted extends KObject {
  status?: { conditions?: { type: string; status: string; lastTransitionTime?: string }[] }
}

const TARGET = 'DisruptionTarget'

/** Asks the budgets, notes on the Pod why it goes, and deletes it. Throws StatusErrors. */
export function evict({ context, table, path, user }: Call, options: DeleteOptions): void {
  const { server, evictions } = context
  const { namespace, name } = path
  const dryRun = options.dryRun ?? false
  evictions.admit(server.verbs.get(table, namespace, name), dryRun)
  // The preconditions are about the Pod as it was before the condition is written.
  server.verbs.delete(table, namespace, name, { ...options, dryRun: true, user })
  if (dryRun) return
  const now = server.calendar.seconds(server.clock.nowMs)
  server.verbs.modify<Evicted>(table, namespace, name, (pod) => withTarget(pod, now), { trusted: true, user })
  const { preconditions: _, ...rest } = options
  server.verbs.delete(table, namespace, name, { ...rest, user })
}

function withTarget(pod: Evicted, now: string): Evicted {
  const conditions = pod.status?.conditions ?? []
  const present = conditions.find(({ type }) => type === TARGET)
  const condition = {
    type: TARGET,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: present?.status === 'True' ? (present.lastTransitionTime ?? now) : now,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  }
  const others = conditions.filter(({ type }) => type !== TARGET)
  return { ...pod, status: { ...pod.status, conditions: [...others, condition] } }
}
