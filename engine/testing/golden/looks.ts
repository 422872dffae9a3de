/**
 * Looks in the middle of things. The recorder let the cluster settle before it looked, except where its own trace proves that
 * it did not: what it saw of an object was passed on the way to something further, without a new deed. There the clock stops as
 * soon as our objects are where the recorder's were, and everything that is then seen is compared as anywhere else.
 */
import type { KObject } from '../../api/object.ts'
import type { DaemonSet, EndpointSlice, Pod } from '../../kinds/types.ts'
import type { Recording, Snapshot, TraceEntry } from './recording.ts'
import type { GoldenWorld } from './world.ts'

/** Whether our cluster is where the recorder's was when it looked. */
export type Reached = (world: GoldenWorld) => boolean

/** What stops the clock before a look at `words` (a resource and maybe a name); undefined: it looked at rest. */
export function passedOnTheWay(recording: Recording, words: readonly string[], shown: Snapshot): Reached | undefined {
  const [resource = ''] = words
  if (/^(ds|daemonsets?)$/.test(resource)) return daemonSet(recording, shown.json as DaemonSet | undefined)
  if (/^(po|pods?)$/.test(resource)) return startingPods(recording, shown.wide ?? '')
  if (resource === 'endpointslices') return terminatingEndpoints(recording, shown.json as List | undefined)
  return undefined
}

interface List {
  items?: readonly KObject[]
}

/** A DaemonSet that was seen with fewer Pods ready than its next status in the trace says. */
function daemonSet({ trace }: Recording, seen: DaemonSet | undefined): Reached | undefined {
  if (seen?.status === undefined) return undefined
  const { status } = seen
  const told = trace.filter(({ kind, name }) => kind === 'DaemonSet' && name === seen.metadata.name)
  const at = told.findLastIndex((entry) => sameCounts(entry.status ?? {}, status))
  const next = told[at + 1]
  if (at < 0 || next === undefined || next.generation !== told[at]?.generation) return undefined
  if (Number(next.status?.numberReady) <= status.numberReady) return undefined
  return (world) => {
    const ours = world.find('daemonsets.apps', seen.metadata.name) as DaemonSet | undefined
    return ours !== undefined && sameCounts(ours.status ?? {}, status)
  }
}

function sameCounts(a: object, b: object): boolean {
  const counts = (status: object) =>
    JSON.stringify(
      Object.entries(status)
        .filter(([, value]) => typeof value === 'number')
        .map(([name, value]) => `${name}=${value}`)
        .sort((x, y) => (x < y ? -1 : 1)),
    )
  return counts(a) === counts(b)
}

/** Pods of which one was seen on its node without its containers, though the trace ends with it running. */
function startingPods({ trace }: Recording, table: string): Reached | undefined {
  const rows = table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
  const seen = rows
    .filter(([name]) => name)
    .map(([name, , status, , , , node]) => ({ name, status, isBound: node !== '<none>' }))
  const starting = seen.filter(({ status, isBound }) => status === 'Pending' && isBound)
  const goesOn = ({ name }: { name?: string }) => lastOf(trace, 'Pod', name)?.phase === 'Running'
  if (starting.length === 0 || !starting.every(goesOn)) return undefined
  const bound = seen.filter(({ isBound }) => isBound).length
  return (world) => {
    const pods = world.list('pods') as Pod[]
    const places = pods.filter(({ spec }) => spec.nodeName)
    const waiting = places.filter(({ status }) => status.phase === 'Pending')
    return pods.length === seen.length && places.length === bound && waiting.length === starting.length
  }
}

/** Slices with an endpoint that was seen ending, though the trace tells of the end of its Pod. */
function terminatingEndpoints({ trace }: Recording, slices: List | undefined): Reached | undefined {
  const seen = endpointsOf(slices?.items ?? [])
  const ending = seen.filter(({ conditions }) => conditions?.terminating)
  const ends = ending.every(({ targetRef }) => lastOf(trace, 'Pod', targetRef?.name)?.op === 'DELETED')
  if (ending.length === 0 || !ends) return undefined
  return (world) => {
    const ours = endpointsOf(world.list('endpointslices.discovery.k8s.io'))
    const oursEnding = ours.filter(({ conditions }) => conditions?.terminating)
    return ours.length === seen.length && oursEnding.length === ending.length
  }
}

const endpointsOf = (slices: readonly KObject[]) => slices.flatMap((slice) => (slice as EndpointSlice).endpoints ?? [])

const lastOf = (trace: readonly TraceEntry[], kind: string, name: string | undefined) =>
  trace.findLast((entry) => entry.kind === kind && entry.name === name)
