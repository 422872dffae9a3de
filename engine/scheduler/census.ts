/**
 * Pods on nodes counted by class: Pods of one namespace with equal labels and inter-Pod affinity form a class.
 * What spread and inter-Pod affinity count is a sum over few classes instead of a walk over all Pods.
 */
import type { Affinity, Pod } from '../kinds/types.ts'

export interface PodClass {
  /** Given out at first sight; nothing may depend on its size. */
  readonly number: number
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly podAffinity: Affinity['podAffinity']
  readonly podAntiAffinity: Affinity['podAntiAffinity']
  /** Being deleted: spread does not count these. */
  readonly terminating: boolean
  /** Pods of the class by node row. */
  readonly pods: Map<number, number>
}

/** Told of every change of a class's Pods on a node. */
export type CensusListener = (podClass: PodClass, nodeRow: number, by: number) => void

const NO_LABELS: Readonly<Record<string, string>> = {}

interface Known {
  namespace: string
  affinity: Affinity | undefined
  terminating: boolean
  podClass: PodClass
}

export class Census {
  private readonly byKey = new Map<string, PodClass>()
  /** Classes by namespace, and by `namespace\0label=value`. */
  private readonly byIndex = new Map<string, PodClass[]>()
  private readonly byLabels = new WeakMap<object, Known[]>()
  private readonly listeners: CensusListener[] = []
  private readonly newClassListeners: ((podClass: PodClass) => void)[] = []
  private readonly clearListeners: (() => void)[] = []
  /** Classes whose Pods have affinity terms of their own. */
  readonly withAffinity: PodClass[] = []

  listen(listener: CensusListener): void {
    this.listeners.push(listener)
  }

  onNewClass(listener: (podClass: PodClass) => void): void {
    this.newClassListeners.push(listener)
  }

  /** Called when all counts are void. */
  onClear(listener: () => void): void {
    this.clearListeners.push(listener)
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
    if (known.length < 8) known.push({ namespace, affinity, terminating, podClass })
    return podClass
  }

  count(podClass: PodClass, nodeRow: number, by: number): void {
    const pods = (podClass.pods.get(nodeRow) ?? 0) + by
    if (pods === 0) podClass.pods.delete(nodeRow)
    else podClass.pods.set(nodeRow, pods)
    for (const listener of this.listeners) listener(podClass, nodeRow, by)
  }

  /** Classes of a namespace, only those with the label when one is given. */
  classesIn(namespace: string, label?: readonly [name: string, value: string]): readonly PodClass[] {
    return this.byIndex.get(label === undefined ? namespace : indexKey(namespace, label)) ?? []
  }

  /** Every class ever met. */
  all(): IterableIterator<PodClass> {
    return this.byKey.values()
  }

  /** Forgets the Pods, not the classes. */
  clear(): void {
    for (const podClass of this.byKey.values()) podClass.pods.clear()
    for (const listener of this.clearListeners) listener()
  }

  private intern(
    namespace: string,
    labels: Readonly<Record<string, string>>,
    affinity: Affinity | undefined,
    terminating: boolean,
  ): PodClass {
    const { podAffinity, podAntiAffinity } = affinity ?? {}
    const names = Object.keys(labels).sort()
    const key = JSON.stringify([namespace, names.map((n) => [n, labels[n]]), podAffinity, podAntiAffinity, terminating])
    let podClass = this.byKey.get(key)
    if (podClass === undefined) {
      podClass = {
        number: this.byKey.size,
        namespace,
        labels,
        podAffinity,
        podAntiAffinity,
        terminating,
        pods: new Map(),
      }
      this.byKey.set(key, podClass)
      this.index(podClass, namespace)
      for (const name of names) this.index(podClass, indexKey(namespace, [name, labels[name] as string]))
      if (podAffinity || podAntiAffinity) this.withAffinity.push(podClass)
      for (const listener of this.newClassListeners) listener(podClass)
    }
    return podClass
  }

  private index(podClass: PodClass, key: string): void {
    const list = this.byIndex.get(key)
    if (list === undefined) this.byIndex.set(key, [podClass])
    else list.push(podClass)
  }
}

const indexKey = (namespace: string, [name, value]: readonly [string, string]) => `${namespace}\0${name}=${value}`
