/**
 * Pods on nodes counted by class: Pods of one namespace with equal labels and inter-Pod affinity form a class.
 * What spread and inter-Pod affinity count is a sum over few classes instead of a walk over all Pods.
 */
import { exactMatch, type Selector } from '../api/labels.ts'
import type { Affinity, Pod } from '../kinds/types.ts'

/** Told of every change of a class's Pods on a node. */
export interface CountWatcher {
  add(nodeRow: number, by: number): void
  /** All counts are void; they come again one by one. */
  reset(): void
}

export interface PodClass {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly podAffinity: Affinity['podAffinity']
  readonly podAntiAffinity: Affinity['podAntiAffinity']
  /** Being deleted: spread does not count these. */
  readonly terminating: boolean
  /** The class is found under each of these; see `pinsOf`. */
  readonly keys: readonly string[]
  /** Pods of the class by node row. */
  readonly pods: Map<number, number>
  readonly watchers: CountWatcher[]
}

const NO_LABELS: Readonly<Record<string, string>> = {}
/** Affinities of one set of labels remembered by identity. */
const KNOWN_LIMIT = 8

interface Known {
  readonly namespace: string
  readonly affinity: Affinity | undefined
  readonly terminating: boolean
  readonly podClass: PodClass
}

export class Census {
  private readonly byContent = new Map<string, PodClass>()
  private readonly byKey = new Map<string, PodClass[]>()
  private readonly byLabels = new WeakMap<object, Known[]>()
  private readonly newClassListeners: ((podClass: PodClass) => void)[] = []

  onNewClass(listener: (podClass: PodClass) => void): void {
    this.newClassListeners.push(listener)
  }

  /** The class of a Pod, from the identity of its labels where they are shared. */
  classOf(pod: Pod): PodClass {
    const labels = pod.metadata.labels ?? NO_LABELS
    const namespace = pod.metadata.namespace ?? ''
    const { affinity } = pod.spec
    const terminating = pod.metadata.deletionTimestamp !== undefined
    let known = this.byLabels.get(labels)
    if (known === undefined) {
      known = []
      this.byLabels.set(labels, known)
    }
    for (const k of known) {
      if (k.namespace === namespace && k.affinity === affinity && k.terminating === terminating) return k.podClass
    }
    const podClass = this.intern(namespace, labels, affinity, terminating)
    if (known.length < KNOWN_LIMIT) known.push({ namespace, affinity, terminating, podClass })
    return podClass
  }

  count(podClass: PodClass, nodeRow: number, by: number): void {
    const { pods, watchers } = podClass
    const now = (pods.get(nodeRow) ?? 0) + by
    if (now === 0) pods.delete(nodeRow)
    else pods.set(nodeRow, now)
    for (const watcher of watchers) watcher.add(nodeRow, by)
  }

  /** Classes under any of the keys; undefined: all. */
  *classes(keys: readonly string[] | undefined): Generator<PodClass> {
    if (keys === undefined) yield* this.byContent.values()
    else for (const key of keys) yield* this.byKey.get(key) ?? []
  }

  /** Forgets the Pods, not the classes. */
  clear(): void {
    for (const podClass of this.byContent.values()) {
      podClass.pods.clear()
      for (const watcher of podClass.watchers) watcher.reset()
    }
  }

  private intern(
    namespace: string,
    labels: Readonly<Record<string, string>>,
    affinity: Affinity | undefined,
    terminating: boolean,
  ): PodClass {
    const { podAffinity, podAntiAffinity } = affinity ?? {}
    const names = Object.keys(labels).sort()
    const content = JSON.stringify([
      namespace,
      names.map((name) => [name, labels[name]]),
      podAffinity,
      podAntiAffinity,
      terminating,
    ])
    let podClass = this.byContent.get(content)
    if (podClass === undefined) {
      const keys = [namespace, ...names.map((name) => labelKey(namespace, name, labels[name] as string))]
      podClass = { namespace, labels, podAffinity, podAntiAffinity, terminating, keys, pods: new Map(), watchers: [] }
      this.byContent.set(content, podClass)
      for (const key of keys) this.index(podClass, key)
      for (const listener of this.newClassListeners) listener(podClass)
    }
    return podClass
  }

  private index(podClass: PodClass, key: string): void {
    const list = this.byKey.get(key)
    if (list === undefined) this.byKey.set(key, [podClass])
    else list.push(podClass)
  }
}

const labelKey = (namespace: string, name: string, value: string) => `${namespace}\0${name}=${value}`

/** Keys under which every class of these namespaces that the selector selects is found. */
export function pinsOf(namespaces: Iterable<string>, selector: Selector): string[] {
  // A label that many share narrows less; names made of hashes narrow most, and they sort nowhere in particular.
  const pinned = selector.requirements.filter(({ key }) => exactMatch(selector, key) !== undefined)
  const best = pinned.find(({ key }) => key === 'pod-template-hash') ?? pinned[0]
  return [...namespaces].map((namespace) =>
    best === undefined ? namespace : labelKey(namespace, best.key, exactMatch(selector, best.key) as string),
  )
}
