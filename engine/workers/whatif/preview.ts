/** What an Apply would do: the cluster is run ahead with it and without it, and the difference is told. */
import { apiVersionOf } from '../../api/discovery.ts'
import { EVENTS } from '../../api/eventtable.ts'
import { LEASES } from '../../api/leasetable.ts'
import { type KObject, plain } from '../../api/object.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import type { Cluster } from '../../cluster.ts'
import type { Pod } from '../../kinds/types.ts'
import type { AppliedDocument } from '../../protocol/apply.ts'
import type { Preview, PreviewPod, RefusalRow } from '../../protocol/time.ts'
import { Applier } from '../apply/applier.ts'
import { newReading, readPod } from '../batches/podstate.ts'
import { Workloads } from '../batches/workloads.ts'
import { fieldChanges } from '../history/changes.ts'
import { consequences, factsOf } from './consequences.ts'
import { previewSentences } from './sentences.ts'
import { POD_STATES } from '../../protocol/pods.ts'

/** How far ahead it looks, in virtual ms, and how long at most, in steps. */
const AHEAD_MS = 120_000
/** Autoscalers look every 15 s, whatever else goes on: two looks at least where one is applied. */
const SLOW_KINDS = /^kind: *HorizontalPodAutoscaler/m
const SLOW_MS = 45_000
/** Nothing to do for so long is at rest: no probe or retry of a rollout waits longer. */
const QUIET_MS = 30_000
const MOST_STEPS = 400_000
const MOST_CHANGES = 12
const MOST_OBJECTS = 200
/** Their changes follow from others'. */
const FOLLOWING: ReadonlySet<string> = new Set([
  EVENTS,
  LEASES,
  'endpointslices.discovery.k8s.io',
  'endpoints',
  'pods',
  'nodes',
])

/** The cluster is left ahead: the caller takes it back. */
export function previewOf(cluster: Cluster, schemas: Schemas, text: string, namespace: string): Preview {
  const here = cluster.checkpoint()
  const beganMs = cluster.nowMs
  const before = look(cluster)
  const leastMs = beganMs + (SLOW_KINDS.test(text) ? SLOW_MS : 0)
  runAhead(cluster, beganMs + AHEAD_MS, leastMs)
  const without = look(cluster)
  const factsWithout = factsOf(cluster)
  cluster.restore(here)
  const { revision } = cluster.server.store
  const documents = new Applier(cluster, schemas, () => undefined).apply(text, { dryRun: false, namespace })
  const settled = runAhead(cluster, beganMs + AHEAD_MS, leastMs)
  const after = look(cluster)
  const preview: Preview = {
    documents,
    pods: podChanges(before, without, after),
    objects: objectChanges(without, after),
    refusals: [...documentRefusals(documents, beganMs), ...refusalsSince(cluster, revision)],
    ranMs: cluster.nowMs - beganMs,
    settled,
    sentences: [],
  }
  preview.sentences = previewSentences(preview, consequences(factsWithout, factsOf(cluster), preview.objects, cluster))
  return preview
}

/** Runs until only periodic work is left, or nothing for long (a container that sleeps). Returns whether it came to that. */
function runAhead(cluster: Cluster, untilMs: number, leastMs: number): boolean {
  const { clock } = cluster.server
  for (let n = 0; n < MOST_STEPS && clock.pendingWork > 0 && clock.nextMs <= untilMs; n++) clock.step()
  const isSettled = clock.pendingWork === 0 || clock.nextMs - clock.nowMs >= QUIET_MS
  if (clock.nowMs < leastMs) clock.runUntil(leastMs)
  return isSettled
}

interface Looked {
  pods: Map<string, PreviewPod & { uid: string }>
  objects: Map<string, { object: KObject; apiVersion: string }>
}

function look(cluster: Cluster): Looked {
  const { store } = cluster.server
  const objects: Looked['objects'] = new Map()
  for (const table of store.allTables()) {
    if (FOLLOWING.has(table.info.resource)) continue
    const apiVersion = apiVersionOf(table.info)
    table.each(undefined, (object) =>
      objects.set(`${apiVersion}/${object.kind}/${object.metadata.uid}`, { object, apiVersion }),
    )
  }
  return { pods: podsOf(cluster), objects }
}

function podsOf(cluster: Cluster): Looked['pods'] {
  const { store } = cluster.server
  const workloads = new Workloads(store)
  const reading = newReading()
  const pods: Looked['pods'] = new Map()
  store.table('pods').each(undefined, (object, row) => {
    const pod = object as Pod
    const { uid, name, namespace = '' } = pod.metadata
    const work = cluster.kubelets.worker.works.get(row)
    readPod(pod, work?.uid === uid ? work : undefined, false, reading)
    const condition = pod.status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
    const state = POD_STATES[reading.state] as PreviewPod['state']
    const note = state === 'unscheduled' ? (condition?.message ?? '') : reading.note
    const workload = workloads.list[workloads.of(pod)]
    pods.set(uid, { uid, namespace, name, change: 'new', workload, node: pod.spec.nodeName ?? '', state, note })
  })
  return pods
}

function podChanges(before: Looked, without: Looked, after: Looked): PreviewPod[] {
  const changes: PreviewPod[] = []
  for (const [uid, { uid: _, ...pod }] of after.pods) {
    const same = without.pods.get(uid)
    if (!same) changes.push({ ...pod, change: 'new' })
    else if (same.state !== pod.state || same.node !== pod.node) changes.push({ ...pod, change: 'changed' })
  }
  for (const [uid, { uid: _, ...pod }] of without.pods) {
    // A Pod that only the other future made is a new one's twin, not a loss.
    if (!after.pods.has(uid) && before.pods.has(uid)) changes.push({ ...pod, change: 'gone' })
  }
  return changes
}

function objectChanges(without: Looked, after: Looked): Preview['objects'] {
  const found: Preview['objects'] = []
  const add = (
    { object, apiVersion }: { object: KObject; apiVersion: string },
    verb: Preview['objects'][number]['verb'],
    changes: Preview['objects'][number]['changes'],
  ) => {
    const { kind, metadata } = object
    if (found.length < MOST_OBJECTS)
      found.push({
        ref: { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name },
        verb,
        changes: changes.slice(0, MOST_CHANGES),
      })
  }
  for (const [key, seen] of after.objects) {
    const old = without.objects.get(key)
    if (!old) add(seen, 'created', [])
    else {
      const changes = fieldChanges(specOf(old.object), specOf(seen.object))
      if (changes.length > 0) add(seen, 'changed', changes)
    }
  }
  for (const [key, seen] of without.objects) if (!after.objects.has(key)) add(seen, 'deleted', [])
  return found
}

/** What a person decides: no status, none of the server's own fields. */
function specOf(object: KObject): unknown {
  const { status: _, metadata, ...rest } = plain(object) as KObject & { status?: unknown }
  const { labels, annotations } = metadata
  return { ...rest, metadata: { labels, annotations: withoutOwn(annotations) } }
}

function withoutOwn(annotations: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([key]) => !/(last-applied-configuration|deployment\.kubernetes\.io\/)/.test(key),
    ),
  )
}

function documentRefusals(documents: readonly AppliedDocument[], atMs: number): RefusalRow[] {
  return documents.flatMap(({ error, object }) =>
    error ? [{ atMs, actor: 'API server', object, reason: error.reason, message: error.message }] : [],
  )
}

/** What controllers, the scheduler and kubelets would warn of; each once. */
function refusalsSince(cluster: Cluster, revision: number): RefusalRow[] {
  const rows = new Map<string, RefusalRow>()
  cluster.server.store.table(EVENTS).each(undefined, (object) => {
    const event = plain(object) as KObject & Record<string, unknown>
    if (event.type !== 'Warning' || Number(event.metadata.resourceVersion) <= revision) return
    const { kind, name } = event.involvedObject as { kind: string; name: string }
    const { component } = event.source as { component: string }
    const row = {
      atMs: cluster.nowMs,
      actor: component,
      object: `${kind.toLowerCase()}/${name}`,
      reason: String(event.reason),
      message: String(event.message),
    }
    rows.set(`${row.reason} ${row.object}`, row)
  })
  return [...rows.values()]
}
