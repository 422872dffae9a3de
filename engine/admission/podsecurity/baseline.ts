/** The checks of level baseline: known ways from a container to its node. Source: pod-security-admission/policy check_*.go. */
import { type Check, containersText, distinct, named, plural, podSecurity, quoted, settersText } from './visit.ts'

const CAPABILITIES: ReadonlySet<string> = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
)
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t']
const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/'
const SYSCTLS: readonly (readonly [since: number, names: string])[] = [
  [
    0,
    'kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.tcp_syncookies net.ipv4.ping_group_range net.ipv4.ip_unprivileged_port_start',
  ],
  [27, 'net.ipv4.ip_local_reserved_ports'],
  [
    29,
    'net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes',
  ],
  [32, 'net.ipv4.tcp_rmem net.ipv4.tcp_wmem'],
]

const baseline = (id: string, check: Check['check'], since = 0, until?: number): Check => ({
  id,
  level: 'baseline',
  since,
  ...(until === undefined ? {} : { until }),
  check,
})

const appArmor = baseline('appArmorProfile', (pod) => {
  const bad: string[] = []
  const isBad = (type: string | undefined) => {
    const wrong = type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost'
    if (wrong) bad.push(type)
    return wrong
  }
  const byPod = isBad(podSecurity(pod).appArmorProfile?.type)
  const setters = settersText(
    byPod,
    named(pod, ({ appArmorProfile }) => isBad(appArmorProfile?.type)),
  )
  const annotations = pod.metadata.annotations ?? {}
  const keys = Object.keys(annotations).filter((key) => {
    const value = annotations[key] ?? ''
    const wrong = key.startsWith(APPARMOR_PREFIX) && !/^(|runtime\/default|localhost\/.*)$/.test(value)
    if (wrong) bad.push(value)
    return wrong
  })
  if (bad.length === 0) return undefined
  const many = plural('annotation', 'annotations', keys.length)
  const all = [setters, ...(keys.length > 0 ? [`${many} ${quoted(keys.sort())}`] : [])].filter(Boolean)
  const values = distinct(bad)
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${all.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  }
})

const capabilities = baseline('capabilities_baseline', (pod) => {
  const added: string[] = []
  const names = named(pod, (security) => {
    const bad = (security.capabilities?.add ?? []).filter((capability) => !CAPABILITIES.has(capability))
    added.push(...bad)
    return bad.length > 0
  })
  if (names.length === 0) return undefined
  const detail = `${containersText(names)} must not include ${quoted(distinct(added))} in securityContext.capabilities.add`
  return { reason: 'non-default capabilities', detail }
})

const hostNamespaces = baseline('hostNamespaces', ({ spec }) => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field])
  if (shared.length === 0) return undefined
  return { reason: 'host namespaces', detail: shared.map((field) => `${field}=true`).join(', ') }
})

const hostPath = baseline('hostPathVolumes', ({ spec }) => {
  const names = (spec.volumes ?? []).filter((volume) => volume.hostPath).map(({ name }) => name)
  if (names.length === 0) return undefined
  return { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}` }
})

const hostPorts = baseline('hostPorts', (pod) => {
  const ports: string[] = []
  const names = named(pod, (_, container) => {
    const bad = (container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []))
    ports.push(...bad)
    return bad.length > 0
  })
  if (names.length === 0) return undefined
  const taken = distinct(ports)
  const uses = plural('uses', 'use', names.length)
  const what = plural('hostPort', 'hostPorts', taken.length)
  return { reason: 'hostPort', detail: `${containersText(names)} ${uses} ${what} ${taken.join(', ')}` }
})

const privileged = baseline('privileged', (pod) => {
  const names = named(pod, (security) => security.privileged === true)
  if (names.length === 0) return undefined
  return { reason: 'privileged', detail: `${containersText(names)} must not set securityContext.privileged=true` }
})

const procMount = baseline('procMount', (pod) => {
  const types: string[] = []
  const names = named(pod, ({ procMount: type }) => {
    const bad = type !== undefined && type !== 'Default'
    if (bad) types.push(type)
    return bad
  })
  if (names.length === 0) return undefined
  const detail = `${containersText(names)} must not set securityContext.procMount to ${quoted(distinct(types))}`
  return { reason: 'procMount', detail }
})

interface SELinux {
  type?: string
  user?: string
  role?: string
}

const seLinux =
  (allowed: readonly string[]): Check['check'] =>
  (pod) => {
    const types: string[] = []
    let [user, role] = [false, false]
    const isBad = (options: SELinux | undefined) => {
      if (!options) return false
      const wrong = !allowed.includes(options.type ?? '')
      if (wrong) types.push(options.type ?? '')
      user ||= Boolean(options.user)
      role ||= Boolean(options.role)
      return wrong || Boolean(options.user) || Boolean(options.role)
    }
    const byPod = isBad(podSecurity(pod).seLinuxOptions)
    const names = named(pod, (security) => isBad(security.seLinuxOptions))
    if (!byPod && names.length === 0) return undefined
    const found = distinct(types)
    const data = [
      ...(found.length > 0 ? [`${plural('type', 'types', found.length)} ${quoted(found)}`] : []),
      ...(user ? ['user may not be set'] : []),
      ...(role ? ['role may not be set'] : []),
    ]
    const detail = `${settersText(byPod, names)} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`
    return { reason: 'seLinuxOptions', detail }
  }

const seccomp = baseline(
  'seccompProfile_baseline',
  (pod) => {
    const bad: string[] = []
    const isBad = (type: string | undefined) => {
      const wrong = type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost'
      if (wrong) bad.push(type)
      return wrong
    }
    const byPod = isBad(podSecurity(pod).seccompProfile?.type)
    const names = named(pod, (security) => isBad(security.seccompProfile?.type))
    if (!byPod && names.length === 0) return undefined
    const setters = settersText(byPod, names)
    const detail = `${setters} must not set securityContext.seccompProfile.type to ${quoted(distinct(bad))}`
    return { reason: 'seccompProfile', detail }
  },
  19,
)

const sysctls = (minor: number): Check['check'] => {
  const allowed = new Set(SYSCTLS.flatMap(([since, names]) => (since <= minor ? names.split(' ') : [])))
  return (pod) => {
    const bad = (podSecurity(pod).sysctls ?? []).map(({ name }) => name).filter((name) => !allowed.has(name))
    return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') }
  }
}

const hostProcess = baseline('windowsHostProcess', (pod) => {
  const names = named(pod, (security) => security.windowsOptions?.hostProcess === true)
  const byPod = podSecurity(pod).windowsOptions?.hostProcess === true
  if (!byPod && names.length === 0) return undefined
  const detail = `${settersText(byPod, names)} must not set securityContext.windowsOptions.hostProcess=true`
  return { reason: 'hostProcess', detail }
})

export const BASELINE: readonly Check[] = [
  appArmor,
  capabilities,
  hostNamespaces,
  hostPath,
  hostPorts,
  privileged,
  procMount,
  baseline('seLinuxOptions', seLinux(SELINUX_TYPES), 0, 31),
  baseline('seLinuxOptions', seLinux([...SELINUX_TYPES, 'container_engine_t']), 31),
  seccomp,
  baseline('sysctls', sysctls(0), 0, 27),
  baseline('sysctls', sysctls(27), 27, 29),
  baseline('sysctls', sysctls(29), 29, 32),
  baseline('sysctls', sysctls(32), 32),
  hostProcess,
]
