/**
 * The API server's verbs over the store, as typed functions: what the door calls for a request and what controllers,
 * scheduler and kubelets call directly. Rules: apiserver pkg/registry/generic/registry/store.go and rest/*.go.
 *
 * All throw a StatusError. Objects given and returned are immutable.
 */
import type { Random, Stream } from '../core/random.ts'
import { type AdmissionPlugin, mutate, validate } from './admission.ts'
import { equal } from './equal.ts'
import { alreadyExists, conflict, invalid, notFound } from './errors.ts'
import { generateName, newUid } from './generatename.ts'
import type { FieldErrorLike, KindDefinition } from './kind.ts'
import type { Draft, KObject, ObjectMeta } from './object.ts'
import type { Store } from './store.ts'
import type { Table } from './table.ts'
import { ADMIN, type User } from './user.ts'

/** How a write is made. */
export interface WriteOptions {
  user?: User
  dryRun?: boolean
  /** Empty for the object itself; `status` leaves all but status (and metadata.managedFields) alone. */
  subresource?: string
  /**
   * The caller vouches for shape and defaults (a controller copying a stored template): defaulting and validation are
   * skipped, admission is not.
   */
  trusted?: boolean
  /** Filled with the response's warnings when given. */
  warnings?: string[]
}

export interface DeleteOptions extends WriteOptions {
  gracePeriodSeconds?: number
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground'
  preconditions?: { uid?: string; resourceVersion?: string }
}

/** Names tried before a create with generateName gives up (apiserver: 8 since 1.30). */
const GENERATE_TRIES = 8

export const FOREGROUND = 'foregroundDeletion'
export const ORPHAN = 'orphan'

export class Verbs {
  private readonly definitions = new Map<string, KindDefinition>()
  private readonly streams: Stream[] = []

  constructor(
    readonly store: Store,
    private readonly random: Random,
    private readonly admission: () => readonly AdmissionPlugin[],
  ) {}

  /** Serves a kind: its table exists from here on. */
  addKind(definition: KindDefinition): Table {
    this.definitions.set(definition.info.resource, definition)
    return this.store.addTable(definition.info)
  }

  definition(resource: string): KindDefinition {
    return this.definitions.get(resource) as KindDefinition
  }

  /** Definitions in order of registration. */
  allDefinitions(): KindDefinition[] {
    return [...this.definitions.values()]
  }

  get<T extends KObject>(table: Table, namespace: string, name: string): T {
    const object = table.find(namespace, name)
    if (object === undefined) throw notFound(table.info, name)
    return object as T
  }

  /** Creates an object; names it when only generateName is given. Returns it as stored. */
  create<T extends KObject>(table: Table, draft: Draft<T>, options: WriteOptions = {}): T {
    const generated = !draft.metadata.name && draft.metadata.generateName
    for (let tries = 1; ; tries++) {
      const name = generated ? generateName(draft.metadata.generateName as string, this.stream()) : draft.metadata.name
      try {
        return this.createNamed<T>(table, draft, name ?? '', options)
      } catch (error) {
        const collided = generated && (error as { reason?: string }).reason === 'AlreadyExists'
        if (!collided || tries >= GENERATE_TRIES) throw error
      }
    }
  }

  private createNamed<T extends KObject>(table: Table, draft: Draft<T>, name: string, options: WriteOptions): T {
    const { info } = table
    const definition = this.definition(info.resource)
    const namespace = info.namespaced ? (draft.metadata.namespace ?? 'default') : ''
    let object = { ...draft, ...typeOf(definition), metadata: this.newMeta(draft, namespace, name, definition) } as KObject
    if (options.trusted !== true) {
      object = structuredClone(object)
      if (definition.status && !definition.statusOnCreate) delete (object as { status?: unknown }).status
      definition.prepareForCreate?.(object, this.context())
      definition.defaults?.(object)
    }
    object = this.admit('CREATE', table, namespace, name, object, undefined, options) as KObject
    if (options.trusted !== true) this.check(table, name, definition.validate?.(object))
    const row = table.row(namespace, name)
    if (table.get(row) !== undefined) throw alreadyExists(info, name)
    if (options.dryRun) return object as T
    return this.commit(table, row, object) as T
  }

  /**
   * Replaces an object (or, with subresource `status`, its status). A resourceVersion in `next` must be the stored one.
   * Writing what is already there changes nothing: no revision, no watch event.
   */
  update<T extends KObject>(table: Table, next: T, options: WriteOptions = {}): T {
    const { info } = table
    const { name } = next.metadata
    const namespace = info.namespaced ? (next.metadata.namespace ?? '') : ''
    const row = table.row(namespace, name)
    const old = table.get(row)
    if (old === undefined) throw notFound(info, name)
    const version = next.metadata.resourceVersion
    if (version && version !== old.metadata.resourceVersion) throw conflict(info, name)
    const uid = next.metadata.uid
    if (uid && uid !== old.metadata.uid) {
      throw conflict(
        info,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
      )
    }
    let object = this.prepareUpdate(table, next, old, options)
    object = this.admit('UPDATE', table, namespace, name, object, old, options) as KObject
    if (options.trusted !== true) this.checkUpdate(table, object, old, options)
    if (equal(object, old)) return old as T
    if (options.dryRun) return object as T
    if (finished(object)) {
      this.store.commit(table, row, undefined)
      return object as T
    }
    return this.commit(table, row, object) as T
  }

  /** Reads, changes and writes in one step; `change` gets the stored object and returns the next (or the same one). */
  modify<T extends KObject>(
    table: Table,
    namespace: string,
    name: string,
    change: (object: T) => T,
    options: WriteOptions = {},
  ): T {
    const old = this.get<T>(table, namespace, name)
    const next = change(old)
    return next === old ? old : this.update(table, next, { trusted: true, ...options })
  }

  /** Fast path of the status subresource for components: swaps status of a row, suppressing no-ops. */
  replaceStatus<T extends KObject & { status: unknown }>(table: Table, row: number, status: T['status']): T {
    const old = table.get(row) as T
    if (equal(old.status, status)) return old
    return this.store.commit(table, row, (resourceVersion) => ({
      ...old,
      metadata: { ...old.metadata, resourceVersion },
      status,
    })) as T
  }

  /**
   * Deletes, or begins to: an object with finalizers or a grace period gets a deletionTimestamp and stays.
   * Returns the object as it was last stored.
   */
  delete<T extends KObject>(table: Table, namespace: string, name: string, options: DeleteOptions = {}): T {
    const row = table.row(namespace, name)
    const old = table.get(row)
    if (old === undefined) throw notFound(table.info, name)
    this.checkPreconditions(table, old, options)
    this.admit('DELETE', table, namespace, name, undefined, old, options)
    const finalizers = deletionFinalizers(old, options.propagationPolicy)
    const grace = this.graceOf(table, old, options.gracePeriodSeconds)
    const meta = this.deletionMeta(old.metadata, finalizers, grace)
    const gone = finalizers.length === 0 && grace === 0
    if (options.dryRun) return { ...old, metadata: meta } as T
    if (gone) {
      this.store.commit(table, row, undefined)
      return old as T
    }
    if (equal(meta, old.metadata)) return old as T
    return this.commit(table, row, { ...old, metadata: meta }) as T
  }

  private checkPreconditions(table: Table, old: KObject, options: DeleteOptions): void {
    const { uid, resourceVersion } = options.preconditions ?? {}
    const { name } = old.metadata
    if (uid !== undefined && uid !== old.metadata.uid) {
      throw conflict(
        table.info,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
      )
    }
    if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
      throw conflict(
        table.info,
        name,
        `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${old.metadata.resourceVersion}`,
      )
    }
  }

  /** rest.BeforeDelete: the kind's grace, cut short by what the client asks and never made longer once it runs. */
  private graceOf(table: Table, old: KObject, asked: number | undefined): number {
    const own = this.definition(table.info.resource).gracePeriodSeconds?.(old)
    if (own === undefined) return 0
    // A kind that gives 0 (an unscheduled or finished Pod) leaves at once whatever was asked.
    const wanted = own === 0 ? 0 : asked === undefined ? own : asked < 0 ? 1 : asked
    const running = old.metadata.deletionGracePeriodSeconds
    return old.metadata.deletionTimestamp !== undefined && running !== undefined ? Math.min(running, wanted) : wanted
  }

  private deletionMeta(meta: ObjectMeta, finalizers: string[], graceSeconds: number): ObjectMeta {
    const { store } = this
    const shortened = meta.deletionTimestamp === undefined || (meta.deletionGracePeriodSeconds ?? 0) !== graceSeconds
    if (!shortened) return equal(meta.finalizers ?? [], finalizers) ? meta : { ...meta, finalizers }
    const begun = meta.deletionTimestamp === undefined
    const next: ObjectMeta = {
      ...meta,
      deletionTimestamp: store.calendar.seconds(store.clock.nowMs + graceSeconds * 1000),
      deletionGracePeriodSeconds: graceSeconds,
    }
    if (finalizers.length > 0) next.finalizers = finalizers
    else delete next.finalizers
    if (begun && meta.generation !== undefined) next.generation = meta.generation + 1
    return next
  }

  private admit(
    operation: 'CREATE' | 'UPDATE' | 'DELETE',
    table: Table,
    namespace: string,
    name: string,
    object: KObject | undefined,
    old: KObject | undefined,
    options: WriteOptions,
  ): KObject | undefined {
    const plugins = this.admission()
    const request = {
      operation,
      info: table.info,
      subresource: options.subresource ?? '',
      namespace,
      name,
      object,
      old,
      user: options.user ?? ADMIN,
      dryRun: options.dryRun ?? false,
      warnings: options.warnings ?? [],
    }
    const admitted = mutate(plugins, request)
    validate(plugins, request)
    return admitted
  }

  /** What an update may touch: status or the rest, never what the server owns. */
  private prepareUpdate(table: Table, given: KObject, old: KObject, options: WriteOptions): KObject {
    const definition = this.definition(table.info.resource)
    if (options.subresource === 'status') {
      return { ...old, metadata: statusMeta(given, old), status: (given as { status?: unknown }).status } as KObject
    }
    let next: KObject = { ...given, ...typeOf(definition), metadata: keptMeta(given.metadata, old.metadata) }
    if (options.trusted !== true) {
      next = structuredClone(next)
      definition.defaults?.(next)
      definition.prepareForUpdate?.(next, old, this.context())
    }
    if (definition.status && options.trusted !== true) {
      const { status } = old as { status?: unknown }
      if (status === undefined) delete (next as { status?: unknown }).status
      else (next as { status?: unknown }).status = status
    }
    return definition.generation ? withGeneration(next, old) : next
  }

  private checkUpdate(table: Table, object: KObject, old: KObject, options: WriteOptions): void {
    const definition = this.definition(table.info.resource)
    const check = options.subresource === 'status' ? definition.validateStatusUpdate : definition.validateUpdate
    this.check(table, object.metadata.name, check?.call(definition, object, old))
  }

  private check(table: Table, name: string, errors: readonly FieldErrorLike[] | undefined): void {
    if (errors !== undefined && errors.length > 0) throw invalid(table.info, name, errors)
  }

  private newMeta(draft: Draft<KObject>, namespace: string, name: string, definition: KindDefinition): ObjectMeta {
    const { labels, annotations, ownerReferences, finalizers, generateName: base } = draft.metadata
    const meta: ObjectMeta = {
      name,
      uid: newUid(this.stream()),
      resourceVersion: '',
      creationTimestamp: this.store.calendar.seconds(this.store.clock.nowMs),
    }
    if (base) meta.generateName = base
    if (namespace) meta.namespace = namespace
    if (definition.generation) meta.generation = 1
    if (labels) meta.labels = labels
    if (annotations) meta.annotations = annotations
    if (ownerReferences) meta.ownerReferences = ownerReferences
    if (finalizers) meta.finalizers = finalizers
    if (draft.metadata.managedFields) meta.managedFields = draft.metadata.managedFields
    return meta
  }

  private commit(table: Table, row: number, object: KObject): KObject {
    return this.store.commit(table, row, (resourceVersion) => ({
      ...object,
      metadata: { ...object.metadata, resourceVersion },
    })) as KObject
  }

  private context() {
    const { clock, calendar } = this.store
    return { nowMs: clock.nowMs, now: calendar.seconds(clock.nowMs) }
  }

  /** The acting actor's stream for made-up names: another actor's creates shift nothing here. */
  private stream(): Stream {
    const { trace } = this.store
    let stream = this.streams[trace.actor]
    if (stream === undefined) {
      stream = this.random.stream(`names/${trace.actorName(trace.actor)}`)
      this.streams[trace.actor] = stream
    }
    return stream
  }
}

const typeOf = ({ info }: KindDefinition) => ({
  apiVersion: info.group ? `${info.group}/${info.version}` : info.version,
  kind: info.kind,
})

/** Metadata of an update: the client's labels, annotations, owners, finalizers; the server's everything else. */
function keptMeta(given: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const meta: ObjectMeta = { ...old }
  for (const key of ['labels', 'annotations', 'ownerReferences', 'finalizers', 'managedFields'] as const) {
    const value = given[key]
    if (value === undefined) delete meta[key]
    else (meta as unknown as Record<string, unknown>)[key] = value
  }
  return meta
}

/** A status update may also carry managedFields; nothing else of metadata. */
function statusMeta(given: KObject, old: KObject): ObjectMeta {
  const { managedFields } = given.metadata
  return managedFields === undefined ? old.metadata : { ...old.metadata, managedFields }
}

/** Bumps generation when anything but metadata and status changed. */
function withGeneration(next: KObject, old: KObject): KObject {
  const changed = Object.keys({ ...old, ...next }).some(
    (key) =>
      key !== 'metadata' &&
      key !== 'status' &&
      !equal((next as unknown as Record<string, unknown>)[key], (old as unknown as Record<string, unknown>)[key]),
  )
  if (!changed) return next
  return { ...next, metadata: { ...next.metadata, generation: (old.metadata.generation ?? 0) + 1 } }
}

/** Deleting, out of grace and free of finalizers: the write that makes it so removes it. */
function finished(object: KObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata
  return deletionTimestamp !== undefined && (deletionGracePeriodSeconds ?? 0) === 0 && (finalizers ?? []).length === 0
}

/** Finalizers after a delete request asked for this propagation (store.go deletionFinalizersForGarbageCollection). */
function deletionFinalizers(old: KObject, policy: DeleteOptions['propagationPolicy']): string[] {
  const had = old.metadata.finalizers ?? []
  const rest = had.filter((f) => f !== FOREGROUND && f !== ORPHAN)
  if (policy === 'Foreground') return [...rest, FOREGROUND]
  if (policy === 'Orphan') return [...rest, ORPHAN]
  if (policy === 'Background') return rest
  return [...had]
}
