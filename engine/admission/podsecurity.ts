/**
 * Pod Security: a namespace's labels say what its Pods may not do (enforce), and what one is told of (warn).
 * Source: k8s.io/pod-security-admission/admission.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { invalid } from '../api/errors.ts'
import { goQuote } from '../api/goquote.ts'
import type { PodSecurityConfiguration } from '../api/podsecurityconfiguration.ts'
import type { ApiServer } from '../api/server.ts'
import type { Container, Namespace, Pod, PodTemplateSpec } from '../kinds/types.ts'
import { isPodTerminal } from '../rules/podutil.ts'
import {
  detailsText,
  labelProblems,
  levelText,
  type LevelVersion,
  levelVersion,
  type Mode,
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

export function podSecurity({ store, podSecurity: configuration }: ApiServer): AdmissionPlugin {
  const namespaces = store.table('namespaces')
  const { defaults, exemptions = {} } = configuration
  const policyOf = (name: string): Policy | undefined => {
    const namespace = namespaces.find('', name)
    const level = (mode: Mode) => levelVersion(namespace?.metadata.labels, mode, defaults)
    return namespace && { enforce: level('enforce'), audit: level('audit'), warn: level('warn') }
  }
  return {
    name: 'PodSecurity',
    validate(request) {
      const { info, operation, object, subresource } = request
      if (object === undefined || operation === 'DELETE') return
      if (info.resource === 'namespaces') {
        validateNamespace(request, store, configuration)
        return
      }
      const isPod = info.resource === 'pods'
      if (isPod ? subresource !== '' && subresource !== 'ephemeralcontainers' : subresource !== '') return
      const checked = isPod ? (object as Pod) : templateOf(request)
      if (checked === undefined) return
      const exempt = exemptionOf(exemptions, request, checked)
      if (exempt !== undefined) {
        request.audit[`${PREFIX}exempt`] = exempt
        return
      }
      const policy = policyOf(request.namespace)
      if (policy !== undefined) validatePod(request, policy, checked, isPod)
    },
  }
}

const PREFIX = 'pod-security.kubernetes.io/'

type Policy = Readonly<Record<Mode, LevelVersion>>

/** Why a request is none of Pod Security's business: the first of these that holds. */
function exemptionOf(
  { namespaces, usernames, runtimeClasses }: NonNullable<PodSecurityConfiguration['exemptions']>,
  { namespace, user }: AdmissionRequest,
  { spec }: CheckedPod,
): string | undefined {
  if (namespaces?.includes(namespace)) return 'namespace'
  if (usernames?.includes(user.name)) return 'user'
  return spec.runtimeClassName && runtimeClasses?.includes(spec.runtimeClassName) ? 'runtimeClass' : undefined
}

/** A Pod, which may be refused, or a template, of which nobody but those who ask is told. */
function validatePod(request: AdmissionRequest, policy: Policy, pod: CheckedPod, enforced: boolean): void {
  const { old, audit, warnings } = request
  // Most updates of Pods change nothing that matters.
  if (enforced && old !== undefined && !isSignificant(pod as Pod, old as Pod)) return
  const told = (level: LevelVersion, text = detailsText(violations(level, pod))) =>
    text === '' ? undefined : `would violate PodSecurity ${goQuote(levelText(level))}: ${text}`
  const audited = told(policy.audit)
  if (audited !== undefined) audit[`${PREFIX}audit-violations`] = audited
  if (enforced) {
    audit[`${PREFIX}enforce-policy`] = levelText(policy.enforce)
    const found = violations(policy.enforce, pod)
    if (found.length > 0) {
      throw refuse(request, `violates PodSecurity ${goQuote(levelText(policy.enforce))}: ${detailsText(found)}`)
    }
  }
  const warned = told(policy.warn)
  if (warned !== undefined) warnings.push(warned)
}

/** What may be changed of a Pod and matters here: images, and containers that are added. */
function isSignificant(next: Pod, old: Pod): boolean {
  const images = ({ spec }: Pod) =>
    [spec.initContainers, spec.containers, spec.ephemeralContainers as Container[] | undefined]
      .map((list) => (list ?? []).map(({ name, image }) => `${name} ${image}`).join('\n'))
      .join('\n\n')
  return images(next) !== images(old)
}

function templateOf({ info, object }: AdmissionRequest): CheckedPod | undefined {
  const template = TEMPLATES[info.resource]?.(object as never)
  if (template?.spec === undefined) return undefined
  return { metadata: (template.metadata ?? {}) as CheckedPod['metadata'], spec: template.spec }
}

function validateNamespace(
  request: AdmissionRequest,
  store: ApiServer['store'],
  { defaults, exemptions }: PodSecurityConfiguration,
): void {
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
  if (old === undefined || exemptions?.namespaces?.includes(next.metadata.name)) return
  const enforce = ({ metadata }: Namespace) => levelVersion(metadata.labels, 'enforce', defaults)
  const [level, before] = [enforce(next), enforce(old)]
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
