/**
 * The API server's verbs over the store, as typed functions: what the door calls for a request and what controllers,
 * scheduler and kubelets call directly. Rules: apiserver pkg/registry/generic/registry/store.go and rest/*.go.
 *
 * All throw a StatusError. Objects given and returned are immutable.
 */
import type { Random, Stream } from '../core/random.ts'
import { type AdmissionPlugin, type AdmissionRequest, mutate, validate } from './admission.ts'
import { equal } from './equal.ts'
import { alreadyExists, conflict, notFound } from './errors.ts'
import { generateName, newUid } from './generatename.ts'
import type { KindDefinition } from './kind.ts'
import type { Draft, KObject } from './object.ts'
import type { Definition } from './schema/definition.ts'
import type { Store } from './store.ts'
import type { Table } from './table.ts'
import { ADMIN } from './user.ts'
import { checkPreconditions, deletionFinalizers, deletionMeta, finished, graceOf } from './verbs/deletion.ts'
import { newMeta } from './verbs/metadata.ts'
import type { DeleteOptions, WriteOptions } from './verbs/options.ts'
import { assemble, finishCreate, finishUpdate, prepareCreate, prepareUpdate, type Strategy } from './verbs/strategy.ts'

/** Names tried before a create with generateName gives up (apiserver: 8 since 1.30). */
const GENERATE_TRIES = 8

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
    const strategy = this.strategy(table, options)
    const { definition } = strategy
    const namespace = info.namespaced ? (draft.metadata.namespace ?? 'default') : ''
    const made = {
      uid: newUid(this.stream()),
      creationTimestamp: this.store.calendar.seconds(this.store.clock.nowMs),
    }
    const metadata = newMeta(made, definition, draft, namespace, name)
    let object = assemble(definition, info, metadata, draft as unknown as KObject)
    if (options.trusted !== true) object = prepareCreate(strategy, object, options)
    const request = this.admissionRequest('CREATE', table, namespace, name, object, undefined, options)
    object = mutate(this.admission(), request) as KObject
    if (options.trusted !== true) object = finishCreate(strategy, object, options)
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
    const strategy = this.strategy(table, options)
    let object = prepareUpdate(strategy, next, old, options)
    const request = this.admissionRequest('UPDATE', table, namespace, name, object, old, options)
    object = mutate(this.admission(), request) as KObject
    if (options.trusted !== true) object = finishUpdate(strategy, object, old, options)
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
    checkPreconditions(table.info, old, options)
    const request = this.admissionRequest('DELETE', table, namespace, name, undefined, old, options)
    mutate(this.admission(), request)
    validate(this.admission(), request)
    const definition = this.definition(table.info.resource)
    const finalizers = deletionFinalizers(definition, old, options.propagationPolicy)
    const grace = graceOf(definition, old, options.gracePeriodSeconds)
    const meta = deletionMeta(this.store, old.metadata, finalizers, grace)
    const gone = finalizers.length === 0 && grace === 0 && !definition.held?.(old)
    if (options.dryRun) return { ...old, metadata: meta } as T
    if (gone) {
      this.store.commit(table, row, undefined)
      return old as T
    }
    if (equal(meta, old.metadata)) return old as T
    return this.commit(table, row, {
      ...(definition.prepareForDelete?.(old) ?? old),
      metadata: meta,
    }) as T
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

  private commit(table: Table, row: number, object: KObject): KObject {
    const metadata = { ...object.metadata, resourceVersion: this.store.nextVersion() }
    return this.store.write(table, row, { ...object, metadata }) as KObject
  }

  /** How objects of a table are handled, in the version that the client speaks. */
  private strategy(table: Table, options: WriteOptions): Strategy {
    const { clock, calendar } = this.store
    const definition = options.as ?? this.definition(table.info.resource)
    const context = () => ({ nowMs: clock.nowMs, now: calendar.seconds(clock.nowMs) })
    return { definition, info: table.info, context }
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
