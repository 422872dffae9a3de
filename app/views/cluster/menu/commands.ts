/** What can be done to a mark: the menu's items as data, each with the line that could be typed instead. */
import type { Actions, Outcome } from '../../../session/actions.ts'
import type { ObjectRef } from '../../../../engine/protocol/object.ts'
import type { FaultAction } from '../../../../engine/protocol/run.ts'
import * as line from '../../../session/kubectl-line.ts'
import type { Mirror } from '../../../session/mirror.ts'
import { type MarkRef, objectOf, workloadRef } from '../mark-ref.ts'

export interface Command {
  /** A verb; the menu's item and, in its result, the terminal's line. */
  title: string
  hint: string
  danger?: boolean
  /** Absent for commands that ask for a number first. */
  run?: (actions: Actions) => Promise<Outcome>
  /** Opens Why? about this object. */
  asksWhyOf?: ObjectRef
  /** Opens the handles of this object. */
  shapes?: ObjectRef
  /** Asks the Graph what this object shall be connected with. */
  connects?: ObjectRef
  /** Workload index whose replicas are asked for. */
  asksReplicasOf?: number
}

export interface CommandGroup {
  /** What it is done to, e.g. `Pod catalog-x2lqp`. */
  title: string
  commands: Command[]
}

const why = (ref: ObjectRef): Command => ({ title: 'Why?', hint: line.describeLine(ref), asksWhyOf: ref })

/** What its manifest says can be dragged: replicas, resources, probes. */
const handles = (ref: ObjectRef): Command => ({
  title: 'Handles…',
  hint: `# replicas, resources and probes in the manifest of ${ref.name}`,
  shapes: ref,
})

/** Selectors, mounts, affinities: drawn in the Graph, where their other ends have marks. */
const connect = (ref: ObjectRef): Command => ({
  title: 'Connect to…',
  hint: `# a selector, mount or affinity in a manifest`,
  connects: ref,
})

const SCALABLE = new Set(['Deployment', 'ReplicaSet', 'StatefulSet'])
const RESTARTABLE = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** Groups of commands apt to the mark; empty when it is gone. */
export function commandsFor(mirror: Mirror, mark: MarkRef): CommandGroup[] {
  if (mark.kind === 'node') return nodeCommands(mirror, mark)
  if (mark.kind === 'workload') return workloadCommands(mirror, mark.id)
  const owner = mirror.pods.workload[mark.id] ?? -1
  return [
    ...podCommands(mirror, mark),
    ...(mirror.workloads[owner]?.kind === 'Pod' ? [] : workloadCommands(mirror, owner)),
  ]
}

function podCommands(mirror: Mirror, mark: MarkRef): CommandGroup[] {
  const pod = objectOf(mirror, mark)
  if (!pod) return []
  const { namespace, name } = pod
  const node = mirror.nodes.get(mirror.pods.node[mark.id] ?? -1)
  const running: Command[] = [
    {
      title: 'Crash container',
      hint: line.crashContainerLine(namespace, name),
      run: (actions) => actions.crashContainer(namespace, name),
    },
    {
      title: 'Kill',
      hint: line.killPodLine(namespace, name),
      danger: true,
      run: (actions) => actions.killPod(namespace, name),
    },
    // More than its machine has: its limit ends that, or the machine runs short.
    fault(
      'Fill memory',
      { name: 'fillMemory', namespace, pod: name, bytes: node?.memoryBytes ?? 0 },
      `${name} takes all the memory it can get`,
    ),
    fault(
      'Slow',
      { name: 'slowContainer', namespace, pod: name, extraMs: LATE_MS },
      `${name} answers ${LATE_MS / 1000} s later`,
    ),
    fault('Quick again', { name: 'slowContainer', namespace, pod: name, extraMs: 0 }, `${name} answers at once again`),
  ]
  // The manifest of a Pod that somebody owns is its owner's.
  const isBare = mirror.workloads[mirror.pods.workload[mark.id] ?? -1]?.kind === 'Pod'
  const placed = mirror.pods.node[mark.id] !== -1
  const remove: Command = {
    title: 'Delete',
    hint: line.deleteLine(pod),
    danger: true,
    run: (actions) => actions.delete(pod),
  }
  return [
    {
      title: `Pod ${name}`,
      commands: [why(pod), ...(isBare ? [handles(pod)] : []), remove],
    },
    ...(placed ? [{ title: 'Faults', commands: running }] : []),
  ]
}

function workloadCommands(mirror: Mirror, index: number): CommandGroup[] {
  const workload = mirror.workloads[index]
  if (!workload) return []
  const ref = workloadRef(workload)
  const count = replicasOf(mirror, index)
  const commands: Command[] = [why(ref), handles(ref), connect(ref)]
  if (SCALABLE.has(workload.kind))
    commands.push({ title: 'Scale…', hint: line.scaleLine(ref, count + 1), asksReplicasOf: index })
  if (RESTARTABLE.has(workload.kind))
    commands.push({ title: 'Restart', hint: line.restartLine(ref), run: (actions) => actions.restart(ref) })
  commands.push({ title: 'Delete', hint: line.deleteLine(ref), danger: true, run: (actions) => actions.delete(ref) })
  return [{ title: `${workload.kind} ${workload.name}`, commands }]
}

function nodeCommands(mirror: Mirror, mark: MarkRef): CommandGroup[] {
  const node = mirror.nodes.get(mark.id)
  const ref = objectOf(mirror, mark)
  if (!node || !ref) return []
  const { name } = node
  const cordon: Command = node.cordoned
    ? { title: 'Uncordon', hint: line.uncordonLine(name), run: (actions) => actions.uncordon(name) }
    : { title: 'Cordon', hint: line.cordonLine(name), run: (actions) => actions.cordon(name) }
  const power: Command = node.ready
    ? { title: 'Cut the power', hint: line.nodeDownLine(name), danger: true, run: (actions) => actions.nodeDown(name) }
    : { title: 'Power on', hint: line.nodeUpLine(name), run: (actions) => actions.nodeUp(name) }
  const commands: Command[] = [
    why(ref),
    cordon,
    { title: 'Drain', hint: line.drainLine(name), run: (actions) => actions.drain(name) },
    power,
    { title: 'Delete', hint: line.deleteLine(ref), danger: true, run: (actions) => actions.delete(ref) },
  ]
  return [
    { title: `Node ${name}`, commands },
    { title: 'Faults', commands: faultsAround(name, node.zone) },
  ]
}

/** How much later a slow node's messages come. */
const SLOW_MS = 300
/** How much later a slow Pod answers: too late for a probe that waits a second. */
const LATE_MS = 2000

const fault = (title: string, action: FaultAction, words: string, danger = false): Command => ({
  title,
  hint: `# ${words}`,
  danger,
  run: (actions) => actions.disturb(action, words),
})

/** What may befall a machine's wires and its zone. */
function faultsAround(node: string, zone: string): Command[] {
  const inZone = zone ? [fault('Zone down', { name: 'zoneDown', zone }, `cut the power of zone ${zone}`, true)] : []
  return [
    fault(
      'Slow network',
      { name: 'slowNetwork', nodes: [node], extraMs: SLOW_MS },
      `${node} hears everything ${SLOW_MS} ms later`,
    ),
    fault('Cut its wires', { name: 'partition', nodes: [node] }, `partition ${node} from the rest`, true),
    ...inZone,
    fault('Heal the network', { name: 'heal' }, 'end partitions and slowness'),
  ]
}

/** Pods of a workload that are not on their way out: the number a person would start from. */
export function replicasOf({ pods }: Mirror, workload: number): number {
  let count = 0
  for (let id = 0; id < pods.alive.length; id++) {
    if (pods.alive[id] && pods.workload[id] === workload && pods.stateOf(id) !== 'terminating') count++
  }
  return count
}
