/**
 * Pod Security: a namespace's labels say what its Pods may not do (enforce), and what one is told of (warn).
 * Source: k8s.io/pod-security-admission/admission.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { invalid } from '../api/errors.ts'
import { goQuote } from '../api/goquote.ts'
import type { ApiServer } from '../api/server.ts'
import type { Container, Namespace, Pod, PodTemplateSpec } from '../kinds/types.ts'
import { isPodTerminal } from '../rules/podutil.ts'
import {
  detailsText,
  labelOf,
  labelProblems,
  levelText,
  type LevelVersion,
  levelVersion,
  reasonsText,
  violations,
} from './podsecurity/levels.ts'
import type { CheckedPod } from './podsecurity/visit.ts'
import { refuse } from './requests.ts'

/** Where workloads have the template of their Pods. */
const TEMPLATES: Readonly<Record<string, (object: never) => PodTemplateSpec | undefined>> = {
  'deployments.apps': ({ spec }: WithTemplate) => spec.template,
  'replicasets.apps': ({ spec }: WithTemplate) => spec.template,
  'statefulsets.apps': ({ spec }: WithTemplate) => spec.template,
  'daemonsets.apps': ({ spec }: WithTemplate) => spec.template,
  replicationcontrollers: ({ spec }: WithTemplate) => spec.template,
  'jobs.batch': ({ spec }: WithTemplate) => spec.template,
  'cronjobs.batch': ({ spec }: { spec: { jobTemplate?: WithTemplate } }) => spec.jobTemplate?.spec.template,
  podtemplates: ({ template }: { template?: PodTemplateSpec }) => template,
}

interface WithTemplate {
  spec: { template?: PodTemplateSpec }
}

export function podSecurity({ store }: ApiServer): AdmissionPlugin {
  const namespaces = store.table('namespaces')
  const labelsOf = (name: string) => namespaces.find('', name)?.metadata.labels
  return {
    name: 'PodSecurity',
    validate(request) {
      const { info, operation, object } = request
      if (object === undefined || operation === 'DELETE') return
      if (info.resource === 'pods') validatePod(request, labelsOf(request.namespace))
      else if (info.resource === 'namespaces') validateNamespace(request, store)
      else if (request.subresource === '') warnOfTemplate(request, labelsOf(request.namespace))
    },
  }
}

type Labels = Record<string, string> | undefined

function validatePod(request: AdmissionRequest, labels: Labels): void {
  const { object, old, subresource } = request
  if (labels === undefined || (subresource !== '' && subresource !== 'ephemeralcontainers')) return
  // Most Pods are where nobody asks for anything, and most updates of Pods change nothing that matters.
  if (labels[labelOf('enforce')] === undefined && labels[labelOf('warn')] === undefined) return
  const pod = object as Pod
  if (old !== undefined && !isSignificant(pod, old as Pod)) return
  const enforced = levelVersion(labels, 'enforce')
  const found = violations(enforced, pod)
  if (found.length > 0) {
    throw refuse(request, `violates PodSecurity ${goQuote(levelText(enforced))}: ${detailsText(found)}`)
  }
  warn(request, labels, pod)
}

/** What may be changed of a Pod and matters here: images, and containers that are added. */
function isSignificant(next: Pod, old: Pod): boolean {
  const images = ({ spec }: Pod) =>
    [spec.initContainers, spec.containers, spec.ephemeralContainers as Container[] | undefined]
      .map((list) => (list ?? []).map(({ name, image }) => `${name} ${image}`).join('\n'))
      .join('\n\n')
  return images(next) !== images(old)
}

function warn({ warnings }: AdmissionRequest, labels: Labels, pod: CheckedPod): void {
  const level = levelVersion(labels, 'warn')
  const found = violations(level, pod)
  if (found.length > 0) {
    warnings.push(`would violate PodSecurity ${goQuote(levelText(level))}: ${detailsText(found)}`)
  }
}

function warnOfTemplate(request: AdmissionRequest, labels: Labels): void {
  if (labels?.[labelOf('warn')] === undefined) return
  const template = TEMPLATES[request.info.resource]?.(request.object as never)
  if (template?.spec === undefined) return
  warn(request, labels, { metadata: (template.metadata ?? {}) as CheckedPod['metadata'], spec: template.spec })
}

function validateNamespace(request: AdmissionRequest, store: ApiServer['store']): void {
  const next = request.object as Namespace
  const old = request.old as Namespace | undefined
  if (request.subresource !== '') return
  const problems = labelProblems(next.metadata.labels)
  const known = labelProblems(old?.metadata.labels).map(({ label, value }) => `${label}=${value}`)
  const fresh = problems.filter(({ label, value }) => !known.includes(`${label}=${value}`))
  if (fresh.length > 0) {
    const causes = fresh.map(({ label, value, detail }) => ({
      type: 'Invalid',
      field: `metadata.labels[${label}]`,
      message: `Invalid value: ${goQuote(value)}: ${detail}`,
    }))
    throw invalid(request.info, next.metadata.name, causes)
  }
  if (old === undefined) return
  const [level, before] = [levelVersion(next.metadata.labels, 'enforce'), levelVersion(old.metadata.labels, 'enforce')]
  if (isStricter(level, before)) warnOfPods(request, level, store)
}

const RANK = { privileged: 0, baseline: 1, restricted: 2 } as const

function isStricter(level: LevelVersion, before: LevelVersion): boolean {
  if (level.level === 'privileged') return false
  if (level.level === before.level) return level.minor !== before.minor
  return RANK[level.level] > RANK[before.level]
}

/** Pods that are there stay; who makes the rules stricter is told of those that would not come again. */
function warnOfPods({ object, warnings }: AdmissionRequest, level: LevelVersion, store: ApiServer['store']): void {
  const name = (object as Namespace).metadata.name
  const groups = new Map<string, string[]>()
  for (const pod of store.table('pods').list(name) as Pod[]) {
    if (isPodTerminal(pod)) continue
    const reasons = reasonsText(violations(level, pod))
    if (reasons !== '') groups.set(reasons, [...(groups.get(reasons) ?? []), pod.metadata.name])
  }
  if (groups.size === 0) return
  warnings.push(
    `existing pods in namespace ${goQuote(name)} violate the new PodSecurity enforce level ${goQuote(levelText(level))}`,
  )
  const lines = [...groups].map(
    ([reasons, [first = '', ...others]]) => `${first}${andOthers(others.length)}: ${reasons}`,
  )
  warnings.push(...lines.sort())
}

const andOthers = (count: number) => (count === 0 ? '' : ` (and ${count} other ${count === 1 ? 'pod' : 'pods'})`)
