/**
 * resourceVersion and continue: which state of the cluster a read is about.
 * Source: apiserver storage/etcd3/store.go, storage/continue.go, storage/errors.go.
 */
import { badRequest, expired, failure, internalError, type StatusError } from '../errors.ts'
import type { KObject } from '../object.ts'
import type { Store } from '../store.ts'
import { byKey, type Table } from '../table.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { jsonSyntaxError } from './jsonsyntax.ts'

/** A resourceVersion parameter; undefined when absent or empty. @throws StatusError 500 as upstream's storage gives */
export function parseVersion(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^\d{1,15}$/.test(text)) {
    throw internalError(
      `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`,
    )
  }
  return Number(text)
}

/** @throws StatusError 504 for a version that is not there yet */
export function checkNotFuture(store: Store, version: number | undefined): void {
  if (version === undefined || version <= store.revision) return
  const text = `Timeout: Too large resource version: ${version}, current: ${store.revision}`
  throw failure(504, 'Timeout', text, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })
}

/** Where a paged list goes on. */
export interface Continue {
  revision: number
  /** `namespace/name` after which the page begins. */
  after: string
}

interface Token {
  v: string
  rv: number
  start: string
}

export function encodeContinue({ revision, after }: Continue): string {
  const token: Token = { v: 'meta.k8s.io/v1', rv: revision, start: after }
  return encodeBase64(JSON.stringify(token))
}

/** @throws StatusError 400 */
export function decodeContinue(text: string): Continue {
  const json = decodeBase64(text)
  if (json === undefined) throw invalidToken('illegal base64 data')
  const problem = jsonSyntaxError(json)
  if (problem !== undefined) throw invalidToken(problem)
  const token = JSON.parse(json) as Partial<Token> | null
  if (typeof token?.rv !== 'number' || typeof token.start !== 'string' || token.v !== 'meta.k8s.io/v1') {
    throw badRequest('invalid continue token: continue key is not valid: incorrect encoded version')
  }
  return { revision: token.rv, after: token.start }
}

const invalidToken = (why: string): StatusError =>
  badRequest(`invalid continue token: continue key is not valid: ${why}`)

/** The newest sorted list of each table: the pages of one list, and lists of a quiet table, sort once. */
const sorted = new WeakMap<Table, Sorted>()

interface Sorted {
  revision: number
  /** A rewound run may come by the same revision again with other objects. */
  epoch: number
  namespace: string
  objects: KObject[]
}

/**
 * The objects of a table as they were at a revision, in key order; don't change the list.
 * @throws StatusError 410 when history does not reach back that far
 */
export function listAt(store: Store, table: Table, namespace: string, revision: number): readonly KObject[] {
  const kept = sorted.get(table)
  const epoch = store.checkpoints.epoch.value
  if (kept?.revision === revision && kept.epoch === epoch && kept.namespace === namespace) return kept.objects
  const objects = computeList(store, table, namespace, revision)
  sorted.set(table, { revision, epoch, namespace, objects })
  return objects
}

function computeList(store: Store, table: Table, namespace: string, revision: number): KObject[] {
  const now = table.list(namespace === '' ? undefined : namespace)
  if (revision >= store.revision) return now
  if (revision + 1 < store.history.oldest) throw compacted(revision, store.history.oldest)
  const past = rowsBefore(store, table, revision)
  if (past.size === 0) return now
  const kept = now.filter((object) => !past.has(keyed(object)))
  const old = [...past.values()].filter((object) => object !== undefined)
  const wanted = old.filter((object) => namespace === '' || object.metadata.namespace === namespace)
  return [...kept, ...wanted].sort(byKey)
}

/** What each object changed since was at the revision; undefined when it did not exist. */
function rowsBefore(store: Store, table: Table, revision: number): Map<string, KObject | undefined> {
  const past = new Map<string, KObject | undefined>()
  const number = store.tableNumber(table)
  for (let at = revision + 1; at <= store.revision; at++) {
    const change = store.history.change(at)
    if (change === undefined || change.table !== number) continue
    const key = keyed((change.before ?? change.after) as KObject)
    if (!past.has(key)) past.set(key, change.before)
  }
  return past
}

export const keyed = ({ metadata }: KObject): string => `${metadata.namespace ?? ''}/${metadata.name}`

/** Where in a sorted list a page after this key begins. */
export function startAfter(objects: readonly KObject[], after: string): number {
  let [low, high] = [0, objects.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (keyed(objects[middle] as KObject) > after) high = middle
    else low = middle + 1
  }
  return low
}

export const compacted = (revision: number, oldest: number): StatusError =>
  expired(`too old resource version: ${revision} (${oldest - 1})`)

/** A page asked for from a state that is gone: the token in the error goes on from what is there now. */
export function expiredPage(after: string): StatusError {
  const error = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  )
  error.status.metadata = { continue: encodeContinue({ revision: -1, after }) }
  return error
}
