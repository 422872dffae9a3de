/** Why nothing answers, is bound, is evicted or goes away: Services, claims, nodes, budgets, and every other kind. */
import type { KObject } from '../../../api/object.ts'
import type { Ingress, PersistentVolumeClaim, Pod, PodDisruptionBudget, Service } from '../../../kinds/types.ts'
import { condition, conditionSaid, conditionsOf, type Found, type Said, saidBy, type World } from './world.ts'

export function serviceObstacles(object: KObject, world: World): Found {
  const { spec, metadata } = object as Service
  const { selector } = spec
  if (spec.type === 'ExternalName' || !selector || Object.keys(selector).length === 0) return { said: [], next: [] }
  const pods = world.pods(metadata.namespace, selector)
  const words = Object.entries(selector).map(([key, value]) => `${key}=${value}`)
  const ready = pods.filter((pod) => condition(pod, 'Ready')?.status === 'True')
  const path = 'spec.selector'
  const actor = 'endpointslice'
  if (pods.length === 0)
    return {
      said: [{ actor, reason: 'NoPodSelected', message: `No Pod has the labels ${words.join(', ')}`, path }],
      next: [],
    }
  if (ready.length === 0) {
    const message = `${pods.length} Pods have its labels, and none of them is ready`
    return { said: [{ actor, reason: 'NoReadyPod', message, path }], next: pods }
  }
  return { said: portsSaid(spec.ports ?? [], ready as Pod[]), next: pods.filter((pod) => !ready.includes(pod)) }
}

/** A port that is asked for by name has to have one. */
function portsSaid(ports: NonNullable<Service['spec']['ports']>, pods: readonly Pod[]): Said[] {
  const names = new Set(
    pods.flatMap(({ spec }) => spec.containers.flatMap(({ ports: own = [] }) => own.map((port) => port.name))),
  )
  return ports.flatMap(({ targetPort }) =>
    typeof targetPort === 'string' && !names.has(targetPort)
      ? [
          {
            actor: 'endpointslice',
            reason: 'NoSuchPort',
            message: `targetPort ${targetPort} is the name of no port of its Pods`,
            path: 'spec.ports',
          },
        ]
      : [],
  )
}

export function ingressObstacles(object: KObject, world: World): Found {
  const { spec, metadata } = object as Ingress
  const backends = [
    spec.defaultBackend,
    ...(spec.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend)),
  ].flatMap((backend) => backend?.service?.name ?? [])
  const said: Said[] = []
  const next: KObject[] = []
  for (const name of new Set(backends)) {
    const service = world.find({ apiVersion: 'v1', kind: 'Service', namespace: metadata.namespace ?? '', name })
    if (service) next.push(service)
    else
      said.push({
        actor: 'ingress',
        reason: 'NoSuchService',
        message: `There is no Service ${name}`,
        path: 'spec.rules',
      })
  }
  return { said, next }
}

export function claimObstacles(object: KObject, world: World): Found {
  const claim = object as PersistentVolumeClaim
  if (claim.status?.phase === 'Bound') return { said: [], next: [] }
  const event = world.warnings(claim)[0]
  if (event) return { said: [saidBy(event)], next: [] }
  const name = claim.spec.storageClassName
  const storageClass =
    name &&
    (world.find({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', namespace: '', name }) as
      | (KObject & { volumeBindingMode?: string })
      | undefined)
  const waits = storageClass && storageClass.volumeBindingMode === 'WaitForFirstConsumer'
  const message = waits
    ? `StorageClass ${name} waits for the first Pod that uses it`
    : name && !storageClass
      ? `There is no StorageClass ${name}`
      : 'No volume of its class, size and access modes is free'
  const reason = waits ? 'WaitForFirstConsumer' : name && !storageClass ? 'NoSuchStorageClass' : 'NoVolume'
  return { said: [{ actor: 'persistentvolume-binder', reason, message, path: 'spec.storageClassName' }], next: [] }
}

/** What is fine when it is False. */
const GOOD_WHEN_FALSE =
  /(Pressure|Unavailable|Failure|Failed|FailureTarget|Suspended|Stalled|Terminating|Limited|Disruption\w*)$/

export function nodeObstacles(object: KObject): Found {
  const said = badConditions(object, 'nodelifecycle')
  const { spec = {} } = object as KObject & { spec?: { unschedulable?: boolean } }
  if (spec.unschedulable)
    said.push({
      actor: 'user',
      reason: 'Unschedulable',
      message: 'It is cordoned: no new Pod comes',
      path: 'spec.unschedulable',
    })
  return { said, next: [] }
}

export function budgetObstacles(object: KObject, world: World): Found {
  const { status, metadata, spec } = object as PodDisruptionBudget
  if (!status || (status.disruptionsAllowed ?? 0) > 0) return { said: [], next: [] }
  const message = `${status.currentHealthy} of ${status.desiredHealthy} wanted Pods are healthy, so none may be evicted`
  const pods = world.pods(metadata.namespace, spec.selector?.matchLabels ?? {})
  return {
    said: [{ actor: 'disruption', reason: 'DisruptionBudget', message, path: 'status.disruptionsAllowed' }],
    next: pods.filter((pod) => condition(pod, 'Ready')?.status !== 'True'),
  }
}

/** Any other kind: conditions that are bad, the newest warnings, what keeps it from going. */
export function anyObstacles(object: KObject, world: World): Found {
  const { finalizers = [], deletionTimestamp } = object.metadata
  const said = badConditions(object, 'its controller')
  if (deletionTimestamp !== undefined && finalizers.length > 0)
    said.push({
      actor: 'API server',
      reason: 'Finalizers',
      message: `It is marked for deletion and kept by ${finalizers.join(', ')}`,
      path: 'metadata.finalizers',
    })
  return { said: [...said, ...world.warnings(object).slice(0, 3).map(saidBy)], next: [] }
}

function badConditions(object: KObject, actor: string): Said[] {
  return conditionsOf(object)
    .filter(({ type, status }) => status !== (GOOD_WHEN_FALSE.test(type) ? 'False' : 'True'))
    .map((each) => conditionSaid(actor, each))
}
