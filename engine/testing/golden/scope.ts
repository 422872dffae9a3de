/** What of the recordings is about kinds and verbs that the engine has; the rest is out of scope until it has them. */
import type { KindDefinition } from '../../api/kind.ts'
import { kinds } from '../../kinds/list.ts'

const served = new Set(
  kinds.flatMap(({ info }) => [info.plural, info.singular, info.kind.toLowerCase(), ...info.shortNames]),
)

/** Names of resources that a cluster has and the engine does not (yet). */
const FOREIGN = [
  'sts statefulset statefulsets ds daemonset daemonsets job jobs cronjob cronjobs cj hpa horizontalpodautoscaler',
  'horizontalpodautoscalers pdb poddisruptionbudget poddisruptionbudgets pvc persistentvolumeclaim persistentvolumeclaims',
  'pv persistentvolume persistentvolumes quota resourcequota resourcequotas limits limitrange limitranges ingress ing',
  'ingresses ingressclass networkpolicy netpol networkpolicies role roles rolebinding rolebindings clusterrole clusterroles',
  'clusterrolebinding sc storageclass storageclasses crd crds customresourcedefinition customresourcedefinitions widget',
  'widgets flowschema prioritylevelconfiguration rc replicationcontroller podtemplate csr autoscale drain',
].flatMap((line) => line.split(' '))

const foreign = new Set(FOREIGN.filter((name) => !served.has(name)))

/** Whether a command line (in words) needs something the engine has not. */
export function isForeignCommand(words: readonly string[]): boolean {
  if (words[1] === 'auth') return true
  return words.slice(1).some((word) => {
    if (word.startsWith('-') || word.includes('{')) return false
    return word.split(',').some((part) => foreign.has((part.split('/')[0] ?? '').split('.')[0]?.toLowerCase() ?? ''))
  })
}

export function isForeignPath(path: string): boolean {
  return path.split(/[/?]/).some((part) => foreign.has(part))
}

export function definitionOf(kind: string): KindDefinition | undefined {
  return kinds.find(({ info }) => info.kind === kind)
}

/** The resource of an event's or trace entry's kind is served. */
export const isServedKind = (kind: string): boolean => definitionOf(kind) !== undefined
