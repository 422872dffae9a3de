/** What a Pod or template is warned about, though accepted. Source: pkg/api/pod/warnings.go. */
import { child, index, key } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import { dnsLabelMessages } from '../../api/names.ts'
import { scaledValue } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { Container, PodSpec, PodTemplateSpec } from '../types.ts'

/** Labels of nodes that have newer names. */
const OLD_NODE_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

/** Warnings about a workload's name, which its Pods get, and about its template. */
export function templateWarnings(name: string, template: PodTemplateSpec | undefined): string[] {
  const messages = dnsLabelMessages(name ?? '')
  const why = 'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior'
  const named = messages.length > 0 ? [`${why}; a DNS label is recommended: [${messages.join(' ')}]`] : []
  return template?.spec ? [...named, ...podSpecWarnings(template.spec, 'spec.template.spec')] : named
}

export function podWarnings(name: string, spec: PodSpec): string[] {
  const messages = dnsLabelMessages(name ?? '')
  const why = "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior"
  const named = messages.length > 0 ? [`${why}; a DNS label is recommended: [${messages.join(' ')}]`] : []
  return [...named, ...podSpecWarnings(spec, 'spec')]
}

function podSpecWarnings(spec: PodSpec, path: string): string[] {
  const warnings: string[] = []
  for (const label of Object.keys(spec.nodeSelector ?? {})) {
    const text = OLD_NODE_LABELS[label]
    if (text) warnings.push(`${key(child(path, 'nodeSelector'), label)}: ${text}`)
  }
  for (const [i, { name }] of (spec.imagePullSecrets ?? []).entries()) {
    if (!name) warnings.push(`${index(child(path, 'imagePullSecrets'), i)}: invalid empty name ""`)
  }
  for (const [i, volume] of (spec.volumes ?? []).entries()) {
    if (volume.gitRepo) warnings.push(`${child(index(child(path, 'volumes'), i), 'gitRepo')}: deprecated in v1.11`)
  }
  const at = (field: string) => child(path, field)
  for (const [i, container] of (spec.initContainers ?? []).entries())
    warnings.push(...ofContainer(container, index(at('initContainers'), i)))
  for (const [i, container] of (spec.containers ?? []).entries())
    warnings.push(...ofContainer(container, index(at('containers'), i)))
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    warnings.push(
      `${at('terminationGracePeriodSeconds')}: must be >= 0; negative values are invalid and will be treated as 1`,
    )
  }
  return warnings
}

function ofContainer({ env = [], ports = [], resources }: Container, path: string): string[] {
  const warnings: string[] = []
  for (const [field, list] of [
    ['limits', resources?.limits],
    ['requests', resources?.requests],
  ] as const) {
    for (const [name, amount] of Object.entries((list ?? {}) as Record<string, string>)) {
      if (!['memory', 'ephemeral-storage'].includes(name) || scaledValue(quantity(amount), -3) % 1000n === 0n) continue
      const at = key(child(path, 'resources', field), name)
      warnings.push(`${at}: fractional byte value ${goQuote(amount)} is invalid, must be an integer`)
    }
  }
  return [...warnings, ...hidden(env, child(path, 'env')), ...twice(ports, child(path, 'ports'))]
}

/** Of two variables of one name without references between, apply may lose the first. */
function hidden(env: NonNullable<Container['env']>, path: string): string[] {
  return env.flatMap(({ name, value }, i) => {
    const earlier = env.slice(0, i).some((other) => other.name === name)
    if (!earlier || value?.includes(`$(${name})`)) return []
    return [`${index(path, i)}: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`]
  })
}

function twice(ports: NonNullable<Container['ports']>, path: string): string[] {
  return ports.flatMap((port, i) => {
    const first = ports.findIndex(
      (other, j) =>
        j < i && other.containerPort === port.containerPort && (other.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
    )
    const sameHost = first >= 0 && (ports[first]?.hostPort ?? 0) === (port.hostPort ?? 0)
    return sameHost ? [`${index(path, i)}: duplicate port definition with ${index(path, first)}`] : []
  })
}
