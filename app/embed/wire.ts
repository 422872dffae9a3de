/**
 * The wire between an embed and the page around it: plain messages, each `{ drydock: 1, type, … }`. docs/embedding.md has it in words.
 * What is said here is a promise to pages that are not ours: a changed shape is another version.
 */
import type { RunStatus } from '../session/run-status.ts'
import type { Statement } from './statements.ts'

export const WIRE = 1

export interface LessonPlace {
  lesson: string
  step: string
}

/** What an embed says. */
export type Report =
  /** It listens. */
  | { type: 'ready'; engine: string }
  /** A step stands open. */
  | (LessonPlace & { type: 'load'; title: string; index: number; steps: number; statement: Statement })
  /** Something of how it stands changed; at most four times a second. */
  | (LessonPlace & {
      type: 'state'
      phase: RunStatus['phase']
      /** Virtual ms. */
      nowMs: number
      speed: number
      view: string
      /** `Pod/default/web-1`; empty for nothing. */
      selected: string
      checks: { say: string; state: 'waiting' | 'holding' | 'passed' | 'failed' }[]
    })
  | (LessonPlace & { type: 'stepPassed'; atMs: number; hints: number; statement: Statement })
  /** How far the lesson is; with a statement once it is whole. */
  | { type: 'progress'; lesson: string; passed: string[]; steps: number; statement?: Statement }
  /** What height would show all of it, in CSS pixels. */
  | { type: 'resize'; height: number }
  /** Answer to `link`: opens in Drydock as it stands here. */
  | { type: 'link'; url: string }
  | { type: 'error'; reason: ErrorReason; detail: string }

export type ErrorReason = 'origin' | 'version' | 'type' | 'field' | 'flood' | 'failed'

/** What the page around it may ask. */
export type Command =
  | { type: 'load'; lesson: string; step?: string; view?: string }
  | { type: 'theme'; theme: ThemeWish }
  | { type: 'play' | 'pause' | 'reset' | 'link' }
  | { type: 'speed'; speed: number }
  /** It comes near the window: time to boot. */
  | { type: 'near' }

export type ThemeWish = 'light' | 'dark' | 'system'

export type Sealed<T> = T & { drydock: typeof WIRE }
export const seal = <T extends object>(message: T): Sealed<T> => ({ drydock: WIRE, ...message })
