/** What of the recordings is about kinds and verbs that the engine has; the rest is out of scope until it has them. */
import { admissionPlugins } from '../../admission/list.ts'
import type { KindDefinition } from '../../api/kind.ts'
import { Cluster } from '../../cluster.ts'
import { kinds } from '../../kinds/list.ts'

/** Resources that a controller reconciles. */
const reconciled = new Set(new Cluster({ nodes: [] }).controllers.map(({ controller }) => controller.resource))

/** Kinds that do nothing until what is behind them is built. */
const BEHIND: Readonly<Record<string, () => boolean>> = {
  StatefulSet: () => reconciled.has('statefulsets.apps'),
  DaemonSet: () => reconciled.has('daemonsets.apps'),
  Job: () => reconciled.has('jobs.batch'),
  CronJob: () => reconciled.has('cronjobs.batch'),
  HorizontalPodAutoscaler: () => reconciled.has('horizontalpodautoscalers.autoscaling'),
  PodDisruptionBudget: () => reconciled.has('poddisruptionbudgets.policy'),
  PersistentVolumeClaim: () => reconciled.has('persistentvolumeclaims'),
  PersistentVolume: () => reconciled.has('persistentvolumeclaims'),
  ResourceQuota: () => admissionPlugins.some(({ name }) => /quota/i.test(name)),
  LimitRange: () => admissionPlugins.some(({ name }) => /limitrange/i.test(name)),
}

const inScope = kinds.filter(({ info }) => BEHIND[info.kind]?.() ?? true)
const served = new Set(
  inScope.flatMap(({ info }) => [info.plural, info.singular, info.kind.toLowerCase(), ...info.shortNames]),
)

/** Names of resources that a cluster has and the engine does not (yet). */
const FOREIGN = [
  'sts statefulset statefulsets ds daemonset daemonsets job jobs cronjob cronjobs cj hpa horizontalpodautoscaler',
  'horizontalpodautoscalers pdb poddisruptionbudget poddisruptionbudgets pvc persistentvolumeclaim persistentvolumeclaims',
  'pv persistentvolume persistentvolumes quota resourcequota resourcequotas limits limitrange limitranges ingress ing',
  'ingresses ingressclass networkpolicy netpol networkpolicies role roles rolebinding rolebindings clusterrole clusterroles',
  'clusterrolebinding sc storageclass storageclasses crd crds customresourcedefinition customresourcedefinitions',
  'flowschema prioritylevelconfiguration rc replicationcontroller podtemplate csr autoscale drain',
].flatMap((line) => line.split(' '))

const foreign = new Set(FOREIGN.filter((name) => !served.has(name)))
if (served.has('poddisruptionbudget')) foreign.delete('drain')
if (served.has('horizontalpodautoscaler')) foreign.delete('autoscale')

/** Whether a command line (in words) needs something the engine has not. */
export function isForeignCommand(words: readonly string[]): boolean {
  return words.slice(1).some((word) => {
    if (word.startsWith('-') || word.includes('{')) return false
    return word.split(',').some((part) => foreign.has((part.split('/')[0] ?? '').split('.')[0]?.toLowerCase() ?? ''))
  })
}

export function isForeignPath(path: string): boolean {
  return path.split(/[/?]/).some((part) => foreign.has(part))
}

/** Kinds that a recording's own CustomResourceDefinitions make. */
const declared = new Set<string>()

export function declareKind(kind: string): void {
  declared.add(kind)
}

/** Whether a manifest's kind can be sent. */
export const isKnownKind = (kind: string): boolean => declared.has(kind) || definitionOf(kind) !== undefined

/** The definition of a kind that is in scope. */
function definitionOf(kind: string): KindDefinition | undefined {
  return inScope.find(({ info }) => info.kind === kind)
}

/** The resource of an event's or trace entry's kind is served. */
export const isServedKind = (kind: string): boolean => definitionOf(kind) !== undefined
