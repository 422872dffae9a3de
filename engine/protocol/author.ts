/** A step being written: what the page keeps of it, and what it asks the worker, which reads, plays and packs lessons. */
import type { CheckSpec } from '../checks/spec.ts'

export interface DraftFile {
  name: string
  text: string
}

/** Files that are applied, in this order. */
export interface DraftWay {
  name: string
  files: DraftFile[]
}

export interface DraftMiss extends DraftWay {
  checks: CheckSpec[]
  say: string
}

/** A lesson of one step. */
export interface Draft {
  /** Name of its folder. */
  slug: string
  title: string
  part: string
  summary: string
  minutes: number
  prose: string
  view: string
  /** Virtual ms a real ms. */
  speed: number
  /** Applied at the start, and the learner's tabs. */
  files: DraftFile[]
  checks: CheckSpec[]
  solutions: DraftWay[]
  almost: DraftMiss[]
  hints: string[]
}

export type AuthorCommand =
  /** Checks that hold in the shown cluster and would not at the start. */
  | { do: 'suggest'; files: DraftFile[] }
  | { do: 'compile'; draft: Draft }
  /** One of its proofs; a step has several. */
  | { do: 'prove'; draft: Draft; at: number }
  | { do: 'pack'; draft: Draft }
  | { do: 'open'; bytes: Uint8Array }

/** What is wrong stands in `problems`, a sentence each; nothing else is there then. */
export interface AuthorReply {
  problems?: string[]
  checks?: CheckSpec[]
  /** What the lessons' reader made of it: a `Lesson`. */
  lesson?: unknown
  proof?: { what: string; problems: string[]; of: number }
  zip?: Uint8Array
  draft?: Draft
}

export interface AuthorApi {
  author(command: AuthorCommand): AuthorReply
}
