/** What a node may do to Nodes: make and change its own, but neither its taints nor labels that others rely on. */
import type { AdmissionRequest } from '../../api/admission.ts'
import { equal } from '../../api/equal.ts'
import { goQuote } from '../../api/goquote.ts'
import type { Node } from '../../kinds/types.ts'

const RESTRICTED = 'node-restriction.kubernetes.io'
/** Labels of Kubernetes' own domains that a kubelet sets. Source: k8s.io/kubelet/pkg/apis/well_known_labels.go. */
const KUBELET_LABELS: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'node.kubernetes.io/windows-build',
])
const KUBELET_DOMAINS: readonly string[] = ['kubelet.kubernetes.io', 'node.kubernetes.io']

export function nodeProblem(
  node: string,
  { operation, name, object, old, subresource }: AdmissionRequest,
): string | undefined {
  const who = `node ${goQuote(node)}`
  if (name !== node) return `${who} is not allowed to modify node ${goQuote(name)}`
  if (operation === 'DELETE') return undefined
  const [next, before] = [object as Node, old as Node | undefined]
  const labels = changedLabels(before?.metadata.labels ?? {}, next.metadata.labels ?? {}).filter(isOthers)
  if (before === undefined) {
    return labels.length === 0 ? undefined : `${who} is not allowed to set the following labels: ${labels.join(', ')}`
  }
  if (subresource === '' && !equal(next.spec.taints ?? [], before.spec.taints ?? [])) {
    return `${who} is not allowed to modify taints`
  }
  return labels.length === 0 ? undefined : `is not allowed to modify labels: ${labels.join(', ')}`
}

type Labels = Readonly<Record<string, string>>

const changedLabels = (before: Labels, next: Labels): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(next)])].filter((key) => before[key] !== next[key]).sort()

const isIn = (domain: string, of: string) => domain === of || domain.endsWith(`.${of}`)

function isOthers(label: string): boolean {
  const domain = label.includes('/') ? (label.split('/')[0] as string) : ''
  if (isIn(domain, RESTRICTED)) return true
  if (!isIn(domain, 'kubernetes.io') && !isIn(domain, 'k8s.io')) return false
  return !KUBELET_LABELS.has(label) && !KUBELET_DOMAINS.some((own) => isIn(domain, own))
}
