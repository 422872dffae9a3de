/**
 * Pod specs that are a template's but for fields of their own: a hostname, a node to go to. What is made of the template's
 * spec is then made once, and such Pods share containers, volumes and tolerations as the Pods of a Deployment do
 * (PERFORMANCE.md, choice 7). Known by identity only: a spec that is not, is one of its own.
 */
import type { PodSpec } from '../kinds/types.ts'

interface Variant {
  readonly base: PodSpec
  readonly own: Partial<PodSpec>
}

const variants = new WeakMap<PodSpec, Variant>()

/** The spec with fields of a Pod's own. */
export function withOwn(base: PodSpec, own: Partial<PodSpec>): PodSpec {
  const spec = { ...base, ...own }
  variants.set(spec, { base, own })
  return spec
}

/** The spec that a Pod's is a variant of, else the Pod's. */
export const sharedSpec = (spec: PodSpec): PodSpec => variants.get(spec)?.base ?? spec

/** What `change` makes of a spec: of a variant, what it makes of the shared one. @param change looks at no field of a Pod's own */
export function changedSpec(spec: PodSpec, change: (shared: PodSpec) => PodSpec): PodSpec {
  const variant = variants.get(spec)
  if (variant === undefined) return change(spec)
  const next = change(variant.base)
  return next === variant.base ? spec : withOwn(next, variant.own)
}
