/** What stands beside a mark: trouble gets room, healthy Pods stay compact (design language, section 4). */
import type { PodState } from '../../engine/protocol/pods.ts'
import { plural, shortDuration } from './countdown.ts'

export interface Trouble {
  /** Said first and bold; absent when it counts down with the clock (see `countsDown`). */
  strong: string
  /** The bold part is the time left. */
  countsDown: boolean
  line: string
  bad: boolean
}

export interface TroubleOf {
  state: PodState
  note: string
  sinceMs: number
  untilMs: number
  restarts: number
}

/** The label a Pod grows, or undefined for one that needs none. Time left is filled in by the caller, frame by frame. */
export function troubleOf(pod: TroubleOf): Trouble | undefined {
  const words = (strong: string, line: string, bad = false): Trouble => ({ strong, countsDown: false, line, bad })
  switch (pod.state) {
    case 'backoff':
      return {
        strong: '',
        countsDown: true,
        line: [pod.note || 'back-off', restarts(pod.restarts)].filter(Boolean).join(', '),
        bad: true,
      }
    case 'terminating':
      return { strong: '', countsDown: true, line: 'grace', bad: false }
    case 'scheduled':
    case 'pulling':
      return pod.note ? words(first(pod.note), rest(pod.note)) : undefined
    case 'evicted':
    case 'failed':
      return pod.note ? words(first(pod.note), rest(pod.note), pod.state === 'failed') : undefined
    case 'unknown':
      return words('last seen', pod.note || `${shortDuration(pod.sinceMs)} on the clock`)
    case 'running':
      return pod.note ? words(first(pod.note), rest(pod.note)) : undefined
    default:
      return undefined
  }
}

function restarts(count: number): string {
  return count > 0 ? plural(count, 'restart') : ''
}

/** A note is `head: rest` or `head, rest`; the head is bold. */
function first(note: string): string {
  return note.split(/[:,] /, 1)[0] ?? note
}

function rest(note: string): string {
  return note.slice(first(note).length).replace(/^[:,] /, '')
}
