/** What a lesson is once it was read: plain data that the page loads, the worker plays and the tests prove. */
import type { CheckSpec, Cue, Move } from '../engine/protocol/lesson.ts'
import type { FaultAction, NodeGroup } from '../engine/protocol/run.ts'
import type { LoadSpec } from '../engine/protocol/traffic.ts'

export type { CheckSpec, Cue, FaultAction, LoadSpec, Move }

/** A part of the book, a row of the chapter map. */
export interface Part {
  id: string
  title: string
  /** One line under the title. */
  about: string
}

/** What the chapter map shows of a lesson, before it is loaded. */
export interface LessonCard {
  slug: string
  title: string
  part: string
  summary: string
  /** Chapter numbers in the first and second edition of the book; absent where it has none. */
  chapters?: { first?: number; second?: number }
  /** Titles and minutes of the steps, in order. */
  steps: { id: string; title: string; minutes: number }[]
}

export interface Lesson extends Omit<LessonCard, 'steps'> {
  /** Machines; the page's own where it says nothing. */
  nodes?: NodeGroup[]
  seed: number
  steps: Step[]
}

export interface ManifestFile {
  name: string
  text: string
}

export interface Step {
  id: string
  title: string
  minutes: number
  /** Markdown, at most 90 words. */
  prose: string
  /** View to show, by its id. */
  view: string
  /** Virtual ms a real ms. */
  speed: number
  /** Tabs of the editor; the first is open. */
  files: ManifestFile[]
  /** How the step's cluster comes about. */
  start: Move[]
  /** The learner's cluster of the step before goes on, when it was passed. */
  continues: boolean
  question?: Question
  /** Numbers that the prose has by name, and what counts them. */
  figures: Figure[]
  /** What happens by itself, each once its check holds; the first of its moves tells that it happened. */
  cues: Cue[]
  checks: CheckSpec[]
  solutions: Solution[]
  almost: NearMiss[]
  /** From a nudge to where to look; the change itself and applying it follow by themselves. */
  hints: string[]
}

export interface Figure extends CheckSpec {
  /** As the prose calls it. */
  name: string
}

/** Asked before anything runs; the answer is a fact that checks may ask for. */
export interface Question {
  id: string
  ask: string
  choices: { id: string; text: string; say: string }[]
}

export interface Solution {
  name: string
  moves: Move[]
}

export interface NearMiss extends Solution {
  /** All of these hold: it is this mistake. */
  checks: CheckSpec[]
  say: string
}
