/** What a debugging container may do, by profile. Source: kubectl pkg/cmd/debug/profiles.go. */
import { fail } from '../base/failure.ts'
import type { Json } from '../base/json.ts'

const PROFILES: Readonly<Record<string, Json | undefined>> = {
  legacy: undefined,
  general: { capabilities: { add: ['SYS_PTRACE'] } },
  baseline: undefined,
  netadmin: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
  restricted: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  sysadmin: { privileged: true },
}

/** Profiles whose debugger of a node lives in the node's own namespaces, with its files under /host. */
const OF_THE_HOST: ReadonlySet<string> = new Set(['legacy', 'general', 'sysadmin', 'netadmin'])

/** @throws Failure */
export function checkProfile(name: string): void {
  if (!(name in PROFILES)) throw fail(`unknown profile: ${name}`)
}

/** A debugger in a Pod that runs, or beside its copy. */
export const inPod = (profile: string): Json =>
  PROFILES[profile] === undefined ? {} : { securityContext: PROFILES[profile] }

/** The spec of a Pod that debugs a node. */
export function onNode(profile: string, node: string, container: Json): Json {
  const bare = profile === 'general' || profile === 'netadmin'
  const rights = profile === 'netadmin' ? inPod(profile) : bare ? {} : inPod(profile)
  const files = OF_THE_HOST.has(profile) && profile !== 'netadmin'
  const mounts = files ? { volumeMounts: [{ name: 'host-root', mountPath: '/host' }] } : {}
  return {
    ...(OF_THE_HOST.has(profile)
      ? { hostNetwork: true, hostPID: true, ...(profile === 'netadmin' ? {} : { hostIPC: true }) }
      : {}),
    nodeName: node,
    restartPolicy: 'Never',
    tolerations: [{ operator: 'Exists' }],
    containers: [{ ...container, ...rights, ...mounts }],
    ...(files ? { volumes: [{ name: 'host-root', hostPath: { path: '/' } }] } : {}),
  }
}
