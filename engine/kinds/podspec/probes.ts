/** Probes, their handlers and lifecycle hooks. Source: pkg/apis/core/validation validateProbe, validateHandler. */
import { type FieldError, forbidden, invalid, required } from '../../api/fielderror.ts'
import { child } from '../../api/fieldpath.ts'
import { httpHeaderNameMessages } from '../../api/valueformats.ts'
import type { Container, Lifecycle, Probe } from '../types.ts'
import { each, notNegative, oneOf, portNumberOrName } from '../validation/checks.ts'

type HttpGet = NonNullable<Probe['httpGet']>

/** All that can be asked of a container, by a probe or a hook. */
interface Handler extends Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> {
  sleep?: { seconds: number }
}

/** Liveness, readiness, startup, in this order. */
export function validateProbes(container: Container, grace: number | undefined, path: string): FieldError[] {
  const { livenessProbe, readinessProbe, startupProbe } = container
  return [
    ...(livenessProbe ? validateOneSuccess(livenessProbe, grace, child(path, 'livenessProbe')) : []),
    ...(readinessProbe ? validateReadiness(readinessProbe, grace, child(path, 'readinessProbe')) : []),
    ...(startupProbe ? validateOneSuccess(startupProbe, grace, child(path, 'startupProbe')) : []),
  ]
}

function validateOneSuccess(probe: Probe, grace: number | undefined, path: string): FieldError[] {
  const errors = validateProbe(probe, grace, path)
  const { successThreshold } = probe
  return successThreshold === 1
    ? errors
    : [...errors, invalid(child(path, 'successThreshold'), successThreshold ?? 0, 'must be 1')]
}

function validateReadiness(probe: Probe, grace: number | undefined, path: string): FieldError[] {
  const errors = validateProbe(probe, grace, path)
  const seconds = probe.terminationGracePeriodSeconds
  if (seconds === undefined) return errors
  return [
    ...errors,
    invalid(child(path, 'terminationGracePeriodSeconds'), seconds, 'must not be set for readinessProbes'),
  ]
}

function validateProbe(probe: Probe, grace: number | undefined, path: string): FieldError[] {
  const errors = validateHandler(probe, grace, path)
  const counts = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const
  for (const field of counts) errors.push(...notNegative(probe[field], child(path, field)))
  const seconds = probe.terminationGracePeriodSeconds
  if (seconds !== undefined && seconds <= 0) {
    errors.push(invalid(child(path, 'terminationGracePeriodSeconds'), seconds, 'must be greater than 0'))
  }
  return errors
}

export function validateLifecycle(lifecycle: Lifecycle, grace: number | undefined, path: string): FieldError[] {
  const { postStart, preStop } = lifecycle
  return [
    ...(postStart ? validateHandler(postStart as Handler, grace, child(path, 'postStart')) : []),
    ...(preStop ? validateHandler(preStop as Handler, grace, child(path, 'preStop')) : []),
  ]
}

/** Exactly one of the ways to ask; of several the first is looked into. */
function validateHandler(handler: Handler, grace: number | undefined, path: string): FieldError[] {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler
  const checks: readonly [string, unknown, () => FieldError[]][] = [
    ['exec', exec, () => (exec?.command?.length ? [] : [required(child(path, 'exec', 'command'), '')])],
    ['httpGet', httpGet, () => validateHttpGet(httpGet as HttpGet, child(path, 'httpGet'))],
    ['tcpSocket', tcpSocket, () => portNumberOrName(tcpSocket?.port, child(path, 'tcpSocket', 'port'))],
    ['grpc', grpc, () => portNumberOrName(grpc?.port, child(path, 'grpc', 'port'))],
    ['sleep', sleep, () => validateSleep(sleep?.seconds ?? 0, grace, child(path, 'sleep'))],
  ]
  const given = checks.filter(([, value]) => value)
  if (given.length === 0) return [required(path, 'must specify a handler type')]
  return given.flatMap(([name, , check], i) =>
    i === 0 ? check() : [forbidden(child(path, name), 'may not specify more than 1 handler type')],
  )
}

function validateHttpGet(action: HttpGet, path: string): FieldError[] {
  const errors = action.path ? [] : [required(child(path, 'path'), '')]
  errors.push(...portNumberOrName(action.port, child(path, 'port')))
  errors.push(...oneOf(action.scheme, child(path, 'scheme'), ['HTTP', 'HTTPS']))
  for (const { name } of action.httpHeaders ?? []) {
    errors.push(...each(child(path, 'httpHeaders'), name, httpHeaderNameMessages(name)))
  }
  return errors
}

function validateSleep(seconds: number, grace: number | undefined, path: string): FieldError[] {
  if (grace === undefined || (seconds > 0 && seconds <= grace)) return []
  const rule = `must be greater than 0 and less than terminationGracePeriodSeconds (${grace})`
  return [invalid(path, seconds, `${rule}. Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.`)]
}
