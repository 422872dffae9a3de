/** The Downward API: what a Pod may know of itself (pkg/fieldpath, pkg/api/v1/resource ExtractContainerResourceValue). */
import { parseQuantity } from '../../api/quantity.ts'
import { scaledValue } from '../../api/quantitymath.ts'
import type { Container, Node, Pod } from '../../kinds/types.ts'

/** What of a Pod's place its own object may not say yet. */
export interface Place {
  readonly podIPs: readonly string[]
  readonly hostIPs: readonly string[]
}

const KEYED = /^metadata\.(labels|annotations)\['(.+)'\]$/

/** A field as text: undefined when there is no such field. Whole maps are for volumes only. */
export function fieldText(pod: Pod, path: string, place: Place): string | undefined {
  const { metadata, spec } = pod
  const keyed = KEYED.exec(path)
  if (keyed) return metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2] as string] ?? ''
  switch (path) {
    case 'metadata.name':
      return metadata.name
    case 'metadata.namespace':
      return metadata.namespace
    case 'metadata.uid':
      return metadata.uid
    case 'metadata.labels':
      return formatMap(metadata.labels)
    case 'metadata.annotations':
      return formatMap(metadata.annotations)
    case 'spec.nodeName':
      return spec.nodeName
    case 'spec.serviceAccountName':
      return spec.serviceAccountName
    case 'status.hostIP':
      return place.hostIPs[0]
    case 'status.hostIPs':
      return place.hostIPs.join(',')
    case 'status.podIP':
      return place.podIPs[0] ?? ''
    case 'status.podIPs':
      return place.podIPs.join(',')
    default:
      return undefined
  }
}

/** `key="value"` lines, keys sorted, values quoted as Go quotes them (fieldpath FormatMap). */
function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(map ?? {}).sort()
  return keys.map((key) => `${key}=${JSON.stringify(map?.[key])}`).join('\n')
}

/**
 * `limits.cpu` and the like in units of the divisor, rounded up. A limit that is not set is what the node can give.
 */
export function resourceText(
  spec: Container,
  resource: string,
  divisor: string | undefined,
  node: Node | undefined,
): string {
  const at = resource.indexOf('.')
  const list = resource.slice(0, at) as 'limits' | 'requests'
  const name = resource.slice(at + 1)
  const set = spec.resources?.[list]?.[name] as string | undefined
  const text = set ?? (list === 'limits' ? node?.status?.allocatable?.[name] : undefined) ?? '0'
  return String(divided(text, !divisor || divisor === '0' ? '1' : divisor, name === 'cpu' ? -3 : 0))
}

/** Upstream counts CPU in thousandths and all else in whole units before it divides, each step rounded up. */
function divided(text: string, divisor: string, scale: number): bigint {
  const amount = scaledValue(parseQuantity(text), scale)
  const unit = scaledValue(parseQuantity(divisor), scale)
  return (amount + unit - 1n) / unit
}
