/** A Pod's addresses in order of families (kubelet_pods.go sortPodIPs, generateAPIPodStatus). */

const isV6 = (ip: string): boolean => ip.includes(':')

/** At most one address of each family, that of the node's first address first. */
export function sortPodIPs(ips: readonly string[], nodeIP: string): string[] {
  const first = isV6(nodeIP)
  const chosen = [ips.find((ip) => isV6(ip) === first), ips.find((ip) => isV6(ip) !== first)]
  return chosen.filter((ip) => ip !== undefined)
}

/** Addresses of a Pod on the host's network: the runtime's, filled up with the node's other family. */
export function hostNetworkIPs(ips: readonly string[], nodeIPs: readonly string[]): string[] {
  if (ips.length === 0) return sortPodIPs(nodeIPs, nodeIPs[0] ?? '')
  const other = nodeIPs.find((ip) => isV6(ip) !== isV6(ips[0] as string))
  return ips.length === 1 && other !== undefined ? [ips[0] as string, other] : [...ips]
}
