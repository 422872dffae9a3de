/**
 * Binds a Pod's late claims once it has a node (Reserve, PreBind): the chosen volumes are told of their claims, for the
 * others the claims are told the node, and then the scheduler waits until binder and provisioner have done their part.
 * Source: plugins/volumebinding binder.go (AssumePodVolumes, bindAPIUpdate, checkBindings).
 */
import { StatusError } from '../../api/errors.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/types.ts'
import { claimNameOf, isFullyBound } from '../../rules/storage/claims.ts'
import { isReachable } from '../../rules/storage/match.ts'
import { BOUND_BY_CONTROLLER, SELECTED_NODE } from '../../rules/storage/annotations.ts'
import type { Promises, VolumePromise } from './assumed.ts'
import { claimKey, type PodVolumes, type Sources } from './podvolumes.ts'
import { CLAIMS, VOLUMES } from './storage.ts'

/** How often a binding is looked after. */
export const LOOK_AGAIN_MS = 1000

export class VolumeBinder {
  constructor(
    private readonly server: ApiServer,
    private readonly volumes: PodVolumes,
    private readonly promises: Promises,
    /** How long a binding may take (VolumeBindingArgs.bindTimeoutSeconds), by the Pod's scheduler. */
    private readonly timeoutMs: (pod: Pod) => number,
  ) {}

  /** Promises the Pod its volumes on a node; whether there is anything to bind. */
  reserve(podRow: number, pod: Pod, node: Node): boolean {
    const claims = this.volumes.claimsOf(pod)
    if (claims.late.length === 0) return false
    const { bindings, provisions } = this.volumes.find(claims, node) as Sources
    this.promises.make({
      podRow,
      nodeName: node.metadata.name,
      bindings: bindings.map(({ volume, claim }) => ({ volume: volume.metadata.name, claim: claimKey(claim) })),
      provisions: provisions.map(claimKey),
      untilMs: this.server.clock.nowMs + this.timeoutMs(pod),
    })
    return true
  }

  /** Takes the promises back. */
  release(podRow: number): void {
    this.promises.end(podRow)
  }

  /** Tells volumes and claims. @returns why not, if it cannot */
  begin(podRow: number): string | undefined {
    const promise = this.promises.of(podRow)
    if (promise === undefined) return undefined
    try {
      for (const binding of promise.bindings) this.tellVolume(binding)
      for (const claim of promise.provisions) this.tellClaim(claim, promise.nodeName)
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return error.message
    }
  }

  /** Whether all is bound; a text says why it never will be. */
  look(podRow: number, pod: Pod, node: Node | undefined): boolean | string {
    const promise = this.promises.of(podRow)
    if (promise === undefined) return true
    const wrong = node && this.wentWrong(promise, node)
    if (wrong !== undefined) return wrong
    if (this.allBound(pod)) return true
    return this.server.clock.nowMs < promise.untilMs ? false : 'context deadline exceeded'
  }

  private tellVolume({ volume: name, claim: key }: VolumePromise['bindings'][number]): void {
    const { store, verbs } = this.server
    const claim = this.claimAt(key)
    if (claim === undefined) return
    const { namespace, name: claimName, uid, resourceVersion } = claim.metadata
    verbs.modify<PersistentVolume>(store.table(VOLUMES), '', name, (volume) => ({
      ...volume,
      metadata: {
        ...volume.metadata,
        annotations: volume.spec.claimRef
          ? volume.metadata.annotations
          : { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' },
      },
      spec: {
        ...volume.spec,
        claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name: claimName, uid, resourceVersion },
      },
    }))
  }

  private tellClaim(key: string, nodeName: string): void {
    const { store, verbs } = this.server
    const [namespace, name] = partsOf(key)
    verbs.modify<PersistentVolumeClaim>(store.table(CLAIMS), namespace, name, (claim) => ({
      ...claim,
      metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [SELECTED_NODE]: nodeName } },
    }))
  }

  /** A provisioner takes the node off a claim when it cannot serve it there. */
  private wentWrong({ provisions, nodeName }: VolumePromise, node: Node): string | undefined {
    for (const key of provisions) {
      const claim = this.claimAt(key)
      const [, name] = partsOf(key)
      if (claim === undefined) return `persistentvolumeclaim "${name}" not found`
      if (claim.metadata.annotations === undefined) return `selectedNode annotation reset for PVC "${name}"`
      if (claim.metadata.annotations[SELECTED_NODE] !== nodeName) return `provisioning failed for PVC "${name}"`
      const volume = claim.spec.volumeName ? this.volumes.storage.volume(claim.spec.volumeName) : undefined
      if (volume !== undefined && !isReachable(volume, node)) {
        return `pv "${volume.metadata.name}" node affinity doesn't match node "${nodeName}": no matching NodeSelectorTerms`
      }
    }
    return undefined
  }

  private allBound(pod: Pod): boolean {
    return (pod.spec.volumes ?? []).every((volume) => {
      const name = claimNameOf(pod, volume)
      if (name === undefined) return true
      const claim = this.claimAt(`${pod.metadata.namespace ?? ''}/${name}`)
      return claim !== undefined && isFullyBound(claim)
    })
  }

  private claimAt(key: string): PersistentVolumeClaim | undefined {
    return this.volumes.storage.claim(...partsOf(key))
  }
}

function partsOf(key: string): [namespace: string, name: string] {
  const slash = key.indexOf('/')
  return [key.slice(0, slash), key.slice(slash + 1)]
}
