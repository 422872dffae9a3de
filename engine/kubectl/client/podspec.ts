/** The Pod spec inside an object, whatever its kind. Source: kubectl pkg/polymorphichelpers/updatepodspec.go. */
import { fail } from '../base/failure.ts'
import { copy, isObject, type Json, list, text } from '../base/json.ts'
import type { Mapping } from './mapping.ts'

const PLACES: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
}
const TEMPLATED = ['spec', 'template', 'spec']
const WITH_TEMPLATE = ['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet', 'DaemonSet', 'Job']

/** Where an object of a kind has its Pod spec; undefined when it has none. */
export function podSpecPath({ kind }: Pick<Mapping, 'kind'>): readonly string[] | undefined {
  return PLACES[kind] ?? (WITH_TEMPLATE.includes(kind) ? TEMPLATED : undefined)
}

/** A copy of the object with its Pod spec, to be changed in place. @throws Failure when the kind has none */
export function openPodSpec(mapping: Mapping, one: Json): { next: Json; spec: Json } {
  const path = podSpecPath(mapping)
  if (path === undefined) throw fail(`the object is not a pod or does not have a pod template: ${mapping.kind}`)
  const next = copy(one)
  let spec: Json = next
  for (const step of path) spec = isObject(spec[step]) ? (spec[step] as Json) : {}
  return { next, spec }
}

/** Containers a pattern names (`*` stands for any run of characters), with those that run first. */
export function containersNamed(spec: Json, pattern: string, withInit = true): Json[] {
  const all = [...list(spec, 'containers'), ...(withInit ? list(spec, 'initContainers') : [])]
  return all.filter((container) => matches(pattern, text(container, 'name')))
}

/** Whether a name fits a pattern; no regular expression is made of what a person typed. */
export function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === name
  if (!name.startsWith(first)) return false
  let at = first.length
  const last = rest.pop() as string
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}
