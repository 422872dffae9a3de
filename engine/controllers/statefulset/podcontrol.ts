/**
 * Making, mending and deleting a StatefulSet's Pods and their claims, with the events upstream writes about it.
 * Source: pkg/controller/statefulset/stateful_pod_control.go.
 */
import { failure, StatusError } from '../../api/errors.ts'
import type { Draft } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../kinds/types.ts'
import { claimDraft, claimsOf, type NamedClaim, storageMatches, withClaims } from '../../rules/statefulset/claims.ts'
import { identityLabels, identityMatches, ordinalOf } from '../../rules/statefulset/identity.ts'
import {
  hasUnexpectedController,
  isClaimOwnerUpToDate,
  isClaimStale,
  updatedOwners,
} from '../../rules/statefulset/retention.ts'
import { isNamespaceTerminating } from '../podcontrol.ts'
import { setOwners } from '../refs.ts'

const COMPONENT = 'statefulset-controller'

type Verb = 'create' | 'update' | 'delete'
const TITLES: Readonly<Record<Verb, string>> = { create: 'Create', update: 'Update', delete: 'Delete' }

export class StatefulPodControl {
  private readonly pods: Table
  private readonly claims: Table

  constructor(private readonly server: ApiServer) {
    this.pods = server.store.table('pods')
    this.claims = server.store.table('persistentvolumeclaims')
  }

  /** Creates a Pod that was thought up, after its claims. Throws StatusErrors. */
  create(set: StatefulSet, pod: Pod): void {
    this.about('create', set, pod, () => this.createClaims(set, pod))
    const stored = this.createPod(set, pod)
    this.about('update', set, pod, () => this.updateOwners(set, stored))
    this.recordPod('create', set, pod)
  }

  private createPod(set: StatefulSet, pod: Pod): Pod {
    try {
      return this.server.verbs.create<Pod>(this.pods, pod as Draft<Pod>, { trusted: true })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (error.reason !== 'AlreadyExists' && !isNamespaceTerminating(error)) this.recordPod('create', set, pod, error)
      throw error
    }
  }

  /** Gives a Pod back what is its own: name labels, claims as volumes, owners of the claims. Throws StatusErrors. */
  update(set: StatefulSet, pod: Pod): void {
    let next = pod
    const ordinal = ordinalOf(pod)
    if (!identityMatches(set, pod)) {
      next = { ...next, metadata: { ...next.metadata, labels: identityLabels(set, ordinal, pod.metadata.labels) } }
    }
    if (!storageMatches(set, pod)) {
      next = { ...next, spec: withClaims(next.spec, claimsOf(set, ordinal)) }
      this.about('update', set, pod, () => this.createClaims(set, pod))
    }
    const owned = this.ownersMatch(set, pod)
    if (!owned) this.about('update', set, pod, () => this.updateOwners(set, pod))
    if (owned && next === pod) return
    this.about('update', set, pod, () => this.server.verbs.update<Pod>(this.pods, next, { trusted: true }))
    this.recordPod('update', set, pod)
  }

  /** Throws StatusErrors. */
  delete(set: StatefulSet, pod: Pod): void {
    const { namespace = '', name } = pod.metadata
    this.about('delete', set, pod, () => this.server.verbs.delete(this.pods, namespace, name))
    this.recordPod('delete', set, pod)
  }

  /** A claim that a former Pod of the name is about to take along: there is no use in a new Pod yet. */
  isStale(set: StatefulSet, pod: Pod): boolean {
    return this.existing(set, pod).some((claim) => isClaimStale(claim, set, pod))
  }

  /** Makes the claims of a Pod that are missing. Throws a StatusError about all that could not be had. */
  createClaims(set: StatefulSet, pod: Pod): void {
    const problems: string[] = []
    for (const claim of claimsOf(set, ordinalOf(pod))) {
      const problem = this.createClaim(set, pod, claim)
      if (problem !== undefined) problems.push(problem)
    }
    if (problems.length === 0) return
    throw failure(500, 'InternalError', problems.length === 1 ? (problems[0] as string) : `[${problems.join(', ')}]`)
  }

  private createClaim(set: StatefulSet, pod: Pod, claim: NamedClaim): string | undefined {
    const found = this.claims.find(set.metadata.namespace as string, claim.name)
    if (found !== undefined) {
      return found.metadata.deletionTimestamp === undefined ? undefined : `pvc ${claim.name} is being deleted`
    }
    try {
      this.server.verbs.create<PersistentVolumeClaim>(this.claims, claimDraft(set, claim))
      this.recordClaim(set, pod, claim)
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.recordClaim(set, pod, claim, error)
      return `failed to create PVC ${claim.name}: ${error.message}`
    }
  }

  /** Whether the Pod's claims have the owners that the retention policy wants. */
  ownersMatch(set: StatefulSet, pod: Pod): boolean {
    return this.existing(set, pod).every(({ metadata }) =>
      isClaimOwnerUpToDate(metadata.ownerReferences ?? [], set, pod),
    )
  }

  /** Gives the Pod's claims the owners that the retention policy wants. Throws StatusErrors. */
  updateOwners(set: StatefulSet, pod: Pod): void {
    for (const claim of this.existing(set, pod)) {
      const owners = claim.metadata.ownerReferences ?? []
      const { name } = claim.metadata
      if (hasUnexpectedController(owners, set, pod)) {
        const why = `PersistentVolumeClaim ${name} has a conflicting OwnerReference that acts as a managing controller, the retention policy is ignored for this claim`
        this.record(set, 'Warning', 'ConflictingController', why)
      }
      if (isClaimOwnerUpToDate(owners, set, pod)) continue
      setOwners(this.server, this.claims, claim, updatedOwners(owners, set, pod))
    }
  }

  private existing(set: StatefulSet, pod: Pod): PersistentVolumeClaim[] {
    return claimsOf(set, ordinalOf(pod))
      .map(({ name }) => this.claims.find(set.metadata.namespace as string, name))
      .filter((claim) => claim !== undefined) as PersistentVolumeClaim[]
  }

  /** Runs a write; what the server refuses is recorded and thrown on. */
  private about(verb: Verb, set: StatefulSet, pod: Pod, write: () => unknown): void {
    try {
      write()
    } catch (error) {
      if (error instanceof StatusError) this.recordPod(verb, set, pod, error)
      throw error
    }
  }

  private recordPod(verb: Verb, set: StatefulSet, pod: Pod, error?: StatusError): void {
    const subject = `${verb} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`
    if (error === undefined) this.record(set, 'Normal', `Successful${TITLES[verb]}`, `${subject} successful`)
    else this.record(set, 'Warning', `Failed${TITLES[verb]}`, `${subject} failed error: ${error.message}`)
  }

  private recordClaim(set: StatefulSet, pod: Pod, { name }: NamedClaim, error?: StatusError): void {
    const of = `${pod.metadata.name} in StatefulSet ${set.metadata.name}`
    if (error === undefined) this.record(set, 'Normal', 'SuccessfulCreate', `create Claim ${name} Pod ${of} success`)
    else {
      const text = `create Claim ${name} for Pod ${of} failed error: ${error.message}`
      this.record(set, 'Warning', 'FailedCreate', text)
    }
  }

  private record(set: StatefulSet, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.server.events.record(set, type, reason, message, { component: COMPONENT })
  }
}
