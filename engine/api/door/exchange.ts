/**
 * What the one door gives back: an answer, or a pending exchange that goes on for a while (a watch, a followed log, an exec).
 *
 * A pending exchange is plain data and, but for an exec, changes nothing in the cluster: whoever holds it asks the door for its progress
 * whenever the cluster may have moved, and turns what it gets into a stream. So reads leave no trace in a run.
 */
import type { ApiResponse } from '../request.ts'
import type { PodLogLine } from '../../core/podlogs.ts'
import type { WatchState } from '../watch.ts'

/** A followed container log: where to look and what was handed out last. */
export interface FollowState {
  namespace: string
  pod: string
  container: string
  timestamps: boolean
  /** The last line handed out (or left out at the start); old lines may be dropped under it. */
  last: PodLogLine | undefined
  /** Virtual time before which lines are left out. */
  sinceMs: number
  done: boolean
}

/** A process somebody entered a container with, or the main one they joined. */
export interface SessionState {
  /** Number of the session; -1: there is none, and `refusal` says why. */
  number: number
  refusal: string
  /** Chunks handed out. */
  taken: number
  /** Joined: how the process ends is not the session's. */
  attached: boolean
  tty: boolean
  done: boolean
}

/** A piece of a session on its way out. Source: remotecommand's channels. */
export interface SessionFrame {
  /** 1: standard output, 2: standard error, 3: the Status at its end. */
  channel: 1 | 2 | 3
  /** Bytes (core/bytes). */
  data: string
}

export interface PendingExchange {
  code: 200
  headers: Record<string, string>
  warnings: string[]
  /** Exactly one of the three is set. */
  watch?: WatchState
  follow?: FollowState
  session?: SessionState
}

export type Answer = ApiResponse | PendingExchange

/** What became ready since the last look: chunks to send (objects are JSON lines, texts are sent as they are; of a session: SessionFrame). */
export interface Progress {
  chunks: unknown[]
  done: boolean
}

export function isPending(answer: Answer): answer is PendingExchange {
  return 'watch' in answer || 'follow' in answer || 'session' in answer
}
