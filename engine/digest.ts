/**
 * The digest of a run's whole state: equal digests, equal clusters. It hashes, as canonical JSON (keys sorted), the
 * clock, every waiting event's time and handler in order, every stream of chance that was drawn from, and every object
 * of every table by key. Row numbers stay out: a rewound run may have given out others.
 */
import { type KObject, plain } from './api/object.ts'
import type { ApiServer } from './api/server.ts'
import { TextHash } from './core/hash.ts'

/** Objects are immutable, so each is hashed once for as long as it lives. */
const hashes = new WeakMap<KObject, string>()

export function digestOf({ store, clock, random }: ApiServer): string {
  const hash = new TextHash()
  hash.add(canonicalJson({ nowMs: clock.nowMs, nextSeq: clock.nextSeq, revision: store.revision }))
  for (const { timeMs, handler } of clock.waiting()) hash.add(`${timeMs} ${handler}`)
  for (const [name, drawn] of random.drawn()) hash.add(`${name} ${drawn}`)
  const tables = [...store.allTables()].sort((a, b) => (a.info.resource < b.info.resource ? -1 : 1))
  for (const table of tables) {
    // A rewound run may keep the table of a custom resource that it has not made again.
    const objects = table.list()
    if (objects.length > 0) hash.add(table.info.resource)
    for (const object of objects) hash.add(objectHash(object))
  }
  return hash.digest()
}

function objectHash(object: KObject): string {
  let hash = hashes.get(object)
  if (hash === undefined) {
    hash = new TextHash().add(canonicalJson(plain(object))).digest()
    hashes.set(object, hash)
  }
  return hash
}

/** JSON with keys sorted and undefined fields left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const object = value as Record<string, unknown>
  const keys = Object.keys(object).filter((key) => object[key] !== undefined)
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`)
    .join(',')}}`
}
