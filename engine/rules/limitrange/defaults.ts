/** What a limit range fills into the containers of a Pod. Source: plugin/pkg/admission/limitranger PodMutateLimitFunc. */
import type { Container, LimitRange, Pod } from '../../kinds/types.ts'

const ANNOTATION = 'kubernetes.io/limit-ranger'

type List = Record<string, string>

interface Defaults {
  requests: List
  limits: List
}

/** The Pod with the range's defaults, and an annotation that tells of them. */
export function withDefaultLimits(pod: Pod, range: LimitRange): Pod {
  const defaults = defaultsOf(range)
  const told: string[] = []
  const fill = (kind: string) => (container: Container) => filled(container, defaults, kind, told)
  const containers = (pod.spec.containers ?? []).map(fill('container'))
  const initContainers = pod.spec.initContainers?.map(fill('init container'))
  if (told.length === 0) return pod
  const annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${told.join('; ')}` }
  const spec = { ...pod.spec, containers, ...(initContainers ? { initContainers } : {}) }
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec }
}

function defaultsOf({ spec }: LimitRange): Defaults {
  const defaults: Defaults = { requests: {}, limits: {} }
  for (const item of spec.limits ?? []) {
    if (item.type !== 'Container') continue
    Object.assign(defaults.requests, item.defaultRequest)
    Object.assign(defaults.limits, item.default)
  }
  return defaults
}

function filled(container: Container, defaults: Defaults, kind: string, told: string[]): Container {
  const requests = missing(container.resources?.requests as List | undefined, defaults.requests)
  const limits = missing(container.resources?.limits as List | undefined, defaults.limits)
  if (requests.length > 0) told.push(`${requests.join(', ')} request for ${kind} ${container.name}`)
  if (limits.length > 0) told.push(`${limits.join(', ')} limit for ${kind} ${container.name}`)
  if (requests.length + limits.length === 0) return container
  const resources = {
    ...container.resources,
    requests: { ...defaults.requests, ...(container.resources?.requests as List | undefined) },
    limits: { ...defaults.limits, ...(container.resources?.limits as List | undefined) },
  }
  return { ...container, resources }
}

const missing = (given: List | undefined, defaults: List) =>
  Object.keys(defaults)
    .filter((name) => given?.[name] === undefined)
    .sort()
