/** /etc/hosts as the kubelet writes it (kubelet_pods.go managedHostsFileContent). */
import type { Pod } from '../../kinds/types.ts'
import { CLUSTER_DOMAIN } from '../../rules/dnsconfig.ts'
import { hostnameOf } from '../hostname.ts'

const HEAD = `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`

/** Undefined where the plain one will do: no aliases, no name beyond the Pod's own. */
export function hostsFileOf(pod: Pod, ip: string): string | undefined {
  const { hostAliases, subdomain, hostname: own, hostNetwork } = pod.spec
  if (hostNetwork || (!hostAliases?.length && !subdomain && !own)) return undefined
  const { hostname, domain } = hostnameOf(pod, CLUSTER_DOMAIN)
  const names = domain === '' ? hostname : `${hostname}.${domain}\t${hostname}`
  return `${HEAD}${ip}\t${names}\n${aliases(pod)}`
}

function aliases({ spec }: Pod): string {
  if (!spec.hostAliases?.length) return ''
  const lines = spec.hostAliases.map(({ ip, hostnames }) => [ip, ...(hostnames ?? [])].join('\t'))
  return `\n# Entries added by HostAliases.\n${lines.join('\n')}\n`
}
