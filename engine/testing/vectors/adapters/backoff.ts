/** Adapter of backoff.json: client-go util/flowcontrol. The test functions are sequences; a row is one step, replayed from the start. */
import {
  type BackoffEntry,
  type BackoffRule,
  currentBackoff,
  isInBackoffSinceUpdate,
  nextBackoff,
} from '../../../core/backoff.ts'
import { type Adapters, same } from '../adapter.ts'

const FILE = 'flowcontrol/backoff_test.go'

const GROWING: BackoffRule = { initial: 1, max: 10 }

/** Nanosecond counts as rows write them (`4ns`, `0s`). */
function ticks(text: string): number {
  return Number.parseInt(text, 10)
}

/** TestSlowBackoff: one failure per step, a tick of one apart. */
function backoffAfter(steps: number): number {
  const rule: BackoffRule = { initial: 1, max: 50 }
  let entry: BackoffEntry | undefined
  for (let step = 0; step < steps; step++) entry = nextBackoff(entry, rule, step + 1)
  return currentBackoff(entry)
}

/** TestIsInBackOffSinceUpdate looks at these ticks; where a key is not in back-off, it fails once more. */
const TICKS: readonly number[] = [...Array(36).keys(), 56, 57]

function entryAt(tick: number): BackoffEntry | undefined {
  let entry: BackoffEntry | undefined
  for (const now of TICKS.filter((candidate) => candidate < tick)) {
    if (!isInBackoffSinceUpdate(entry, GROWING, now)) entry = nextBackoff(entry, GROWING, now)
  }
  return entry
}

export const backoffAdapters: Adapters = {
  [`${FILE}:TestSlowBackoff`]: ({ in: input, out }) => same(backoffAfter(input.step), ticks(out.backoff)),
  [`${FILE}:TestIsInBackOffSinceUpdate`]: ({ in: input, out }) => {
    const tick = ticks(input.tick)
    const entry = entryAt(tick)
    same(isInBackoffSinceUpdate(entry, GROWING, tick), out.inBackOff)
    if (out.inBackOff) same(currentBackoff(entry), input.value)
  },
}
