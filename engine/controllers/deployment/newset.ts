/**
 * The ReplicaSet of the Deployment's present template: found and brought up to date, or made.
 * Source: pkg/controller/deployment/sync.go getNewReplicaSet.
 */
import { StatusError } from '../../api/errors.ts'
import { withMatchLabel } from '../../api/labelselector.ts'
import type { Draft } from '../../api/object.ts'
import type { PodTemplateSpec, ReplicaSet } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import { maxRevision, newReplicaSetAnnotations, REVISION_ANNOTATION } from '../../rules/deployment/annotations.ts'
import {
  FAILED_RS_CREATE,
  FOUND_NEW_RS,
  hasProgressDeadline,
  NEW_REPLICA_SET,
  PROGRESSING,
  setDeploymentCondition,
} from '../../rules/deployment/conditions.ts'
import { equalIgnoringHash, POD_TEMPLATE_HASH } from '../../rules/deployment/replicasets.ts'
import { newReplicaSetSize } from '../../rules/deployment/scaling.ts'
import { isNamespaceTerminating } from '../podcontrol.ts'
import { controllerRef, isControlledBy } from '../refs.ts'
import { templateHash } from '../templatehash.ts'
import type { Rollout } from './rollout.ts'

const MAX_NAME = 253

/** Brings revision, annotations and minReadySeconds of the new ReplicaSet up to date. */
export function syncNewSet(rollout: Rollout): void {
  const { current, deployment, old } = rollout
  if (current === undefined) return
  const present = current.metadata.annotations ?? {}
  const annotations = newReplicaSetAnnotations(deployment, present, maxRevision(old) + 1, true)
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0
  if (annotations !== present || (current.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const metadata = { ...current.metadata, annotations } as ReplicaSet['metadata']
    rollout.updateSet({ ...current, metadata, spec: { ...current.spec, minReadySeconds } })
    // Upstream, too, leaves the rest to the sync that this write brings about.
    return
  }
  noteRevision(rollout, annotations[REVISION_ANNOTATION] ?? '')
}

function noteRevision(rollout: Rollout, revision: string): void {
  const { deployment, current } = rollout
  const unknown = findCondition(deployment.status.conditions, PROGRESSING) === undefined
  const status =
    hasProgressDeadline(deployment) && unknown
      ? setDeploymentCondition(
          deployment.status,
          rollout.condition(PROGRESSING, 'True', FOUND_NEW_RS, `Found new replica set "${current?.metadata.name}"`),
        )
      : deployment.status
  rollout.write(status, withRevision(rollout, revision))
}

function withRevision({ deployment }: Rollout, revision: string): Record<string, string> | undefined {
  const { annotations } = deployment.metadata
  return annotations?.[REVISION_ANNOTATION] === revision
    ? annotations
    : { ...annotations, [REVISION_ANNOTATION]: revision }
}

/** Makes the new ReplicaSet when there is none. Throws the StatusError when the server refuses it. */
export function ensureNewSet(rollout: Rollout): void {
  if (rollout.current !== undefined) return
  const draft = newSetDraft(rollout)
  try {
    rollout.server.verbs.create<ReplicaSet>(rollout.sets, draft, { trusted: true })
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (error.reason !== 'AlreadyExists') throw refused(rollout, draft, error)
    // Two templates, one hash: the next sync makes another name of it.
    if (!adoptsTwin(rollout, draft)) throw collided(rollout, error)
    rollout.refresh()
    noteRevision(rollout, draft.metadata.annotations?.[REVISION_ANNOTATION] ?? '')
    return
  }
  rollout.refresh()
  created(rollout, draft)
}

function newSetDraft({ deployment, old }: Rollout): Draft<ReplicaSet> {
  const { spec, metadata, status } = deployment
  const template = spec.template as PodTemplateSpec
  const hash = templateHash(template, status.collisionCount ?? 0)
  const labels = { ...template.metadata?.labels, [POD_TEMPLATE_HASH]: hash }
  const draft: Draft<ReplicaSet> = {
    metadata: {
      name: replicaSetName(metadata.name, hash),
      namespace: metadata.namespace as string,
      labels,
      ownerReferences: [controllerRef(deployment)],
    },
    spec: {
      replicas: 0,
      selector: withMatchLabel(spec.selector, POD_TEMPLATE_HASH, hash),
      template: { ...template, metadata: { ...template.metadata, labels } },
      ...(spec.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
    },
    status: { replicas: 0 },
  }
  const asSet = draft as ReplicaSet
  draft.spec.replicas = newReplicaSetSize(deployment, [...old, asSet], asSet)
  draft.metadata.annotations = { ...newReplicaSetAnnotations(deployment, {}, maxRevision(old) + 1, false) }
  return draft
}

/** `<deployment>-<hash>`, the first part cut so that the whole is a valid name. */
export function replicaSetName(deployment: string, hash: string): string {
  const room = MAX_NAME - 1 - hash.length
  return `${room > 0 ? deployment.slice(0, room) : deployment}-${hash}`
}

/** Whether the ReplicaSet of that name is this Deployment's own, of the same template. */
function adoptsTwin({ deployment, sets }: Rollout, draft: Draft<ReplicaSet>): boolean {
  const twin = sets.find(draft.metadata.namespace as string, draft.metadata.name as string) as ReplicaSet | undefined
  if (twin === undefined || !isControlledBy(twin, deployment)) return false
  return equalIgnoringHash(deployment.spec.template, twin.spec.template as PodTemplateSpec)
}

function collided(rollout: Rollout, error: StatusError): StatusError {
  const { status } = rollout.deployment
  rollout.write({ ...status, collisionCount: (status.collisionCount ?? 0) + 1 })
  return error
}

function refused(rollout: Rollout, draft: Draft<ReplicaSet>, error: StatusError): StatusError {
  if (isNamespaceTerminating(error)) return error
  const { deployment } = rollout
  const message = `Failed to create new replica set "${draft.metadata.name}": ${error.message}`
  if (hasProgressDeadline(deployment)) {
    const condition = rollout.condition(PROGRESSING, 'False', FAILED_RS_CREATE, message)
    rollout.write(setDeploymentCondition(deployment.status, condition))
  }
  rollout.record('Warning', FAILED_RS_CREATE, message)
  return error
}

function created(rollout: Rollout, draft: Draft<ReplicaSet>): void {
  const { deployment } = rollout
  const { name, annotations } = draft.metadata
  const { replicas } = draft.spec
  if (replicas) rollout.record('Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`)
  const status = hasProgressDeadline(deployment)
    ? setDeploymentCondition(
        deployment.status,
        rollout.condition(PROGRESSING, 'True', NEW_REPLICA_SET, `Created new replica set "${name}"`),
      )
    : deployment.status
  rollout.write(status, withRevision(rollout, annotations?.[REVISION_ANNOTATION] ?? ''))
}
