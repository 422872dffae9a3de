/**
 * The API server's verbs over the store, as typed functions: what the door calls for a request and what controllers,
 * scheduler and kubelets call directly. Rules: apiserver pkg/registry/generic/registry/store.go and rest/*.go.
 *
 * All throw a StatusError. Objects given and returned are immutable.
 */
import type { Random, Stream } from '../core/random.ts'
import { type AdmissionPlugin, type AdmissionRequest, mutate, validate } from './admission.ts'
import type { AuditAnnotations } from './audit/log.ts'
import { copyOf } from './copy.ts'
import { equal } from './equal.ts'
import { alreadyExists, conflict, invalid, notFound, staleDelete } from './errors.ts'
import { type FieldError, fieldErrorBody } from './fielderror.ts'
import { generateName, newUid } from './generatename.ts'
import type { FieldErrorLike, KindDefinition, ResourceInfo } from './kind.ts'
import type { Definition } from './schema/definition.ts'
import {
  type NameValidator,
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
  nameIsPathSegment,
} from './names.ts'
import type { Draft, KObject, ObjectMeta } from './object.ts'
import { validateObjectMeta, validateObjectMetaUpdate } from './objectmeta.ts'
import type { Store } from './store.ts'
import type { Table } from './table.ts'
import { ADMIN, type User } from './user.ts'

/** How a write is made. */
export interface WriteOptions {
  user?: User
  dryRun?: boolean
  /** The version that the client speaks, of a kind that has several. */
  as?: KindDefinition
  /** Empty for the object itself; `status` leaves all but status (and metadata.managedFields) alone. */
  subresource?: string
  /**
   * The caller vouches for shape and defaults (a controller copying a stored template): defaulting and validation are
   * skipped, admission is not.
   */
  trusted?: boolean
  /** Filled with the response's warnings when given. */
  warnings?: string[]
  /** Filled with what admission notes for those who audit, when given. */
  audit?: AuditAnnotations
  /**
   * Called with the stored object and the next one after defaulting and before admission; returns the next one with its
   * managedFields. The door tracks ownership of what its clients write; components' own writes leave it alone.
   */
  manage?: (live: KObject | undefined, next: KObject) => KObject
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
  /** Kinds that come and go while the cluster runs; set once, when there is a table of what makes them. */
  custom:
    | {
        all(): KindDefinition[]
        find(resource: string): KindDefinition | undefined
        definition(name: string): Definition | undefined
      }
    | undefined

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
    return (this.definitions.get(resource) ?? this.custom?.find(resource)) as KindDefinition
  }

  /** Definitions in order of registration, then those of custom resources. */
  allDefinitions(): KindDefinition[] {
    return [...this.definitions.values(), ...(this.custom?.all() ?? [])]
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
    const definition = options.as ?? this.definition(info.resource)
    const namespace = info.namespaced ? (draft.metadata.namespace ?? 'default') : ''
    let object = assemble(
      definition,
      info,
      this.newMeta(draft, namespace, name, definition),
      draft as unknown as KObject,
    )
    if (options.trusted !== true) {
      object = copyOf(object)
      if (definition.status && !definition.statusOnCreate) delete (object as { status?: unknown }).status
      definition.defaults?.(object)
      if (options.manage) object = options.manage(undefined, object)
    }
    const request = this.admissionRequest('CREATE', table, namespace, name, object, undefined, options)
    object = mutate(this.admission(), request) as KObject
    if (options.trusted !== true) object = this.finishCreate(definition, object, options)
    request.object = object
    validate(this.admission(), request)
    const row = table.row(namespace, name)
    if (table.get(row) !== undefined) throw alreadyExists(info, name)
    if (options.dryRun) return object as T
    // Nobody else has seen this metadata yet.
    object.metadata.resourceVersion = this.store.nextVersion()
    return this.store.write(table, row, object) as T
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
    const request = this.admissionRequest('UPDATE', table, namespace, name, object, old, options)
    object = mutate(this.admission(), request) as KObject
    if (options.trusted !== true) object = this.finishUpdate(table, object, old, options)
    request.object = object
    validate(this.admission(), request)
    if (equal(object, old)) return old as T
    if (options.dryRun) return object as T
    if (finished(object) && !this.definition(info.resource).held?.(object)) {
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
    const metadata = { ...old.metadata, resourceVersion: this.store.nextVersion() }
    return this.store.write(table, row, { ...old, metadata, status } as T) as T
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
    const request = this.admissionRequest('DELETE', table, namespace, name, undefined, old, options)
    mutate(this.admission(), request)
    validate(this.admission(), request)
    const orphans = this.definition(table.info.resource).orphansDependents && !decidesDependents(old)
    const finalizers = deletionFinalizers(old, options.propagationPolicy ?? (orphans ? 'Orphan' : undefined))
    const grace = this.graceOf(table, old, options.gracePeriodSeconds)
    const meta = this.deletionMeta(old.metadata, finalizers, grace)
    const definition = this.definition(table.info.resource)
    const gone = finalizers.length === 0 && grace === 0 && !definition.held?.(old)
    if (options.dryRun) return { ...old, metadata: meta } as T
    if (gone) {
      this.store.commit(table, row, undefined)
      return old as T
    }
    if (equal(meta, old.metadata)) return old as T
    return this.commit(table, row, { ...(definition.prepareForDelete?.(old) ?? old), metadata: meta }) as T
  }

  private checkPreconditions(table: Table, old: KObject, options: DeleteOptions): void {
    const { uid, resourceVersion } = options.preconditions ?? {}
    if (uid !== undefined && uid !== old.metadata.uid) {
      const why = `the UID in the precondition (${uid}) does not match the UID in record (${old.metadata.uid}). The object might have been deleted and then recreated`
      throw staleDelete(table.info, old.metadata.name, why)
    }
    if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
      const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${old.metadata.resourceVersion}). The object might have been modified`
      throw staleDelete(table.info, old.metadata.name, why)
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

  private admissionRequest(
    operation: 'CREATE' | 'UPDATE' | 'DELETE',
    table: Table,
    namespace: string,
    name: string,
    object: KObject | undefined,
    old: KObject | undefined,
    options: WriteOptions,
  ): AdmissionRequest {
    return {
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
      audit: options.audit ?? {},
    }
  }

  /** What an update may touch: status or the rest, never what the server owns. */
  private prepareUpdate(table: Table, given: KObject, old: KObject, options: WriteOptions): KObject {
    const definition = options.as ?? this.definition(table.info.resource)
    if (options.subresource === 'status') {
      const { status } = given as { status?: unknown }
      const next = { ...old, metadata: statusMeta(given, old), status } as KObject
      return options.manage ? options.manage(old, next) : next
    }
    const part = definition.parts?.[options.subresource ?? '']
    if (part !== undefined) {
      const next = copyOf(part.merge(given, old))
      definition.defaults?.(next)
      return options.manage ? options.manage(old, next) : next
    }
    let next: KObject = { ...given, ...typeOf(table.info), metadata: keptMeta(given.metadata, old.metadata) }
    if (options.trusted !== true) {
      next = copyOf(next)
      definition.defaults?.(next)
      if (options.manage) next = options.manage(old, next)
      return next
    }
    return definition.generation ? withGeneration(next, old) : next
  }

  /** The part of an update after admission: the server's own fields, then validation. */
  private finishUpdate(table: Table, given: KObject, old: KObject, options: WriteOptions): KObject {
    const definition = options.as ?? this.definition(table.info.resource)
    const { name } = given.metadata
    if (options.subresource === 'status') {
      const withStatus = definition.prepareForStatusUpdate ? ownStatus(given) : given
      definition.prepareForStatusUpdate?.(withStatus, old, this.context())
      this.check(table, name, definition.validateStatusUpdate?.(withStatus, old))
      return withStatus
    }
    const part = definition.parts?.[options.subresource ?? '']
    if (part !== undefined) {
      this.check(table, name, part.validate(given, old))
      return given
    }
    let next = given
    definition.prepareForUpdate?.(next, old, this.context())
    if (definition.status) next = withStatusOf(next, old)
    if (definition.generation) next = withGeneration(next, old)
    // Upstream checks metadata twice, in the generic registry and in the kind's own validation, and says so twice.
    const metaErrors = validateObjectMetaUpdate(next.metadata, old.metadata, 'metadata').map(likeOf)
    this.check(table, name, [...metaErrors, ...metaErrors, ...(definition.validateUpdate?.(next, old) ?? [])])
    options.warnings?.push(...(definition.warnings?.(next, old) ?? []))
    return next
  }

  /** The part of a create after admission: the server's own fields, then validation. */
  private finishCreate(definition: KindDefinition, given: KObject, options: WriteOptions): KObject {
    const { info, nameRule } = definition
    // Admission may have returned an object that is shared; prepareForCreate writes in place.
    const object = { ...given, metadata: { ...given.metadata } }
    definition.prepareForCreate?.(object, this.context())
    const rules = { namespaced: info.namespaced, name: NAME_RULES[nameRule] }
    const errors = [
      ...validateObjectMeta(object.metadata, rules, 'metadata').map(likeOf),
      ...(definition.validate?.(object) ?? []),
    ]
    if (errors.length > 0) throw invalid(info, object.metadata.name, errors)
    options.warnings?.push(...(definition.warnings?.(object, undefined) ?? []))
    return object
  }

  private check(table: Table, name: string, errors: readonly FieldErrorLike[] | undefined): void {
    if (errors !== undefined && errors.length > 0) throw invalid(table.info, name, errors)
  }

  private newMeta(draft: Draft<KObject>, namespace: string, name: string, definition: KindDefinition): ObjectMeta {
    const { labels, annotations, ownerReferences, finalizers, generateName: base } = draft.metadata
    const uid = newUid(this.stream())
    const creationTimestamp = this.store.calendar.seconds(this.store.clock.nowMs)
    if (
      base &&
      namespace &&
      labels &&
      ownerReferences &&
      !annotations &&
      !finalizers &&
      !definition.generation &&
      !draft.metadata.managedFields
    ) {
      // What a controller makes, Pods above all: one literal, so that nothing lies outside of the object.
      const made = {
        name,
        uid,
        resourceVersion: '',
        creationTimestamp,
        generateName: base,
        namespace,
        labels,
        ownerReferences,
      }
      return made as ObjectMeta
    }
    const meta: ObjectMeta = { name, uid, resourceVersion: '', creationTimestamp }
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
    const metadata = { ...object.metadata, resourceVersion: this.store.nextVersion() }
    return this.store.write(table, row, { ...object, metadata }) as KObject
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

/** Which validator of api/names a kind's names follow. */
const NAME_RULES: Readonly<Record<KindDefinition['nameRule'], NameValidator>> = {
  subdomain: nameIsDnsSubdomain,
  label: nameIsDnsLabel,
  label1035: nameIsDns1035Label,
  path: nameIsPathSegment,
}

const likeOf = (error: FieldError): FieldErrorLike => ({
  type: error.type.replace('FieldValue', ''),
  field: error.field,
  message: fieldErrorBody(error),
})

function withStatusOf(next: KObject, old: KObject): KObject {
  const { status } = old as { status?: unknown }
  const kept = { ...next } as KObject & { status?: unknown }
  if (status === undefined) delete kept.status
  else kept.status = status
  return kept
}

/** The same object with a status that may be written to. */
function ownStatus(object: KObject): KObject {
  const { status } = object as { status?: object }
  return { ...object, status: { ...status } } as KObject
}

/** What objects of a table are stored as, whatever version they came in. */
const typeOf = ({ group, version, kind }: ResourceInfo) => ({
  apiVersion: group ? `${group}/${version}` : version,
  kind,
})

/** A new object of a kind; of the kinds with spec and status all have one shape, which keeps 150,000 Pods small. */
function assemble(definition: KindDefinition, info: ResourceInfo, metadata: ObjectMeta, draft: KObject): KObject {
  const { apiVersion, kind } = typeOf(info)
  const { spec, status } = draft as { spec?: unknown; status?: unknown }
  const whole = definition.status && spec !== undefined && status !== undefined
  return (whole ? { apiVersion, kind, metadata, spec, status } : { ...draft, apiVersion, kind, metadata }) as KObject
}

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

/** What becomes of the dependents has been said before. */
function decidesDependents({ metadata: { finalizers = [] } }: KObject): boolean {
  return finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN)
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
