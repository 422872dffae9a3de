/** Containers of a Pod: app, init, ephemeral. Source: validateContainers, validateInitContainers, validateEphemeralContainers. */
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
} from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import type { Container, PodSpec } from '../types.ts'
import { dnsLabel, oneOf } from '../validation/checks.ts'
import { validateEnvironment, validateEnvironmentSources } from './environment.ts'
import { validateDevices, validateMounts, type Volumes } from './mounts.ts'
import { hostPortConflicts, validatePorts } from './ports.ts'
import { validateLifecycle, validateProbes } from './probes.ts'
import { validateResizePolicy, validateResources } from './resources.ts'
import { validateContainerSecurity } from './securitycontext.ts'

const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always'
const NOT_EPHEMERAL = 'cannot be set for an Ephemeral Container'

/** Fields that an ephemeral container may not have, in Go's order. */
const REGULAR_ONLY = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const

export function validateContainers(spec: PodSpec, volumes: Volumes, path: string): FieldError[] {
  const containers = spec.containers ?? []
  if (containers.length === 0) return [required(path, '')]
  const errors = containers.flatMap((container, i) => {
    const at = index(path, i)
    return [
      ...validateCommon(container, spec, volumes, at),
      ...duplicateName(container, containers.slice(0, i), at),
      ...validateRunning(container, spec, at),
      ...(container.restartPolicy === undefined
        ? []
        : [forbidden(child(at, 'restartPolicy'), 'may not be set for non-init containers')]),
    ]
  })
  return [...errors, ...hostPortConflicts(containers, path)]
}

export function validateInitContainers(spec: PodSpec, volumes: Volumes, path: string): FieldError[] {
  const containers = spec.initContainers ?? []
  return containers.flatMap((container, i) => {
    const at = index(path, i)
    const { restartPolicy } = container
    return [
      ...validateCommon(container, spec, volumes, at),
      ...(restartPolicy === undefined || restartPolicy === 'Always'
        ? []
        : [notSupported(child(at, 'restartPolicy'), restartPolicy, ['Always'])]),
      ...duplicateName(container, [...(spec.containers ?? []), ...containers.slice(0, i)], at),
      ...hostPortConflicts([container], path),
      ...(restartPolicy === 'Always' ? validateRunning(container, spec, at) : forbidRunning(container, at)),
      ...(container.resizePolicy?.length
        ? [invalid(child(at, 'resizePolicy'), container.resizePolicy, 'must not be set for init containers')]
        : []),
    ]
  })
}

export function validateEphemeralContainers(spec: PodSpec, volumes: Volumes, path: string): FieldError[] {
  const containers = (spec.ephemeralContainers ?? []) as unknown as (Container & { targetContainerName?: string })[]
  const others = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  return containers.flatMap((container, i) => {
    const at = index(path, i)
    const { targetContainerName: target } = container
    return [
      ...validateCommon(container, spec, volumes, at),
      ...imagePadding(container, at),
      ...duplicateName(container, [...others, ...containers.slice(0, i)], at),
      ...(target && !others.some(({ name }) => name === target)
        ? [notFound(child(at, 'targetContainerName'), target)]
        : []),
      ...REGULAR_ONLY.filter((field) => isSet(container[field])).map((field) =>
        forbidden(child(at, field), NOT_EPHEMERAL),
      ),
      ...(container.volumeMounts ?? []).flatMap(({ subPath, subPathExpr }, j) => {
        const mount = index(child(at, 'volumeMounts'), j)
        return [
          ...(subPath ? [forbidden(child(mount, 'subPath'), NOT_EPHEMERAL)] : []),
          ...(subPathExpr ? [forbidden(child(mount, 'subPathExpr'), NOT_EPHEMERAL)] : []),
        ]
      }),
    ]
  })
}

const isSet = (value: unknown): boolean =>
  value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0)

/** What every container must be, whatever it is for. */
function validateCommon(container: Container, spec: PodSpec, volumes: Volumes, path: string): FieldError[] {
  const { name, image } = container
  const namePath = child(path, 'name')
  const hostUsers = spec.hostUsers !== false
  const claims = ((spec.resourceClaims ?? []) as { name: string }[]).map((claim) => claim.name)
  return [
    ...(name ? dnsLabel(name, namePath) : [required(namePath, '')]),
    ...(image ? [] : [required(child(path, 'image'), '')]),
    ...oneOf(container.terminationMessagePolicy, child(path, 'terminationMessagePolicy'), [
      'File',
      'FallbackToLogsOnError',
    ]),
    ...validatePorts(container.ports ?? [], child(path, 'ports')),
    ...validateEnvironment(container.env ?? [], child(path, 'env')),
    ...validateEnvironmentSources(container.envFrom ?? [], child(path, 'envFrom')),
    ...validateMounts(container, volumes, child(path, 'volumeMounts')),
    ...validateDevices(container, volumes, child(path, 'volumeDevices')),
    ...oneOf(container.imagePullPolicy, child(path, 'imagePullPolicy'), ['Always', 'IfNotPresent', 'Never']),
    ...validateResources(container.resources ?? {}, claims, child(path, 'resources')),
    ...validateResizePolicy(container, spec.restartPolicy ?? '', child(path, 'resizePolicy')),
    ...validateContainerSecurity(container.securityContext, hostUsers, child(path, 'securityContext')),
  ]
}

function duplicateName({ name }: Container, others: readonly Container[], path: string): FieldError[] {
  return name && others.some((other) => other.name === name) ? [duplicate(child(path, 'name'), name)] : []
}

/** Hooks and probes of what keeps running. */
function validateRunning(container: Container, spec: PodSpec, path: string): FieldError[] {
  const grace = spec.terminationGracePeriodSeconds
  const { lifecycle } = container
  const hooks = lifecycle ? validateLifecycle(lifecycle, grace, child(path, 'lifecycle')) : []
  return [...hooks, ...validateProbes(container, grace, path)]
}

function forbidRunning(container: Container, path: string): FieldError[] {
  const fields = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const
  return fields.filter((field) => container[field]).map((field) => forbidden(child(path, field), ONLY_SIDECARS))
}

/** Pods, not templates, take images only without white space around. */
export function validateImages(containers: readonly Container[], path: string): FieldError[] {
  return containers.flatMap((container, i) => imagePadding(container, index(path, i)))
}

function imagePadding({ image = '' }: Container, path: string): FieldError[] {
  if (image.trim() === image) return []
  return [invalid(child(path, 'image'), image, 'must not have leading or trailing whitespace')]
}
