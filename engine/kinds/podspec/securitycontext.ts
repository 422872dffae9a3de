/** Security settings of Pods and containers. Source: ValidateSecurityContext, validatePodSpecSecurityContext. */
import { duplicate, type FieldError, invalid, notSupported, required, tooLong } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { userIdMessages } from '../../api/valueformats.ts'
import { byteLength } from '../../api/utf8.ts'
import { goValue } from '../gocmp/syntax.ts'
import type { Container, PodSpec } from '../types.ts'
import { descendingPath, each, oneOfIfSet } from '../validation/checks.ts'

type PodSecurity = NonNullable<PodSpec['securityContext']>
type Security = NonNullable<Container['securityContext']>
type Profile = { type?: string; localhostProfile?: string }

const SECURITY = 'io.k8s.api.core.v1.SecurityContext'
const SECCOMP = 'io.k8s.api.core.v1.SeccompProfile'
const PROFILES = ['Localhost', 'RuntimeDefault', 'Unconfined']
const MAX_PROFILE = 4095
const MAX_SYSCTL = 253
const SYSCTL_SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const SYSCTL = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`
const SYSCTL_PATTERN = new RegExp(SYSCTL)

export function validatePodSecurity(spec: PodSpec, path: string): FieldError[] {
  const security = spec.securityContext as
    | (PodSecurity & { appArmorProfile?: Profile; supplementalGroupsPolicy?: string; seLinuxChangePolicy?: string })
    | undefined
  if (!security) return []
  const errors = [
    ...ids(security, ['fsGroup', 'runAsUser', 'runAsGroup'], path),
    ...(security.supplementalGroups ?? []).flatMap((id, i) =>
      each(index(child(path, 'supplementalGroups'), i), id, userIdMessages(id)),
    ),
  ]
  if (spec.shareProcessNamespace && spec.hostPID) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled'
    errors.push(invalid(child(path, 'shareProcessNamespace'), true, detail))
  }
  errors.push(...validateSysctls(spec, child(path, 'sysctls')))
  errors.push(
    ...oneOfIfSet(security.fsGroupChangePolicy, child(path, 'fsGroupChangePolicy'), ['Always', 'OnRootMismatch']),
  )
  errors.push(...validateSeccomp(security.seccompProfile, child(path, 'seccompProfile')))
  errors.push(...validateAppArmor(security.appArmorProfile, child(path, 'appArmorProfile')))
  errors.push(
    ...oneOfIfSet(security.supplementalGroupsPolicy, child(path, 'supplementalGroupsPolicy'), ['Merge', 'Strict']),
  )
  errors.push(
    ...oneOfIfSet(security.seLinuxChangePolicy, child(path, 'seLinuxChangePolicy'), ['MountOption', 'Recursive']),
  )
  return errors
}

function ids<Field extends string>(
  security: Partial<Record<Field, number>>,
  fields: Field[],
  path: string,
): FieldError[] {
  return fields.flatMap((field) => {
    const id = security[field] as number | undefined
    return id === undefined ? [] : each(child(path, field), id, userIdMessages(id))
  })
}

function validateSysctls(spec: PodSpec, path: string): FieldError[] {
  const seen = new Set<string>()
  return (spec.securityContext?.sysctls ?? []).flatMap(({ name }, i) => {
    const at = child(index(path, i), 'name')
    const errors: FieldError[] = []
    if (!name) errors.push(required(at, ''))
    else if (name.length > MAX_SYSCTL || !SYSCTL_PATTERN.test(name)) {
      errors.push(invalid(at, name, `must have at most ${MAX_SYSCTL} characters and match regex ${SYSCTL}`))
    } else if (seen.has(name)) errors.push(duplicate(at, name))
    seen.add(name)
    const dotted = name.replaceAll('/', '.')
    if (spec.hostNetwork && dotted.startsWith('net.')) {
      errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"))
    } else if (spec.hostIPC && /^(kernel\.shm|kernel\.msg|kernel\.sem|fs\.mqueue\.)/.test(dotted)) {
      errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"))
    }
    return errors
  })
}

export function validateContainerSecurity(
  security: Security | undefined,
  hostUsers: boolean,
  path: string,
): FieldError[] {
  if (!security) return []
  const { procMount } = security
  const errors = ids(security, ['runAsUser', 'runAsGroup'], path)
  const mountPath = child(path, 'procMount')
  errors.push(...oneOfIfSet(procMount, mountPath, ['Default', 'Unmasked']))
  if (hostUsers && procMount === 'Unmasked') {
    errors.push(invalid(mountPath, procMount, '`hostUsers` must be false to use `Unmasked`'))
  }
  errors.push(...validateSeccomp(security.seccompProfile, child(path, 'seccompProfile')))
  errors.push(...escalationErrors(security, path))
  const { appArmorProfile } = security as { appArmorProfile?: Profile }
  return [...errors, ...validateAppArmor(appArmorProfile, child(path, 'appArmorProfile'))]
}

function escalationErrors(security: Security, path: string): FieldError[] {
  if (security.allowPrivilegeEscalation !== false) return []
  const errors: FieldError[] = []
  if (security.privileged) {
    errors.push(
      invalid(
        path,
        goValue(SECURITY, security),
        'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
      ),
    )
  }
  for (const capability of security.capabilities?.add ?? []) {
    if (capability !== 'CAP_SYS_ADMIN') continue
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'
    errors.push(invalid(path, goValue(SECURITY, security), detail))
  }
  return errors
}

function validateSeccomp(profile: Profile | undefined, path: string): FieldError[] {
  if (!profile) return []
  const { type, localhostProfile } = profile
  const errors: FieldError[] = []
  if (!type) errors.push(required(child(path, 'type'), 'type is required when seccompProfile is set'))
  else if (!PROFILES.includes(type)) errors.push(notSupported(child(path, 'type'), type, PROFILES))
  const at = child(path, 'localhostProfile')
  if (type === 'Localhost') {
    if (localhostProfile === undefined) errors.push(required(at, 'must be set when seccomp type is Localhost'))
    else errors.push(...descendingPath(localhostProfile, at))
  } else if (localhostProfile !== undefined) {
    errors.push(invalid(at, goValue(SECCOMP, profile), 'can only be set when seccomp type is Localhost'))
  }
  return errors
}

function validateAppArmor(profile: Profile | undefined, path: string): FieldError[] {
  if (!profile) return []
  const { type, localhostProfile } = profile
  const at = child(path, 'localhostProfile')
  if (!type) return [required(child(path, 'type'), 'type is required when appArmorProfile is set')]
  if (!PROFILES.includes(type)) return [notSupported(child(path, 'type'), type, PROFILES)]
  if (type === 'Localhost') return localAppArmorErrors(localhostProfile, at)
  if (localhostProfile === undefined) return []
  return [invalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost')]
}

function localAppArmorErrors(profile: string | undefined, path: string): FieldError[] {
  const MUST = 'must be set when AppArmor type is Localhost'
  if (profile === undefined) return [required(path, MUST)]
  const errors: FieldError[] = []
  if (profile.trim() !== profile) errors.push(invalid(path, profile, 'must not be padded with whitespace'))
  else if (profile === '') errors.push(required(path, MUST))
  if (byteLength(profile) > MAX_PROFILE) errors.push(tooLong(path, MAX_PROFILE))
  return errors
}
