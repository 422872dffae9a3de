/**
 * The facts of recorded events in columns, by serial number: a cluster of 150,000 Pods has recorded 700,000 of them
 * within their hour, and as objects they would be a fifth of its memory.
 */
import type { Checkpoints } from '../core/checkpoint.ts'
import { PagedArray, PagedFloats, PagedInts } from '../core/paged.ts'
import type { EventFacts, EventSource } from './recordedevent.ts'

/** Integers an event: what it is about, which version of it, what kind of event, how often, its revision, the one before. */
const INTS = 8
const ROW = 0
const TABLE = 1
const VERSION = 2
const KIND = 3
const COUNT = 4
const REVISION = 5
const OLDER = 6
/** Instants an event: first, last, and the source's budget. */
const TIMES = 3
const FIRST = 0
const LAST = 1
const BUDGET = 2

/** What events of one kind share. */
interface EventKind {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly fieldPath: string
}

export class EventColumns {
  private readonly ints: PagedInts
  private readonly times: PagedFloats
  private readonly uids: PagedArray<string>
  private readonly texts: PagedArray<string>
  private readonly sources: PagedArray<EventSource>
  /** Kinds of events by number, for ever (as Intern): by field path, then by type and reason. */
  private readonly kinds: EventKind[] = []
  private readonly kindNumbers = new Map<string, Map<string, number>>()

  constructor(checkpoints: Checkpoints) {
    const { epoch } = checkpoints
    this.ints = checkpoints.register(new PagedInts(epoch))
    this.times = checkpoints.register(new PagedFloats(epoch))
    this.uids = checkpoints.register(new PagedArray<string>(epoch))
    this.texts = checkpoints.register(new PagedArray<string>(epoch))
    this.sources = checkpoints.register(new PagedArray<EventSource>(epoch))
  }

  has(serial: number): boolean {
    return this.uids.get(serial) !== undefined
  }

  /** Keeps the facts of an event, or its later state. */
  put(facts: EventFacts): void {
    const { ints, times } = this
    const { serial } = facts
    const i = serial * INTS
    ints.set(i + ROW, facts.row)
    ints.set(i + TABLE, facts.table)
    ints.set(i + VERSION, facts.version)
    ints.set(i + KIND, this.kindNumber(facts.type, facts.reason, facts.fieldPath))
    ints.set(i + COUNT, facts.count)
    ints.set(i + REVISION, facts.revision)
    const t = serial * TIMES
    times.set(t + FIRST, facts.firstMs)
    times.set(t + LAST, facts.lastMs)
    times.set(t + BUDGET, facts.budgetMs)
    this.uids.set(serial, facts.uid)
    this.texts.set(serial, facts.text)
    this.sources.set(serial, facts.source)
  }

  remove(serial: number): void {
    this.uids.set(serial, undefined)
    this.texts.set(serial, undefined)
    this.sources.set(serial, undefined)
  }

  /** The facts of an event that is there. */
  facts(serial: number): EventFacts {
    const i = serial * INTS
    const { type, reason, fieldPath } = this.kindOf(serial)
    return {
      table: this.ints.get(i + TABLE),
      row: this.ints.get(i + ROW),
      uid: this.uidOf(serial),
      version: this.ints.get(i + VERSION),
      fieldPath,
      type,
      reason,
      text: this.textOf(serial),
      source: this.sourceOf(serial),
      firstMs: this.times.get(serial * TIMES + FIRST),
      lastMs: this.lastMsOf(serial),
      count: this.countOf(serial),
      serial,
      budgetMs: this.budgetMsOf(serial),
      revision: this.ints.get(i + REVISION),
    }
  }

  // Single facts, for what looks at many events.

  tableOf(serial: number): number {
    return this.ints.get(serial * INTS + TABLE)
  }
  rowOf(serial: number): number {
    return this.ints.get(serial * INTS + ROW)
  }
  versionOf(serial: number): number {
    return this.ints.get(serial * INTS + VERSION)
  }
  countOf(serial: number): number {
    return this.ints.get(serial * INTS + COUNT)
  }
  firstMsOf(serial: number): number {
    return this.times.get(serial * TIMES + FIRST)
  }
  lastMsOf(serial: number): number {
    return this.times.get(serial * TIMES + LAST)
  }
  budgetMsOf(serial: number): number {
    return this.times.get(serial * TIMES + BUDGET)
  }
  uidOf(serial: number): string {
    return this.uids.get(serial) as string
  }
  textOf(serial: number): string {
    return this.texts.get(serial) as string
  }
  sourceOf(serial: number): EventSource {
    return this.sources.get(serial) as EventSource
  }
  kindOf(serial: number): EventKind {
    return this.kinds[this.ints.get(serial * INTS + KIND)] as EventKind
  }
  /** Serial of the event before it about the same object; -1 when it is the first. */
  olderOf(serial: number): number {
    return this.ints.get(serial * INTS + OLDER) - 1
  }
  setOlder(serial: number, older: number): void {
    this.ints.set(serial * INTS + OLDER, older + 1)
  }

  private kindNumber(type: 'Normal' | 'Warning', reason: string, fieldPath: string): number {
    let byReason = this.kindNumbers.get(fieldPath)
    if (byReason === undefined) {
      byReason = new Map()
      this.kindNumbers.set(fieldPath, byReason)
    }
    // Most reasons come with one type only.
    let n = byReason.get(reason)
    if (n !== undefined && this.kinds[n]?.type === type) return n
    n = this.anyKind({ type, reason, fieldPath })
    byReason.set(reason, n)
    return n
  }

  private anyKind(kind: EventKind): number {
    const { type, reason, fieldPath } = kind
    const n = this.kinds.findIndex((k) => k.type === type && k.reason === reason && k.fieldPath === fieldPath)
    return n < 0 ? this.kinds.push(kind) - 1 : n
  }
}
