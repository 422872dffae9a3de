/** One sync of a DaemonSet over the nodes as they are. Source: pkg/controller/daemon manage, syncNodes, rollingUpdate. */
import type { StatusError } from '../../api/errors.ts'
import type { ApiServer } from '../../api/server.ts'
import type { DaemonSet, Node, Pod, PodTemplateSpec } from '../../kinds/types.ts'
import { templateGeneration } from '../../kinds/daemonset.ts'
import { allButOldest, surgeExcess } from '../../rules/daemonset/excess.ts'
import { nodeVerdict } from '../../rules/daemonset/nodes.ts'
import { affinityToNode, daemonTemplate, isPodUpdated, targetNode } from '../../rules/daemonset/podtemplate.ts'
import { type DaemonSetStatus, daemonSetStatus } from '../../rules/daemonset/status.ts'
import { allowsSurge, type Judge, updateBounds, updateStep } from '../../rules/daemonset/update.ts'
import { isPodAvailable, isPodTerminal } from '../../rules/podutil.ts'
import { withOwn } from '../../rules/specvariants.ts'
import type { PodControl } from '../podcontrol.ts'
import { podDraft } from '../podtemplate.ts'
import type { FailureBackoff } from './failures.ts'

const COMPONENT = 'daemonset-controller'
/** Pods made or deleted in one sync at most (BurstReplicas). */
const BURST_REPLICAS = 250

/** Templates with what Pods of a revision have beside them; made once. */
const templates = new WeakMap<PodTemplateSpec, Map<string, PodTemplateSpec>>()

export class DaemonSync implements Judge {
  /** Pods by the node they are on or meant for. */
  private readonly byNode = new Map<string, Pod[]>()
  /** When to look again because a failed Pod waits for its replacement. */
  waitMs: number | undefined
  /** The first thing the server refused. */
  refused: StatusError | undefined
  /** Whether Pods were made or deleted. */
  acted = false

  constructor(
    private readonly server: ApiServer,
    private readonly control: PodControl,
    private readonly backoff: FailureBackoff,
    private readonly set: DaemonSet,
    private readonly nodes: readonly Node[],
    pods: readonly Pod[],
    private readonly hash: string,
  ) {
    for (const pod of pods) {
      const node = targetNode(pod)
      if (node === undefined || (isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined)) continue
      const others = this.byNode.get(node)
      if (others === undefined) this.byNode.set(node, [pod])
      else others.push(pod)
    }
  }

  isUpdated(pod: Pod): boolean {
    return isPodUpdated(pod, this.hash, templateGeneration(this.set))
  }

  isAvailable(pod: Pod): boolean {
    const nowUnixMs = this.server.calendar.epochMs + this.server.clock.nowMs
    return isPodAvailable(pod, this.set.spec.minReadySeconds ?? 0, nowUnixMs)
  }

  /** Makes what is missing and deletes what is too much; only if nothing was, moves an update on. */
  run(): void {
    const doomed: Pod[] = []
    const needing: string[] = []
    for (const node of this.nodes) {
      const { shouldRun, shouldContinue } = nodeVerdict(this.set.spec.template, node)
      const pods = this.byNode.get(node.metadata.name)
      if (shouldRun && pods === undefined) needing.push(node.metadata.name)
      else if (pods !== undefined) doomed.push(...(shouldContinue ? this.excess(pods, node) : staying(pods)))
    }
    doomed.push(...this.lost())
    this.carryOut(doomed, needing)
    if (!this.acted && this.set.spec.updateStrategy?.type === 'RollingUpdate') this.moveUpdate()
  }

  status(): DaemonSetStatus {
    return daemonSetStatus(this.set, this.nodes, this.byNode, this)
  }

  /** Ended Pods, and those beyond what a node may have. */
  private excess(pods: readonly Pod[], node: Node): Pod[] {
    const doomed: Pod[] = []
    const running: Pod[] = []
    for (const pod of staying(pods)) {
      const { phase } = pod.status
      if (phase === 'Failed' ? this.mayReplace(pod, node) : phase === 'Succeeded') {
        this.noteEnded(pod, node)
        doomed.push(pod)
      } else if (phase !== 'Failed') running.push(pod)
    }
    const more = allowsSurge(this.set)
      ? surgeExcess(running, this.hash, (pod) => this.isAvailable(pod))
      : allButOldest(running)
    return [...doomed, ...more]
  }

  private mayReplace(_pod: Pod, node: Node): boolean {
    const wait = this.backoff.waitMs(this.set.metadata.uid, node.metadata.name)
    if (wait > 0) this.waitMs = Math.min(this.waitMs ?? wait, wait)
    return wait === 0
  }

  private noteEnded({ metadata, status }: Pod, node: Node): void {
    const subject = `daemon pod ${metadata.namespace}/${metadata.name} on node ${node.metadata.name}`
    if (status.phase === 'Failed') {
      this.record('Warning', 'FailedDaemonPod', `Found failed ${subject}, will try to kill it`)
    } else this.record('Normal', 'SucceededDaemonPod', `Found succeeded ${subject}, will try to delete it`)
  }

  /** Pods that wait for a node that is gone: nobody else would delete them. */
  private lost(): Pod[] {
    const known = new Set(this.nodes.map(({ metadata }) => metadata.name))
    const found: Pod[] = []
    for (const [node, pods] of this.byNode) {
      if (!known.has(node)) found.push(...pods.filter(({ spec }) => !spec.nodeName))
    }
    return found
  }

  private moveUpdate(): void {
    const wanted = this.nodes.filter((node) => nodeVerdict(this.set.spec.template, node).shouldRun)
    const pods = new Map<string, readonly Pod[]>(this.byNode)
    for (const { metadata } of wanted) if (!pods.has(metadata.name)) pods.set(metadata.name, [])
    const { doomed, nodes } = updateStep(pods, updateBounds(this.set, wanted.length), this)
    this.carryOut(doomed, nodes)
  }

  private carryOut(doomed: readonly Pod[], nodes: readonly string[]): void {
    this.acted = doomed.length + nodes.length > 0
    this.createInBatches(nodes.slice(0, BURST_REPLICAS))
    for (const pod of doomed.slice(0, BURST_REPLICAS)) this.note(this.control.delete(this.set, pod))
  }

  /** In batches of 1, 2, 4, …: what the server refuses once it is not asked a hundred times. */
  private createInBatches(nodes: readonly string[]): void {
    for (let from = 0, size = 1; from < nodes.length && this.refused === undefined; from += size, size *= 2) {
      for (const node of nodes.slice(from, from + size)) this.create(node)
    }
  }

  private create(node: string): void {
    const draft = podDraft(this.server, this.template(), this.set)
    const affinity = affinityToNode(draft.spec.affinity, node)
    this.note(this.control.createFrom(this.set, { ...draft, spec: withOwn(draft.spec, { affinity }) }))
  }

  private template(): PodTemplateSpec {
    const { template } = this.set.spec
    const generation = templateGeneration(this.set)
    const key = `${generation}/${this.hash}`
    const known = templates.get(template) ?? new Map<string, PodTemplateSpec>()
    templates.set(template, known)
    const made = known.get(key) ?? daemonTemplate(template, generation, this.hash)
    known.set(key, made)
    return made
  }

  private note(error: StatusError | undefined): void {
    this.refused ??= error
  }

  private record(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.server.events.record(this.set, type, reason, message, { component: COMPONENT })
  }
}

const staying = (pods: readonly Pod[]): Pod[] => pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
