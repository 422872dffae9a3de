/** One line of time: what was done, the moments it can return to, and where its present stands. */
import type { LoggedAction } from '../../protocol/run.ts'
import type { Bucket } from '../batches/events.ts'
import { FACT } from '../lesson/moves.ts'
import type { Moment, Moments } from './moments.ts'

/** Events a second of virtual time, by the second's beginning: the bars of the scrubber. */
export type Density = Map<number, Bucket>

export interface Line {
  id: number
  name: string
  /** The line it was branched from, and when; absent for the first. */
  parent?: number
  forkMs: number
  moments: Moments
  /** Everything done on it, the parent's part included. While it is live and shown, the cluster's own log is newer. */
  actions: readonly LoggedAction[]
  /** Virtual time of its present. */
  endMs: number
  /** Its present, to return to at once; absent while it has only been told of. */
  now?: Moment
  density: Density
}

/** An action of the person: the words, and which entries of the log it is. */
export interface Deed {
  /** Flag number, from 1. */
  number: number
  atMs: number
  text: string
  /** Indices into the log: the mark, and one past its last request. */
  first: number
  end: number
}

/** The log as what a person did: each mark with the requests behind it at the same instant. */
export function deedsOf(actions: readonly LoggedAction[]): Deed[] {
  const deeds: Deed[] = []
  actions.forEach(({ atMs, action }, at) => {
    const last = deeds.at(-1)
    if (action.verb === 'mark' && action.text && !action.text.startsWith(FACT))
      deeds.push({ number: deeds.length + 1, atMs, text: action.text, first: at, end: at + 1 })
    else if (last && last.end === at && last.atMs === atMs) last.end = at + 1
  })
  return deeds
}
