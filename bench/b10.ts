/** B10: containers whose shell loops for an hour of virtual time, and what a process costs that sleeps. */
import { Containers, specifications } from '../engine/testing/containers.ts'
import { cpu, retainedBytes } from './measure.ts'

export interface B10Size {
  containers: number
  minutes: number
}

export interface B10Figures extends B10Size {
  /** Of loops that do the same in every turn. */
  cpuSeconds: number
  bytesPerProcess: number
  /** Of loops that do something else every time: each turn is an event. */
  countingTurnsPerCpuSecond: number
  countingBytesPerProcess: number
  /** Of loops with variables, a function and a trap. */
  workingBytesPerProcess: number
  /** Of loops that wait for a child, which is a process of its own. */
  parentBytesPerProcess: number
  /** Of a pipe whose end waits for a caller. */
  listeningBytesPerProcess: number
  /** Of one that follows a file of its own. */
  followingBytesPerProcess: number
}

const LOOP = 'while true; do date; sleep 5; done'
const COUNTING = 'i=0; while true; do i=$((i + 1)); echo "$i"; sleep 5; done'
const WORKING =
  'n=0; work() { n=$((n + 1)); echo "$1 $n"; }; trap "echo bye; exit 0" TERM INT; while true; do work turn; sleep 5; done'
const PARENT = 'trap "exit 0" TERM; while true; do date; sleep 5 & wait $!; done'
const LISTENING = 'while true; do echo hi | nc -l -p 8080; done'
const FOLLOWING = 'echo started > /tmp/log; tail -f /tmp/log'
const SECONDS_A_TURN = 5
/** Of the hour, for what is run in full. */
const COUNTING_SHARE = 1 / 20

export function b10({ containers, minutes }: B10Size): B10Figures {
  const same = loops(LOOP, containers, minutes)
  const counting = loops(COUNTING, containers, minutes * COUNTING_SHARE)
  const working = loops(WORKING, containers, 1)
  const parent = loops(PARENT, containers, 1)
  const following = loops(FOLLOWING, containers, 1, false)
  const listening = loops(LISTENING, containers, 1, false)
  return {
    containers,
    minutes,
    cpuSeconds: same.seconds,
    bytesPerProcess: same.bytes,
    countingTurnsPerCpuSecond: (containers * minutes * COUNTING_SHARE * 60) / SECONDS_A_TURN / counting.seconds,
    countingBytesPerProcess: counting.bytes,
    workingBytesPerProcess: working.bytes,
    parentBytesPerProcess: parent.bytes / 2,
    listeningBytesPerProcess: listening.bytes,
    followingBytesPerProcess: following.bytes,
  }
}

function loops(script: string, containers: number, minutes: number, prints = true): { seconds: number; bytes: number } {
  const world = new Containers()
  const { clock, runtime } = world
  const [first, ...specs] = specifications(script, containers)
  if (first !== undefined) runtime.start(first)
  world.run(1_000)
  const before = retainedBytes()
  const started = cpu(() => {
    for (const spec of specs) runtime.start(spec)
    clock.runUntil(12_000)
  })
  const bytes = (retainedBytes() - before) / (containers - 1)
  const { seconds } = cpu(() => clock.runUntil(clock.nowMs + minutes * 60_000))
  if (prints && runtime.log(1).length <= (minutes * 60) / SECONDS_A_TURN) throw new Error('a loop stopped')
  return { seconds: seconds + started.seconds, bytes }
}

export const B10_SIZE: B10Size = { containers: 10_000, minutes: 60 }
