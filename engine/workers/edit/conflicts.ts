/**
 * What stands in the way of an Apply, field by field: what the file says, what the object has now, and what it had when
 * the file was written. For a resourceVersion that has passed, and for fields that other managers own.
 */
import { readYaml } from '../../api/door/yamltext.ts'
import { pathText } from '../../api/schema/problems.ts'
import { canonicalJson } from '../../digest.ts'
import type { AppliedDocument, ApplyError } from '../../protocol/apply.ts'
import type { DocumentConflict, FieldConflict, FieldPath } from '../../protocol/edit.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import { valuesOf } from './texts.ts'
import { stripped } from '../exchange/strip.ts'

type Json = Record<string, unknown>

/** Where the objects are asked for. */
export interface Sources {
  /** The object now; undefined when it is not there. */
  live(ref: ObjectRef): Json | undefined
  /** As it was at a revision, as YAML; empty where nobody remembers. */
  at(ref: ObjectRef, revision: number): string
}

/** What came of a text's dry run, with every conflict field by field. */
export function conflictsOf(
  text: string,
  documents: readonly AppliedDocument[],
  namespace: string,
  sources: Sources,
): DocumentConflict[] {
  const values = valuesOf(text)
  return documents.flatMap(({ index, error }) => {
    const value = values[index]
    if (!error || !isJson(value) || !isJson(value.metadata)) return []
    const { apiVersion, kind, metadata } = value
    const name = String(metadata.name ?? '')
    const ref = {
      apiVersion: String(apiVersion),
      kind: String(kind),
      namespace: String(metadata.namespace ?? namespace),
      name,
    }
    return conflictOf(index, value, ref, error, sources) ?? []
  })
}

/** @param value what the document says; `error` what came of its Apply */
function conflictOf(
  index: number,
  value: Json,
  ref: ObjectRef,
  error: ApplyError,
  sources: Sources,
): DocumentConflict | undefined {
  const live = sources.live(ref)
  if (error.reason !== 'Conflict' || live === undefined) return undefined
  const { resourceVersion = '' } = live.metadata as { resourceVersion?: string }
  const base = { index, object: `${ref.kind} ${ref.name}`, resourceVersion }
  const owned = error.causes.flatMap(({ field, message }) => managed(value, live, field, message))
  if (owned.length > 0) return { ...base, about: 'managers', isBaseKnown: false, fields: owned }
  const given = Number((value.metadata as Json).resourceVersion)
  const was = readYaml(sources.at(ref, given)).value as Json | undefined
  const isBaseKnown = was !== undefined && was !== null
  const before = isBaseKnown ? said(was) : {}
  const fields = differences([], said(value), said(live), before)
  // Without a base, what only the object says may as well be the server's own.
  return {
    ...base,
    about: 'version',
    isBaseKnown,
    fields: fields.filter(({ mine }) => isBaseKnown || mine !== undefined),
  }
}

/** What a person decides: nothing of the server's. */
function said(object: Json): Json {
  const { status: _, ...rest } = stripped(structuredClone(object)) as Json
  return rest
}

// ---------------------------------------------------------------------------------------------------- three ways

function differences(path: FieldPath, mine: unknown, theirs: unknown, base: unknown): FieldConflict[] {
  if (same(mine, theirs)) return []
  if (isJson(mine) && isJson(theirs)) {
    const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])]
    const inner = isJson(base) ? base : {}
    return names.flatMap((name) => differences([...path, name], mine[name], theirs[name], inner[name]))
  }
  if (isNamed(mine) && isNamed(theirs)) return itemDifferences(path, mine, theirs, isNamed(base) ? base : [])
  const isTheirs = !same(theirs, base)
  // What a file does not say it does not decide.
  const isMine = mine !== undefined && !same(mine, base)
  if (!isTheirs && !isMine) return []
  return [row(path, mine, theirs, base, isMine, isTheirs)]
}

/** Items of a list are told apart by their names, as the server's merge does. */
function itemDifferences(path: FieldPath, mine: Item[], theirs: Item[], base: Item[]): FieldConflict[] {
  const find = (items: Item[], name: string) => items.find((item) => item.name === name)
  const own = mine.flatMap((item, i) => {
    const [their, was] = [find(theirs, item.name), find(base, item.name)]
    return differences([...path, i], item, their, was)
  })
  const added = theirs
    .filter(({ name }) => !find(mine, name))
    .flatMap((item, i) => differences([...path, mine.length + i], undefined, item, find(base, item.name)))
  return [...own, ...added]
}

type Item = Json & { name: string }

const isNamed = (value: unknown): value is Item[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isJson(item) && typeof item.name === 'string')

function row(
  path: FieldPath,
  mine: unknown,
  theirs: unknown,
  base: unknown,
  isMine: boolean,
  isTheirs: boolean,
): FieldConflict {
  return {
    path,
    at: pathText(path),
    ...(mine === undefined ? {} : { mine }),
    ...(theirs === undefined ? {} : { theirs }),
    ...(base === undefined ? {} : { base }),
    isMine,
    isTheirs,
  }
}

// ---------------------------------------------------------------------------------------------------- who owns what

/** A cause of server-side apply: `.spec.template.spec.containers[name="app"].image`, `conflict with "x" using apps/v1`. */
function managed(value: Json, live: Json, field: string | undefined, message: string): FieldConflict[] {
  const [, manager] = /^conflict with "((?:[^"\\]|\\.)*)"/.exec(message) ?? []
  if (manager === undefined || !field) return []
  const mine = follow(value, field)
  const theirs = follow(live, field)
  if (!mine) return []
  return [
    {
      ...row(mine.path, mine.value, theirs?.value, undefined, true, true),
      manager,
      who: message.replace('conflict with ', ''),
    },
  ]
}

/** The place a path of field ownership leads to in an object. */
function follow(root: Json, field: string): { path: FieldPath; value: unknown } | undefined {
  let at: unknown = root
  const path: (string | number)[] = []
  for (const [, name, inner] of field.matchAll(/\.([^.[\]]+)|\[((?:"(?:[^"\\]|\\.)*"|[^\]])*)\]/g)) {
    const step = name ?? stepOf(at, inner ?? '')
    if (step === undefined || typeof at !== 'object' || at === null) return undefined
    path.push(step)
    at = (at as Json)[step]
  }
  return at === undefined ? undefined : { path, value: at }
}

/** `name="app"`, `containerPort=80,protocol="TCP"`, `="a"` of a set: the position of that item. Keys of maps stand alone. */
function stepOf(list: unknown, inner: string): string | number | undefined {
  if (!Array.isArray(list)) return inner.replace(/^"(.*)"$/, '$1')
  const terms = [...inner.matchAll(/([^=,]*)=("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, key = '', text = '']) => {
    return [key, JSON.parse(text) as unknown] as const
  })
  const isIt = (item: unknown) =>
    terms.every(([key, value]) =>
      key === '' ? item === value : isJson(item) && (item[key] ?? fallback(key)) === value,
    )
  const found = list.findIndex(isIt)
  return found < 0 ? undefined : found
}

/** A port is one of TCP where it does not say. */
const fallback = (key: string): unknown => (key === 'protocol' ? 'TCP' : undefined)

const same = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b))
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
