/** A Pod spec as a whole. Source: pkg/apis/core/validation ValidatePodSpec (order of the errors included). */
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { dnsSubdomainMessages } from '../../api/names.ts'
import { validateLabels } from '../../api/objectmeta.ts'
import { rangeMessages } from '../../api/valueformats.ts'
import type { PodSpec } from '../types.ts'
import { validateAmount, validateContainerResourceName } from '../validation/amounts.ts'
import { dnsLabel, dnsSubdomain, each, oneOf, oneOfIfSet, qualifiedName } from '../validation/checks.ts'
import { validateAffinity } from './affinity.ts'
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './containers.ts'
import { validateDnsConfig, validateHostAliases } from './dns.ts'
import type { PodSpecOptions } from './options.ts'
import { hostNetworkErrors } from './ports.ts'
import { validatePodSecurity } from './securitycontext.ts'
import { validateSpread } from './spread.ts'
import { validateTolerations } from './tolerations.ts'
import { validateVolumes } from './volumes.ts'

const MAX_INT32 = 2_147_483_647
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']
const HOST_USERS = 'when `pod.Spec.HostUsers` is false'

/** @param podName of the Pod itself; empty in a template. */
export function validatePodSpec(spec: PodSpec, path: string, options: PodSpecOptions, podName = ''): FieldError[] {
  const at = (field: string) => child(path, field)
  const { errors, volumes } = validateVolumes(spec.volumes ?? [], at('volumes'), options, podName)
  return [
    ...(spec.terminationGracePeriodSeconds === undefined ? [required(at('terminationGracePeriodSeconds'), '')] : []),
    ...errors,
    ...validateContainers(spec, volumes, at('containers')),
    ...validateInitContainers(spec, volumes, at('initContainers')),
    ...validateEphemeralContainers(spec, volumes, at('ephemeralContainers')),
    ...hostNetworkErrors(spec, path, options),
    ...oneOf(spec.restartPolicy, at('restartPolicy'), ['Always', 'OnFailure', 'Never']),
    ...oneOf(spec.dnsPolicy, at('dnsPolicy'), DNS_POLICIES),
    ...validateLabels(spec.nodeSelector, at('nodeSelector')),
    ...validatePodSecurity(spec, at('securityContext')),
    ...validateAffinity(spec.affinity, at('affinity')),
    ...validateDnsConfig(spec, at('dnsConfig')),
    ...(spec.readinessGates ?? []).flatMap(({ conditionType }, i) =>
      qualifiedName(conditionType ?? '', child(index(at('readinessGates'), i), 'conditionType')),
    ),
    ...validateGates(spec, at('schedulingGates')),
    ...validateSpread(spec.topologySpreadConstraints ?? [], at('topologySpreadConstraints')),
    ...validateHostUsers(spec, path),
    ...validateNames(spec, path),
    ...validateRest(spec, path),
  ]
}

function validateGates({ schedulingGates = [] }: PodSpec, path: string): FieldError[] {
  return schedulingGates.flatMap(({ name = '' }, i) => {
    const errors = qualifiedName(name, index(path, i))
    const twice = schedulingGates.slice(0, i).some((other) => other.name === name)
    return twice ? [...errors, duplicate(index(path, i), name)] : errors
  })
}

/** A Pod with users of its own shares nothing else with the host. */
function validateHostUsers({ hostUsers, hostNetwork, hostPID, hostIPC }: PodSpec, path: string): FieldError[] {
  if (hostUsers !== false) return []
  const errors: FieldError[] = []
  if (hostNetwork) errors.push(forbidden(child(path, 'hostNetwork'), HOST_USERS))
  if (hostPID) errors.push(forbidden(child(path, 'HostPID'), HOST_USERS))
  if (hostIPC) errors.push(forbidden(child(path, 'HostIPC'), HOST_USERS))
  return errors
}

function validateNames(spec: PodSpec, path: string): FieldError[] {
  const { serviceAccountName, nodeName, activeDeadlineSeconds: deadline, hostname, subdomain } = spec
  const at = (field: string) => child(path, field)
  const errors: FieldError[] = []
  if (serviceAccountName) {
    errors.push(...each(at('serviceAccountName'), serviceAccountName, dnsSubdomainMessages(serviceAccountName)))
  }
  if (nodeName) errors.push(...each(at('nodeName'), nodeName, dnsSubdomainMessages(nodeName)))
  if (deadline !== undefined) {
    errors.push(...each(at('activeDeadlineSeconds'), deadline, rangeMessages(deadline, 1, MAX_INT32)))
  }
  if (hostname) errors.push(...dnsLabel(hostname, at('hostname')))
  if (subdomain) errors.push(...dnsLabel(subdomain, at('subdomain')))
  return errors
}

function validateRest(spec: PodSpec, path: string): FieldError[] {
  const { priorityClassName, runtimeClassName, preemptionPolicy, os } = spec
  const at = (field: string) => child(path, field)
  const errors = [
    ...validateTolerations(spec.tolerations ?? [], at('tolerations')),
    ...validateHostAliases(spec, at('hostAliases')),
  ]
  if (priorityClassName) errors.push(...dnsSubdomain(priorityClassName, at('priorityClassName')))
  if (runtimeClassName !== undefined) errors.push(...dnsSubdomain(runtimeClassName, at('runtimeClassName')))
  errors.push(...oneOfIfSet(preemptionPolicy, at('preemptionPolicy'), ['PreemptLowerPriority', 'Never']))
  const overhead = (spec.overhead ?? {}) as Record<string, string>
  for (const name of Object.keys(overhead).sort()) {
    const entry = `${at('overhead')}[${name}]`
    errors.push(...validateContainerResourceName(name, entry), ...validateAmount(name, overhead[name] as string, entry))
  }
  return os ? [...errors, ...validateOs(os.name, at('os'))] : errors
}

function validateOs(name: string | undefined, path: string): FieldError[] {
  if (!name) return [required(child(path, 'name'), 'cannot be empty')]
  return name === 'linux' || name === 'windows' ? [] : [notSupported(path, name, ['linux', 'windows'])]
}

/** A disruption cost that is no number; the only annotation of Pods with a format here. */
export function validatePodAnnotations(annotations: Record<string, string> | undefined, path: string): FieldError[] {
  const key = 'controller.kubernetes.io/pod-deletion-cost'
  const cost = annotations?.[key]
  if (cost === undefined || isCost(cost)) return []
  return [invalid(`${path}[${key}]`, cost, 'must be a 32bit integer')]
}

/** A 32-bit integer without plus sign or leading zeros. */
function isCost(text: string): boolean {
  if (!/^(0|-?[1-9][0-9]*)$/.test(text)) return false
  const value = Number(text)
  return value >= -MAX_INT32 - 1 && value <= MAX_INT32
}
