/**
 * A program in the cluster that has a say in scheduling: which of the nodes that passed will do, how good they are, whose
 * victims may go, and who binds. Source: kube-scheduler extender.go, k8s.io/kube-scheduler/extender/v1.
 */
import type { ApiServer } from '../../api/server.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import type { ExtenderConfiguration } from '../config/types.ts'
import { ask, ExtenderError, fieldOf, listOf, recordOf } from './client.ts'

/** What a filter made of the nodes. */
export interface Filtered {
  /** Names of the nodes that stay. */
  readonly kept: ReadonlySet<string>
  /** Why others do not, by name. */
  readonly failed: Readonly<Record<string, unknown>>
  /** The same where taking Pods away would not help. */
  readonly hopeless: Readonly<Record<string, unknown>>
}

/** Pods to take away from one node. */
export interface NodeVictims {
  readonly pods: readonly Pod[]
  readonly violations: number
}

type Verb = 'filterVerb' | 'prioritizeVerb' | 'preemptVerb' | 'bindVerb'

export class Extender {
  constructor(
    private readonly server: ApiServer,
    private readonly config: ExtenderConfiguration,
  ) {}

  /** Scheduling goes on without it when it fails. */
  get ignorable(): boolean {
    return this.config.ignorable === true
  }

  /** Whether it has the verb and is to be asked about the Pod: all, or those with a resource that it manages. */
  takesPart(verb: Verb, { spec }: Pod): boolean {
    if (!this.config[verb]) return false
    const managed = this.config.managedResources ?? []
    if (managed.length === 0) return true
    return [...spec.containers, ...(spec.initContainers ?? [])].some(({ resources }) =>
      managed.some(({ name }) => resources?.requests?.[name] !== undefined || resources?.limits?.[name] !== undefined),
    )
  }

  /** @throws ExtenderError */
  filter(pod: Pod, nodes: readonly Node[]): Filtered {
    const answer = this.ask('filterVerb', { Pod: pod, ...this.told(nodes) })
    return {
      kept: this.keptOf(answer, nodes),
      failed: recordOf(answer, 'FailedNodes'),
      hopeless: recordOf(answer, 'FailedAndUnresolvableNodes'),
    }
  }

  /** Weighted scores by node. @throws ExtenderError */
  prioritize(pod: Pod, nodes: readonly Node[]): ReadonlyMap<string, number> {
    const answer = this.ask('prioritizeVerb', { Pod: pod, ...this.told(nodes) })
    const { weight = 1 } = this.config
    const scores = (Array.isArray(answer) ? answer : []).map((entry): [string, number] => [
      String(fieldOf(entry, 'Host')),
      weight * Math.trunc(Number(fieldOf(entry, 'Score') ?? 0)),
    ])
    return new Map(scores)
  }

  /** The victims it agrees to, by node; UIDs of Pods. @throws ExtenderError */
  preempt(pod: Pod, victims: ReadonlyMap<string, NodeVictims>): Map<string, { uids: string[]; violations: number }> {
    const meta = this.config.nodeCacheCapable === true
    const told = [...victims].map(([node, { pods, violations }]) => {
      const Pods = meta ? pods.map(({ metadata }) => ({ UID: metadata.uid })) : pods
      return [node, { Pods, NumPDBViolations: violations }]
    })
    const answer = this.ask('preemptVerb', {
      Pod: pod,
      [meta ? 'NodeNameToMetaVictims' : 'NodeNameToVictims']: Object.fromEntries(told),
    })
    const agreed = Object.entries(recordOf(answer, 'NodeNameToMetaVictims'))
    return new Map(
      agreed.map(([node, entry]) => {
        const uids = (listOf(entry, 'Pods') ?? []).map((each) => String(fieldOf(each, 'UID')))
        return [node, { uids, violations: Number(fieldOf(entry, 'NumPDBViolations') ?? 0) }]
      }),
    )
  }

  /** Has it bind the Pod. @throws ExtenderError */
  bind({ metadata: { name, namespace, uid } }: Pod, node: string): void {
    this.ask('bindVerb', { PodName: name, PodNamespace: namespace, PodUID: uid, Node: node })
  }

  private ask(verb: Verb, args: object): unknown {
    const answer = ask(this.server, this.config, this.config[verb] as string, args)
    const error = Array.isArray(answer) ? undefined : fieldOf(answer, 'Error')
    if (typeof error === 'string' && error !== '') throw new ExtenderError(error)
    return answer
  }

  /** Names for one that keeps the nodes itself, else the objects. */
  private told(nodes: readonly Node[]): object {
    return this.config.nodeCacheCapable
      ? { Nodes: null, NodeNames: nodes.map(({ metadata }) => metadata.name) }
      : { Nodes: { metadata: {}, items: nodes }, NodeNames: null }
  }

  private keptOf(answer: unknown, nodes: readonly Node[]): ReadonlySet<string> {
    const names = this.config.nodeCacheCapable ? listOf(answer, 'NodeNames') : undefined
    if (names === undefined) {
      const items = listOf(fieldOf(answer, 'Nodes'), 'items') ?? []
      return new Set(items.map((item) => String(fieldOf(fieldOf(item, 'metadata'), 'name'))))
    }
    const known = new Set(nodes.map(({ metadata }) => metadata.name))
    const stranger = names.find((name) => !known.has(String(name)))
    if (stranger === undefined) return new Set(names.map(String))
    const who = `extender "${this.config.urlPrefix}" claims a filtered node "${String(stranger)}"`
    throw new ExtenderError(`${who} which is not found in the input node list`)
  }
}
