/** The checks of level restricted: hardened Pods. Source: pod-security-admission/policy check_*.go. */
import type { Volume } from '../../kinds/types.ts'
import {
  type Check,
  containersText,
  distinct,
  isWindows,
  named,
  plural,
  podSecurity,
  quoted,
  settersText,
} from './visit.ts'

const VOLUMES: ReadonlySet<string> = new Set(
  'configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret'.split(' '),
)
/** From here on Pods of Windows are not asked for what only Linux has. */
const WINDOWS = 25

/** A check in two forms: for all Pods, and from WINDOWS on for those of Linux. */
function linuxOnly(check: Omit<Check, 'level' | 'until'>): Check[] {
  const later: Check['check'] = (pod) => (isWindows(pod) ? undefined : check.check(pod))
  return [
    { ...check, level: 'restricted', until: WINDOWS },
    { ...check, level: 'restricted', since: WINDOWS, check: later },
  ]
}

const escalation = linuxOnly({
  id: 'allowPrivilegeEscalation',
  since: 8,
  check(pod) {
    const names = named(pod, (security) => security.allowPrivilegeEscalation !== false)
    if (names.length === 0) return undefined
    const detail = `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false`
    return { reason: 'allowPrivilegeEscalation != false', detail }
  },
})

const capabilities = linuxOnly({
  id: 'capabilities_restricted',
  since: 22,
  overrides: ['capabilities_baseline'],
  check(pod) {
    const added: string[] = []
    const keeping = named(pod, (security) => !(security.capabilities?.drop ?? []).includes('ALL'))
    const adding = named(pod, (security) => {
      const bad = (security.capabilities?.add ?? []).filter((capability) => capability !== 'NET_BIND_SERVICE')
      added.push(...bad)
      return bad.length > 0
    })
    const details = [
      ...(keeping.length > 0 ? [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
      ...(adding.length > 0
        ? [`${containersText(adding)} must not include ${quoted(distinct(added))} in securityContext.capabilities.add`]
        : []),
    ]
    return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') }
  },
})

const typeOf = (volume: Volume) => Object.keys(volume).find((key) => key !== 'name') ?? 'unknown'

const volumes: Check = {
  id: 'restrictedVolumes',
  level: 'restricted',
  since: 0,
  overrides: ['hostPathVolumes'],
  check({ spec }) {
    const bad = (spec.volumes ?? []).filter((volume) => !VOLUMES.has(typeOf(volume)))
    if (bad.length === 0) return undefined
    const types = distinct(bad.map(typeOf))
    const who = `${plural('volume', 'volumes', bad.length)} ${quoted(bad.map(({ name }) => name))}`
    const what = plural('restricted volume type', 'restricted volume types', types.length)
    const detail = `${who} ${plural('uses', 'use', bad.length)} ${what} ${quoted(types)}`
    return { reason: 'restricted volume types', detail }
  },
}

const nonRoot: Check = {
  id: 'runAsNonRoot',
  level: 'restricted',
  since: 0,
  check(pod) {
    const reason = 'runAsNonRoot != true'
    const whole = podSecurity(pod).runAsNonRoot
    const refusing = named(pod, (security) => security.runAsNonRoot === false)
    if (whole === false || refusing.length > 0) {
      const detail = `${settersText(whole === false, refusing)} must not set securityContext.runAsNonRoot=false`
      return { reason, detail }
    }
    const silent = whole === true ? [] : named(pod, (security) => security.runAsNonRoot === undefined)
    if (silent.length === 0) return undefined
    return { reason, detail: `pod or ${containersText(silent)} must set securityContext.runAsNonRoot=true` }
  },
}

const user: Check = {
  id: 'runAsUser',
  level: 'restricted',
  since: 23,
  check(pod) {
    const byPod = podSecurity(pod).runAsUser === 0
    const names = named(pod, (security) => security.runAsUser === 0)
    if (!byPod && names.length === 0) return undefined
    return { reason: 'runAsUser=0', detail: `${settersText(byPod, names)} must not set runAsUser=0` }
  },
}

const isGood = (type: string | undefined) => type === 'RuntimeDefault' || type === 'Localhost'

const seccomp = linuxOnly({
  id: 'seccompProfile_restricted',
  since: 19,
  overrides: ['seccompProfile_baseline'],
  check(pod) {
    const reason = 'seccompProfile'
    const whole = podSecurity(pod).seccompProfile?.type
    const bad: string[] = []
    const isBad = (type: string | undefined) => {
      const wrong = type !== undefined && !isGood(type)
      if (wrong) bad.push(type)
      return wrong
    }
    const byPod = isBad(whole)
    const names = named(pod, (security) => isBad(security.seccompProfile?.type))
    if (byPod || names.length > 0) {
      const setters = settersText(byPod, names)
      return {
        reason,
        detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(distinct(bad))}`,
      }
    }
    const silent = isGood(whole) ? [] : named(pod, (security) => security.seccompProfile?.type === undefined)
    if (silent.length === 0) return undefined
    const detail = `pod or ${containersText(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`
    return { reason, detail }
  },
})

export const RESTRICTED: readonly Check[] = [...escalation, ...capabilities, volumes, nonRoot, user, ...seccomp]
