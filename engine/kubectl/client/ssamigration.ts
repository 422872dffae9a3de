/**
 * From client-side to server-side apply: fields the old way owned go over to the new manager, and the annotation the old
 * way needs is kept by a manager of its own. Source: kubectl apply.go migrateToSSAIfNecessary, client-go util/csaupgrade.
 */
import { isObject, type Json, list, map, object, put, text } from '../base/json.ts'

const FIELD = ['f:metadata', 'f:annotations', 'f:kubectl.kubernetes.io/last-applied-configuration'] as const

const owns = (entry: Json): boolean => {
  const annotations = object(entry, 'fieldsV1', FIELD[0], FIELD[1])
  return Object.hasOwn(annotations, FIELD[2])
}

/** Entries of an operation that own the annotation. */
function owners(one: Json, operation: 'Update' | 'Apply'): Json[] {
  return list(one, 'metadata', 'managedFields').filter(
    (entry) => text(entry, 'operation') === operation && text(entry, 'subresource') === '' && owns(entry),
  )
}

/** The annotation as a manifest of its own; undefined when nobody has to keep it. */
export function annotationToKeep(one: Json, annotation: string): Json | undefined {
  const said = map(one, 'metadata', 'annotations')[annotation]
  if (said === undefined || owners(one, 'Apply').length > 0) return undefined
  const { name, namespace } = object(one, 'metadata')
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), annotations: { [annotation]: said } }
  return { apiVersion: one.apiVersion, kind: one.kind, metadata }
}

/** The JSON patch that hands the fields over; undefined when there is nothing to hand over. */
export function handOver(one: Json, manager: string): Json[] | undefined {
  const old = owners(one, 'Update')
  if (old.length === 0) return undefined
  const entries = list(one, 'metadata', 'managedFields')
  const mine = entries.find(
    (entry) =>
      text(entry, 'manager') === manager && text(entry, 'operation') === 'Apply' && text(entry, 'subresource') === '',
  )
  const [first, ...others] = old as [Json, ...Json[]]
  const base = mine ?? { ...first, manager, operation: 'Apply' }
  const fields = (mine === undefined ? others : old).reduce(
    (sum, entry) => union(sum, object(entry, 'fieldsV1')),
    object(base, 'fieldsV1'),
  )
  const merged = { ...base, fieldsV1: fields }
  const next = entries.flatMap((entry) => {
    if (entry === mine || (mine === undefined && entry === first)) return [merged]
    return old.includes(entry) ? [] : [entry]
  })
  return [
    { op: 'replace', path: '/metadata/managedFields', value: next },
    { op: 'replace', path: '/metadata/resourceVersion', value: text(one, 'metadata', 'resourceVersion') },
  ]
}

function union(a: Json, b: Json): Json {
  const out: Json = { ...a }
  for (const key of Object.keys(b)) {
    const [mine, other] = [out[key], b[key]]
    put(out, key, isObject(mine) && isObject(other) ? union(mine, other) : (mine ?? other))
  }
  return out
}
