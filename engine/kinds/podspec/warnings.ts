/** What a Pod or template is warned about, though accepted. Source: pkg/api/pod/warnings.go. */
import { child, index, key } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import { dnsLabelMessages } from '../../api/names.ts'
import { scaledValue } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { Container, PodSpec, PodTemplateSpec, Volume } from '../types.ts'
import { affinityWarnings, placementWarnings } from './placementwarnings.ts'
import { portWarnings } from './portwarnings.ts'

/** Volume plugins that are on their way out, in the order they are looked for; the third is the name in the path. */
const OLD_VOLUMES: readonly (readonly [source: keyof Volume, since: string, shown?: string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]

interface Named {
  metadata: { name: string; generation?: number }
}

/** Warnings about a workload's name, which its Pods get, and about its template when that may have changed. */
export function templateWarnings(
  object: Named,
  old: Named | undefined,
  template: PodTemplateSpec | undefined,
): string[] {
  if (old !== undefined && old.metadata.generation === object.metadata.generation) return []
  const why = 'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior'
  const named = old === undefined ? nameWarnings(object.metadata.name, why) : []
  return template?.spec ? [...named, ...podSpecWarnings(template.spec, 'spec.template.spec')] : named
}

/** Warnings about a new Pod; updates of Pods are many, and nobody reads them. */
export function podWarnings(object: Named, old: Named | undefined, spec: PodSpec): string[] {
  if (old !== undefined) return []
  const why = "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior"
  return [...nameWarnings(object.metadata.name, why), ...podSpecWarnings(spec, 'spec')]
}

function nameWarnings(name: string, why: string): string[] {
  const messages = dnsLabelMessages(name)
  return messages.length > 0 ? [`${why}; a DNS label is recommended: [${messages.join(' ')}]`] : []
}

function podSpecWarnings(spec: PodSpec, path: string): string[] {
  const grace = child(path, 'terminationGracePeriodSeconds')
  return [
    ...placementWarnings(spec, path),
    ...(spec.volumes ?? []).flatMap((volume, i) => volumeWarnings(volume, index(child(path, 'volumes'), i))),
    ...listWarnings(spec, path),
    ...containersOf(spec, path).flatMap(([container, at]) => containerWarnings(container, at)),
    ...portWarnings(containersOf(spec, path)),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [`${grace}: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...affinityWarnings(spec, path),
  ]
}

function containersOf(spec: PodSpec, path: string): [container: Container, path: string][] {
  return (['initContainers', 'containers'] as const).flatMap((field) =>
    (spec[field] ?? []).map((container, i): [Container, string] => [container, index(child(path, field), i)]),
  )
}

function volumeWarnings(volume: Volume, path: string): string[] {
  return OLD_VOLUMES.filter(([source]) => volume[source]).map(
    ([source, since, shown]) => `${child(path, shown ?? source)}: ${since}`,
  )
}

/** Lists of names that say something twice, or nothing. */
function listWarnings({ hostAliases = [], imagePullSecrets = [] }: PodSpec, path: string): string[] {
  const warnings: string[] = []
  for (const [i, { ip = '' }] of hostAliases.entries()) {
    if (!hostAliases.slice(0, i).some((other) => other.ip === ip)) continue
    warnings.push(`${child(index(child(path, 'hostAliases'), i), 'ip')}: duplicate ip ${goQuote(ip)}`)
  }
  const at = (i: number) => child(index(child(path, 'imagePullSecrets'), i), 'name')
  for (const [i, { name = '' }] of imagePullSecrets.entries()) {
    const twice = imagePullSecrets.slice(0, i).some((other) => (other.name ?? '') === name)
    if (twice) warnings.push(`${at(i)}: duplicate name ${goQuote(name)}`)
  }
  for (const [i, { name }] of imagePullSecrets.entries()) if (!name) warnings.push(`${at(i)}: invalid empty name ""`)
  return warnings
}

function containerWarnings({ env = [], resources }: Container, path: string): string[] {
  const warnings: string[] = []
  for (const name of ['memory', 'ephemeral-storage']) {
    for (const field of ['limits', 'requests'] as const) {
      const amount = (resources?.[field] as Record<string, string> | undefined)?.[name]
      if (amount === undefined || scaledValue(quantity(amount), -3) % 1000n === 0n) continue
      const at = key(child(path, 'resources', field), name)
      warnings.push(`${at}: fractional byte value ${goQuote(amount)} is invalid, must be an integer`)
    }
  }
  return [...warnings, ...hiddenVariables(env, child(path, 'env'))]
}

/** Of two variables of one name apply may lose the first, unless the second is built on it. */
function hiddenVariables(env: NonNullable<Container['env']>, path: string): string[] {
  return env.flatMap(({ name, value = '', valueFrom }, i) => {
    if (!env.slice(0, i).some((other) => other.name === name)) return []
    const reference = `$(${name})`
    if (!valueFrom && value !== reference && value.includes(reference)) return []
    return [`${index(path, i)}: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`]
  })
}
