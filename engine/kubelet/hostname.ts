/** Host and domain names of Pods (kubelet_pods.go GeneratePodHostNameAndDomain, truncatePodHostnameIfNeeded). */
import type { Pod } from '../kinds/types.ts'

/** What a host name may be long. */
const MAX_LENGTH = 63

/** At most 63 characters, not ending in `-` or `.`. */
export function truncateHostname(name: string): string {
  return name.length <= MAX_LENGTH ? name : name.slice(0, MAX_LENGTH).replace(/[-.]+$/, '')
}

/** The Pod's host name within its domain; the domain is '' without a subdomain. */
export function hostnameOf({ metadata, spec }: Pod, clusterDomain: string): { hostname: string; domain: string } {
  const hostname = truncateHostname(spec.hostname || metadata.name)
  const domain = spec.subdomain ? `${spec.subdomain}.${metadata.namespace}.svc.${clusterDomain}` : ''
  return { hostname, domain }
}
