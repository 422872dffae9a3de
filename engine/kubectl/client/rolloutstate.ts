/** How far a rollout is, in words. Source: kubectl pkg/polymorphichelpers/rollout_status.go. */
import { type Json, list, map, num, object, text } from '../base/json.ts'

export interface RolloutState {
  message: string
  done: boolean
  error?: string
}

const going = (message: string): RolloutState => ({ message: `${message}\n`, done: false })
const over = (message: string): RolloutState => ({ message: `${message}\n`, done: true })
const failed = (error: string): RolloutState => ({ message: '', done: true, error })

const REVISION = 'deployment.kubernetes.io/revision'
const ONLY_ROLLING = 'rollout status is only available for RollingUpdate strategy type'

/** @param revision a Deployment must be at; 0: any */
export function rolloutState(kind: string, one: Json, revision = 0): RolloutState {
  if (kind === 'Deployment') return deployment(one, revision)
  if (kind === 'DaemonSet') return daemonSet(one)
  if (kind === 'StatefulSet') return statefulSet(one)
  return failed(`no status viewer has been implemented for ${kind}`)
}

function deployment(one: Json, revision: number): RolloutState {
  const name = text(one, 'metadata', 'name')
  if (revision > 0) {
    const has = map(one, 'metadata', 'annotations')[REVISION] ?? '0'
    if (Number(has) !== revision)
      return failed(`desired revision (${revision}) is different from the running revision (${has})`)
  }
  const { status } = one
  if (num(one, 'metadata', 'generation') > num(status, 'observedGeneration'))
    return going('Waiting for deployment spec update to be observed...')
  const progressing = list(status, 'conditions').find(({ type }) => type === 'Progressing')
  if (text(progressing, 'reason') === 'ProgressDeadlineExceeded')
    return failed(`deployment "${name}" exceeded its progress deadline`)
  const replicas = num(one, 'spec', 'replicas')
  const [total, updated, available] = [
    num(status, 'replicas'),
    num(status, 'updatedReplicas'),
    num(status, 'availableReplicas'),
  ]
  const waiting = `Waiting for deployment "${name}" rollout to finish:`
  if (object(one, 'spec').replicas !== undefined && updated < replicas)
    return going(`${waiting} ${updated} out of ${replicas} new replicas have been updated...`)
  if (total > updated) return going(`${waiting} ${total - updated} old replicas are pending termination...`)
  if (available < updated) return going(`${waiting} ${available} of ${updated} updated replicas are available...`)
  return over(`deployment "${name}" successfully rolled out`)
}

function daemonSet(one: Json): RolloutState {
  if (text(one, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') return failed(ONLY_ROLLING)
  const name = text(one, 'metadata', 'name')
  const { status } = one
  if (num(one, 'metadata', 'generation') > num(status, 'observedGeneration'))
    return going('Waiting for daemon set spec update to be observed...')
  const wanted = num(status, 'desiredNumberScheduled')
  const updated = num(status, 'updatedNumberScheduled')
  const available = num(status, 'numberAvailable')
  const waiting = `Waiting for daemon set "${name}" rollout to finish:`
  if (updated < wanted) return going(`${waiting} ${updated} out of ${wanted} new pods have been updated...`)
  if (available < wanted) return going(`${waiting} ${available} of ${wanted} updated pods are available...`)
  return over(`daemon set "${name}" successfully rolled out`)
}

function statefulSet(one: Json): RolloutState {
  if (text(one, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') return failed(ONLY_ROLLING)
  const { status } = one
  const observed = num(status, 'observedGeneration')
  if (observed === 0 || num(one, 'metadata', 'generation') > observed)
    return going('Waiting for statefulset spec update to be observed...')
  const spec = object(one, 'spec')
  const replicas = num(spec, 'replicas')
  if (spec.replicas !== undefined && num(status, 'readyReplicas') < replicas)
    return going(`Waiting for ${replicas - num(status, 'readyReplicas')} pods to be ready...`)
  const updated = num(status, 'updatedReplicas')
  const rolling = object(spec, 'updateStrategy').rollingUpdate
  if (rolling !== undefined) {
    const partition = object(rolling).partition
    const wanted = replicas - num(rolling, 'partition')
    if (spec.replicas !== undefined && partition !== undefined && updated < wanted) {
      return going(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted} new pods have been updated...`,
      )
    }
    return over(`partitioned roll out complete: ${updated} new pods have been updated...`)
  }
  const [next, now] = [text(status, 'updateRevision'), text(status, 'currentRevision')]
  if (next !== now)
    return going(`waiting for statefulset rolling update to complete ${updated} pods at revision ${next}...`)
  return over(`statefulset rolling update complete ${num(status, 'currentReplicas')} pods at revision ${now}...`)
}
