/** Host and domain names of Pods (kubelet_pods.go GeneratePodHostNameAndDomain, truncatePodHostnameIfNeeded). */
import type { Pod } from '../kinds/types.ts'

/** What a host name may be long. */
export const MAX_HOST_NAME = 63

/** At most 63 characters, not ending in `-` or `.`. */
export function truncateHostname(name: string): string {
  return name.length <= MAX_HOST_NAME ? name : name.slice(0, MAX_HOST_NAME).replace(/[-.]+$/, '')
}

/** The Pod's host name within its domain; the domain is '' without a subdomain. */
export function hostnameOf({ metadata, spec }: Pod, clusterDomain: string): { hostname: string; domain: string } {
  const hostname = truncateHostname(spec.hostname || metadata.name)
  const domain = spec.subdomain ? `${spec.subdomain}.${metadata.namespace}.svc.${clusterDomain}` : ''
  return { hostname, domain }
}
