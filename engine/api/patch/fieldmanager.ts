/**
 * Who owns which field: the rules of updates and of server-side apply.
 * Source: structured-merge-diff merge/update.go, apimachinery managedfields/internal.
 */
import { equal } from '../equal.ts'
import { failure, internalError, type StatusError } from '../errors.ts'
import { goQuote } from '../goquote.ts'
import type { KObject, ManagedFieldsEntry } from '../object.ts'
import type { Definition } from '../schema/definition.ts'
import { encode } from '../schema/encode.ts'
import type { Schemas } from '../schema/schemas.ts'
import {
  difference,
  EMPTY,
  type FieldSet,
  intersection,
  isEmptySet,
  pathsOf,
  pathText,
  recursiveDifference,
  setOf,
  union,
} from './fieldset.ts'
import { lastApplied, withLastApplied } from './lastapplied.ts'
import { decodeManagers, encodeManagers, identityOf, type Manager, type Managers, sameManagers } from './managers.ts'
import { type Comparison, TypedValues } from './typed.ts'
import { TypingError } from './typing.ts'

type Json = Record<string, unknown>

/** The write whose fields are to be owned. */
export interface ManagedWrite {
  manager: string
  /** E.g. `apps/v1`. */
  apiVersion: string
  /** Empty for the object itself. */
  subresource: string
  /** metav1.Time now; '' leaves the entry without one, as a scale does. */
  time: string
  definition: Definition
}

/** What is the server's or everyone's: never owned. */
const UNOWNED: FieldSet = setOf(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['f:metadata', `f:${name}`]),
)
const STATUS: FieldSet = setOf(['f:status'])
const ALL_BUT_STATUS: FieldSet = setOf(['f:spec'], ['f:metadata'])
/** Owner of all that was there before the first apply. */
const BEFORE = 'before-first-apply'
/** Update managers kept by name; older ones become one. */
const MAX_UPDATERS = 10
const ANCIENT = 'ancient-changes'

export class FieldManager {
  private readonly typed: TypedValues

  constructor(private readonly schemas: Schemas) {
    this.typed = new TypedValues(schemas)
  }

  /** `next` with managedFields after an update by this write's manager; `live` is undefined on create. */
  update(live: KObject | undefined, next: KObject, write: ManagedWrite): KObject {
    const given = next.metadata.managedFields
    if (given !== undefined && given.length === 1 && Object.keys(given[0] as object).length === 0) {
      return withManagers(next, undefined)
    }
    const had = live?.metadata.managedFields
    // What came back as it was sent is what was read before.
    const own = given === undefined || given.length === 0 || equal(given, had) ? had : given
    const managers = this.updated(
      decodeManagers(own),
      this.plain(live, write.definition),
      this.plain(next, write.definition),
      write,
    )
    return withManagers(next, encodeManagers(managers))
  }

  private updated(managers: Managers, live: Json, next: Json, write: ManagedWrite): Managers {
    const change = this.compare(live, next, write)
    const self = managerOf(write, 'Update', EMPTY)
    const id = identityOf(self)
    const others = new Map<string, Manager>()
    for (const [key, manager] of managers) {
      const rest = losing(manager.fields, key === id ? { ...change, added: EMPTY, modified: EMPTY } : change)
      if (!isEmptySet(rest)) others.set(key, { ...manager, fields: rest })
    }
    const taken = union(change.modified, change.added)
    const had = others.get(id)
    if (!isEmptySet(taken)) others.set(id, { ...self, fields: union(had?.fields ?? EMPTY, taken) })
    return capped(others)
  }

  /**
   * The merge of a configuration into the live object (undefined when there is none yet), owned by its manager.
   * Returns the object's JSON without managedFields, and the entries; undefined entries: nothing changed.
   * @throws StatusError 409 with every conflict, 500 for a configuration that does not fit the schema
   */
  apply(
    live: KObject | undefined,
    config: Json,
    write: ManagedWrite,
    force: boolean,
  ): { object: Json; managedFields: ManagedFieldsEntry[] } {
    const { definition } = write
    const before = this.plain(live, definition)
    const managers = this.beforeApply(live, before, write)
    const said = this.setOfConfig(config, live, write)
    const self = managerOf(write, 'Apply', this.owned(said, write))
    const id = identityOf(self)
    const last = managers.get(id)?.fields
    const own = new Map(managers).set(id, self)
    const merged = this.typed.merge(before, config, definition)
    const pruned = this.prune(merged, last, own, said, definition) as Json
    const change = this.compare(before, pruned, write)
    const after = this.resolve(own, id, change, force, this.forgiven(live, before, write))
    const unchanged = sameManagers(managers, after)
    return {
      object: withLastApplied(pruned, config, live, write.manager),
      managedFields: encodeManagers(unchanged ? managers : after),
    }
  }

  private setOfConfig(config: Json, live: KObject | undefined, write: ManagedWrite): FieldSet {
    try {
      return this.typed.fieldSet(config, write.definition)
    } catch (error) {
      if (!(error instanceof TypingError)) throw error
      const { name = '', namespace = '' } = (config.metadata ?? live?.metadata ?? {}) as {
        name?: string
        namespace?: string
      }
      const kind = `${write.apiVersion}, Kind=${write.definition.goName}`
      throw internalError(`failed to create typed patch object (${namespace}/${name}; ${kind}): ${error.message}`)
    }
  }

  /** An object nobody owns yet belongs, as it is, to whoever made it before. */
  private beforeApply(live: KObject | undefined, plain: Json, write: ManagedWrite): Managers {
    const entries = live?.metadata.managedFields ?? []
    if (live === undefined || entries.length > 0) return decodeManagers(entries)
    return this.updated(new Map(), this.empty(write.definition), plain, { ...write, manager: BEFORE, subresource: '' })
  }

  /** Takes out what the manager applied before, applies no more, and nobody else owns. */
  private prune(
    merged: unknown,
    last: FieldSet | undefined,
    managers: Managers,
    said: FieldSet,
    definition: Definition,
  ): unknown {
    if (last === undefined || isEmptySet(last)) return merged
    // What nobody can own (a name) is kept where the configuration says it.
    let kept = said
    for (const { fields } of managers.values()) kept = union(kept, fields)
    const gone = difference(this.typed.withStructs(last, definition), this.typed.withStructs(kept, definition))
    return this.typed.remove(merged, gone, kept, definition)
  }

  /** Fields that kubectl may take over from its own client-side applies: those it applied and nobody changed since. */
  private forgiven(live: KObject | undefined, before: Json, write: ManagedWrite): FieldSet {
    const applied = lastApplied(live, write.manager)
    if (applied === undefined) return EMPTY
    try {
      const { modified } = this.typed.compare(applied, before, write.definition)
      return difference(this.typed.fieldSet(applied, write.definition), modified)
    } catch (error) {
      if (error instanceof TypingError) return EMPTY
      throw error
    }
  }

  /** Other managers lose what changes; unless forced or forgiven, that is a conflict. */
  private resolve(managers: Managers, id: string, change: Comparison, force: boolean, forgiven: FieldSet): Managers {
    const after = new Map<string, Manager>()
    const conflicts: [Manager, FieldSet][] = []
    const changed = union(change.modified, change.added)
    for (const [key, manager] of managers) {
      if (key === id) {
        after.set(key, manager)
        continue
      }
      const lost = intersection(manager.fields, changed)
      if (!isEmptySet(lost)) conflicts.push([manager, lost])
      const rest = losing(manager.fields, change)
      if (!isEmptySet(rest)) after.set(key, { ...manager, fields: rest })
    }
    const hard = conflicts.map(([manager, lost]): [Manager, FieldSet] => [manager, difference(lost, forgiven)])
    const real = hard.filter(([, lost]) => !isEmptySet(lost))
    if (!force && real.length > 0) throw conflictError(real)
    return after
  }

  private compare(live: Json, next: Json, write: ManagedWrite): Comparison {
    const { added, removed, modified } = this.typed.compare(live, next, write.definition)
    const own = (set: FieldSet) => this.owned(set, write)
    return { added: own(added), removed: own(removed), modified: own(modified) }
  }

  /** A set without what this kind of write cannot own. */
  private owned(set: FieldSet, { subresource, definition }: ManagedWrite): FieldSet {
    const hasStatus = definition.byName.has('status') && definition.byName.has('spec')
    const ignored = subresource === 'status' ? ALL_BUT_STATUS : hasStatus ? STATUS : EMPTY
    return recursiveDifference(difference(set, UNOWNED), ignored)
  }

  /** An object as the server writes it, without managedFields; nothing but zeros for no object. */
  private plain(object: KObject | undefined, definition: Definition): Json {
    if (object === undefined) return this.empty(definition)
    const { managedFields: _, ...metadata } = object.metadata
    return encode(this.schemas, definition, { ...object, metadata })
  }

  private empty(definition: Definition): Json {
    return encode(this.schemas, definition, {})
  }
}

const losing = (fields: FieldSet, { added, removed, modified }: Comparison): FieldSet =>
  difference(difference(difference(fields, removed), modified), added)

function managerOf(write: ManagedWrite, operation: Manager['operation'], fields: FieldSet): Manager {
  const { manager: name, apiVersion, subresource, time } = write
  return { name, operation, apiVersion, subresource, time, fields }
}

function withManagers(object: KObject, managedFields: ManagedFieldsEntry[] | undefined): KObject {
  const { managedFields: _, ...metadata } = object.metadata
  const some = managedFields !== undefined && managedFields.length > 0
  return { ...object, metadata: some ? { ...metadata, managedFields } : metadata }
}

/** The oldest updaters become one when there are too many (capmanagers.go). */
function capped(managers: Map<string, Manager>): Managers {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update')
  if (updaters.length <= MAX_UPDATERS) return managers
  updaters.sort(([, a], [, b]) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.name < b.name ? -1 : 1))
  const out = new Map(managers)
  for (const [id, manager] of updaters.slice(0, updaters.length - MAX_UPDATERS + 1)) {
    const ancient: Manager = { ...manager, name: ANCIENT, subresource: '' }
    out.delete(id)
    const had = out.get(identityOf(ancient))
    out.set(identityOf(ancient), { ...ancient, fields: union(had?.fields ?? EMPTY, manager.fields) })
  }
  return out
}

function managerText({ name, operation, apiVersion, subresource, time }: Manager): string {
  const text = subresource ? `${goQuote(name)} with subresource ${goQuote(subresource)}` : goQuote(name)
  if (operation !== 'Update') return text
  return time && name === '' ? `${text} using ${apiVersion} at ${time}` : `${text} using ${apiVersion}`
}

/** 409 that names every field and who owns it (apiserver managedfields conflict.go). */
function conflictError(conflicts: readonly [Manager, FieldSet][]): StatusError {
  const all = conflicts.flatMap(([manager, set]) =>
    pathsOf(set).map((path) => ({ who: managerText(manager), path: pathText(path) })),
  )
  const causes = all.map(({ who, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who}`,
    field: path,
  }))
  return failure(409, 'Conflict', conflictMessage(all), { causes })
}

function conflictMessage(all: readonly { who: string; path: string }[]): string {
  const [only] = all
  if (all.length === 1 && only) return `Apply failed with 1 conflict: conflict with ${only.who}: ${only.path}`
  const managers = [...new Set(all.map(({ who }) => who))].sort()
  const lines = managers.flatMap((who) => [
    `conflicts with ${who}:`,
    ...all.filter((one) => one.who === who).map(({ path }) => `- ${path}`),
  ])
  return `Apply failed with ${all.length} conflicts: ${lines.join('\n')}`
}
