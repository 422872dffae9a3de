/** An Event object as the recorder writes it: made of its facts when it is read, each field when it is asked for. */
import type { KObject, ObjectMeta } from './object.ts'

/** Who reports: `deployment-controller`; a kubelet also names its host. */
export interface EventSource {
  component: string
  host?: string
}

/** In a message: `namespace/name` of the object it is about, filled in on reading so that many can share one text. */
export const ABOUT = '\uE000'

/** The facts of a recorded event; the rest of the object is computed. */
export interface EventFacts {
  /** Table number and row of the object it is about. */
  readonly table: number
  readonly row: number
  readonly uid: string
  /** resourceVersion of that object at the time. */
  readonly version: number
  readonly fieldPath: string
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  /** The message; may hold ABOUT. */
  readonly text: string
  readonly source: EventSource
  readonly firstMs: number
  readonly lastMs: number
  readonly count: number
  /** Number of the event in the run; its row and the last digits of its name. */
  readonly serial: number
  /** The source's budget for this object (see EventRecorder), as a theoretical arrival time. */
  readonly budgetMs: number
  /** Its own resourceVersion. */
  readonly revision: number
}

/** What the table computes for its events. */
export interface EventOwner {
  metadataOf(facts: EventFacts): ObjectMeta
  referenceOf(facts: EventFacts): Record<string, string>
  /** `namespace/name` of the object it is about. */
  aboutOf(facts: EventFacts): string
  timeOf(ms: number): string
}

export class RecordedEvent implements KObject {
  constructor(
    private readonly owner: EventOwner,
    readonly facts: EventFacts,
  ) {}

  get apiVersion(): string {
    return 'v1'
  }
  get kind(): string {
    return 'Event'
  }
  get metadata(): ObjectMeta {
    return this.owner.metadataOf(this.facts)
  }
  get involvedObject(): Record<string, string> {
    return this.owner.referenceOf(this.facts)
  }
  get reason(): string {
    return this.facts.reason
  }
  get message(): string {
    const { text } = this.facts
    return text.includes(ABOUT) ? text.replace(ABOUT, this.owner.aboutOf(this.facts)) : text
  }
  get source(): EventSource {
    return this.facts.source
  }
  get firstTimestamp(): string {
    return this.owner.timeOf(this.facts.firstMs)
  }
  get lastTimestamp(): string {
    return this.owner.timeOf(this.facts.lastMs)
  }
  get count(): number {
    return this.facts.count
  }
  get type(): 'Normal' | 'Warning' {
    return this.facts.type
  }
  get eventTime(): null {
    return null
  }
  get reportingComponent(): string {
    return this.facts.source.component
  }
  get reportingInstance(): string {
    return this.facts.source.host ?? ''
  }
  // For those who list many.
  get table(): number {
    return this.facts.table
  }
  get row(): number {
    return this.facts.row
  }
  get serial(): number {
    return this.facts.serial
  }
  get lastMs(): number {
    return this.facts.lastMs
  }

  toJSON(): KObject {
    const { apiVersion, kind, metadata, involvedObject, reason, message, source, firstTimestamp } = this
    const { lastTimestamp, count, type, eventTime, reportingComponent, reportingInstance } = this
    return {
      apiVersion,
      kind,
      metadata,
      involvedObject,
      reason,
      message,
      source,
      firstTimestamp,
      lastTimestamp,
      count,
      type,
      eventTime,
      reportingComponent,
      reportingInstance,
    } as KObject
  }
}
