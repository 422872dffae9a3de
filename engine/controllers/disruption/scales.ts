/** The controllers behind Pods and what they were asked for. Source: pkg/controller/disruption finders. */
import { controllerOf, type KObject, type OwnerReference } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Deployment, ReplicaSet } from '../../kinds/types.ts'
import { type ControllerScale, DisruptionError, type ScaleOf } from '../../rules/disruption/expected.ts'

interface Scaled extends KObject {
  spec: { replicas?: number }
}

/** A ReplicaSet's Deployment stands for it; any other kind counts if it can be scaled. */
export function scaleFinder(server: ApiServer): ScaleOf {
  return (reference, namespace) =>
    deploymentScale(server, reference, namespace) ?? ownScale(server, reference, namespace)
}

function deploymentScale({ store }: ApiServer, reference: OwnerReference, namespace: string) {
  if (reference.kind !== 'ReplicaSet' || !reference.apiVersion.startsWith('apps/')) return undefined
  const set = store.table('replicasets.apps').find(namespace, reference.name) as ReplicaSet | undefined
  const owner = set?.metadata.uid === reference.uid ? controllerOf(set) : undefined
  if (owner?.kind !== 'Deployment') return undefined
  const deployment = store.table('deployments.apps').find(namespace, owner.name) as Deployment | undefined
  return deployment?.metadata.uid === owner.uid ? scaleOf(deployment) : undefined
}

function ownScale({ store, verbs }: ApiServer, reference: OwnerReference, namespace: string) {
  const slash = reference.apiVersion.indexOf('/')
  const table = store.tableOfKind(slash < 0 ? '' : reference.apiVersion.slice(0, slash), reference.kind)
  const owner = table?.find(namespace, reference.name) as Scaled | undefined
  if (table === undefined || owner?.metadata.uid !== reference.uid) return undefined
  const { resource } = table.info
  if (verbs.definition(resource).scale !== undefined) return scaleOf(owner)
  throw new DisruptionError(`${resource} does not implement the scale subresource`)
}

const scaleOf = ({ metadata, spec }: Scaled): ControllerScale => ({ uid: metadata.uid, scale: spec.replicas ?? 1 })
