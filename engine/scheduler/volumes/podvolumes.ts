/**
 * The claims of a Pod and, for a node, where their volumes would come from. Source: plugins/volumebinding binder.go
 * (GetPodVolumeClaims, FindPodVolumes).
 */
import { selectorMatches } from '../../api/labels.ts'
import { value } from '../../api/quantityvalue.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../kinds/types.ts'
import { SELECTED_NODE } from '../../rules/storage/annotations.ts'
import { claimNameOf, isFullyBound } from '../../rules/storage/claims.ts'
import { claimClass, waitsForConsumer } from '../../rules/storage/classes.ts'
import { claimBytes, findVolume, isReachable } from '../../rules/storage/match.ts'
import { matchesTopology } from '../../rules/topologyselector.ts'
import { usableSelector } from '../plugins/usableselector.ts'
import type { Promises } from './assumed.ts'
import type { Storage } from './storage.ts'

/** Provisioner of classes whose volumes are made by hand. */
const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

export const NODE_CONFLICT = 'node(s) had volume node affinity conflict'
export const BIND_CONFLICT = "node(s) didn't find available persistent volumes to bind"
export const NO_SPACE = 'node(s) did not have enough free storage'
export const NO_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)'

export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[]
  readonly immediate: readonly PersistentVolumeClaim[]
  /** To be bound when the Pod has a node, the smallest first. */
  readonly late: readonly PersistentVolumeClaim[]
}

/** Where the volumes of a Pod's late claims come from on a node. */
export interface Sources {
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[]
  readonly provisions: readonly PersistentVolumeClaim[]
}

export const claimKey = ({ metadata }: PersistentVolumeClaim) => `${metadata.namespace}/${metadata.name}`

export class PodVolumes {
  constructor(
    readonly storage: Storage,
    private readonly promises: Promises,
  ) {}

  /** The claims of a Pod that are there. */
  claimsOf(pod: Pod): PodClaims {
    const claims = { bound: [] as PersistentVolumeClaim[], immediate: [] as PersistentVolumeClaim[] }
    const late: PersistentVolumeClaim[] = []
    for (const volume of pod.spec.volumes ?? []) {
      const name = claimNameOf(pod, volume)
      const claim = name === undefined ? undefined : this.storage.claim(pod.metadata.namespace ?? '', name)
      if (claim === undefined) continue
      if (isFullyBound(claim)) claims.bound.push(claim)
      else if (waitsForConsumer(this.classOf(claim)) && !claim.spec.volumeName) late.push(claim)
      else claims.immediate.push(claim)
    }
    return { ...claims, late: late.sort((a, b) => claimBytes(a) - claimBytes(b)) }
  }

  /** Where the volumes come from on a node, or why they don't. */
  find({ bound, late }: PodClaims, node: Node): Sources | readonly string[] {
    const reasons = new Set<string>()
    for (const claim of bound) {
      const volume = this.storage.volume(claim.spec.volumeName as string)
      if (volume === undefined) reasons.add(NO_VOLUME)
      else if (!isReachable(volume, node)) reasons.add(NODE_CONFLICT)
      if (reasons.size > 0) break
    }
    const sources = this.sources(late, node, reasons)
    return reasons.size === 0 ? sources : ORDER.filter((reason) => reasons.has(reason))
  }

  private sources(late: readonly PersistentVolumeClaim[], node: Node, reasons: Set<string>): Sources {
    const bindings: { volume: PersistentVolume; claim: PersistentVolumeClaim }[] = []
    const provisions: PersistentVolumeClaim[] = []
    const chosen = new Set<string>()
    const volumes = late.length > 0 ? this.storage.volumes() : []
    for (const claim of late) {
      const selected = this.promises.nodeOf(claimKey(claim)) ?? claim.metadata.annotations?.[SELECTED_NODE]
      if (selected !== undefined && selected !== node.metadata.name) {
        reasons.add(BIND_CONFLICT)
        return { bindings, provisions }
      }
      const excluded = new Set([...chosen, ...this.promises.takenFrom(claimKey(claim))])
      const volume = selected === undefined ? findVolume(volumes, claim, { node, excluded, delayed: true }) : undefined
      if (volume === undefined) provisions.push(claim)
      else {
        chosen.add(volume.metadata.name)
        bindings.push({ volume, claim })
      }
    }
    for (const claim of provisions) {
      const why = this.whyNotProvisioned(claim, node)
      if (why === undefined) continue
      reasons.add(why)
      break
    }
    return { bindings, provisions }
  }

  private whyNotProvisioned(claim: PersistentVolumeClaim, node: Node): string | undefined {
    const storageClass = this.classOf(claim)
    const provisioner = storageClass?.provisioner
    if (storageClass === undefined || !provisioner || provisioner === NO_PROVISIONER) return BIND_CONFLICT
    const labels = node.metadata.labels ?? {}
    if (!matchesTopology(storageClass.allowedTopologies as never, labels)) return BIND_CONFLICT
    return this.hasCapacity(provisioner, claim, storageClass, labels) ? undefined : NO_SPACE
  }

  /** Only drivers that publish their capacity are held to it. */
  private hasCapacity(
    provisioner: string,
    claim: PersistentVolumeClaim,
    storageClass: StorageClass,
    labels: Readonly<Record<string, string>>,
  ): boolean {
    const asked = claim.spec.resources?.requests?.storage as string | undefined
    const driver = this.storage.driver(provisioner)
    if (asked === undefined || driver?.spec.storageCapacity !== true) return true
    return this.storage.capacities().some((capacity) => {
      const limit = capacity.maximumVolumeSize ?? capacity.capacity
      if (capacity.storageClassName !== storageClass.metadata.name || limit === undefined) return false
      if (value(limit) < value(asked) || capacity.nodeTopology === undefined) return false
      return selectorMatches(usableSelector(capacity.nodeTopology), labels)
    })
  }

  classOf(claim: PersistentVolumeClaim): StorageClass | undefined {
    const name = claimClass(claim)
    return name === '' ? undefined : this.storage.storageClass(name)
  }
}

/** The order in which reasons are told. */
const ORDER = [NODE_CONFLICT, BIND_CONFLICT, NO_SPACE, NO_VOLUME]
