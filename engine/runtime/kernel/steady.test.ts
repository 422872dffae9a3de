/** Turns that are computed when somebody looks are those that would have been run. */
import { describe, expect, it } from 'vitest'
import { Containers } from '../../testing/containers.ts'

const LOOPS = [
  'while true; do date; sleep 5; done',
  'echo first; while :; do date -u; echo "a  b"; sleep 2.5; done',
  'sleep 3; until ! sleep 1; do date +%T; done',
  'while true; do for i in 1; do :; done; date; sleep 7; done',
  'set -eu; n=3; greet() { echo "hello $n"; }; greet; trap "echo bye; exit 0" TERM; while true; do date; sleep 5; done',
]

/** The same loop with something in front that has no effect, and keeps it an event of the clock. */
const lively = (script: string): string => `set -f; ${script}`

describe('a loop that does the same for ever', () => {
  it.each(LOOPS)('%s says and uses what it would', (script) => {
    const w = new Containers()
    const [lazy, eager] = [w.script(script), w.script(lively(script))]
    for (const ms of [1, 4_000, 5_001, 77_777, 3_600_000, 10_000_000]) {
      w.run(ms)
      expect(w.runtime.usage(lazy).memoryBytes).toBe(w.runtime.usage(eager).memoryBytes)
      const [a, b] = [w.lines(lazy), w.lines(eager)]
      expect(a.length).toBe(b.length)
      expect(a).toEqual(b)
    }
  })

  it('counts its CPU time without being run', () => {
    const w = new Containers()
    const [lazy, eager] = [w.script(LOOPS[0] as string), w.script(LOOPS[0] as string)]
    w.run(60_000)
    // Whoever looks at the log all the time has it run all the time.
    for (let i = 0; i < 100; i++) {
      w.run(1_000)
      w.lines(eager)
    }
    expect(w.runtime.usage(lazy)).toEqual(w.runtime.usage(eager))
    expect(w.clock.pending).toBe(0)
  })

  it('is there when something happens to it', () => {
    const w = new Containers()
    const number = w.script(LOOPS[0] as string)
    w.run(61_000)
    const session = w.runtime.exec(number, {
      command: ['sh', '-c', 'ps | grep -c sleep; kill -9 1; echo $?'],
      stdin: false,
    })
    w.run(1_000)
    expect(w.runtime.sessionEnd(session)?.exitCode).toBe(0)
    w.run(60_000)
    expect(w.lines(number).length).toBe(25)
    w.runtime.signal(number, 9)
    w.run(1_000)
    expect(w.exits.get(number)?.exitCode).toBe(137)
    expect(w.lines(number).length).toBe(25)
  })

  it('acts on its trap as if it had been run', () => {
    const w = new Containers()
    const [lazy, eager] = [LOOPS[4] as string, lively(LOOPS[4] as string)].map((script) => w.script(script)) as [
      number,
      number,
    ]
    w.run(61_000)
    for (const number of [lazy, eager]) w.runtime.signal(number, 15)
    w.run(5_000)
    expect(w.lines(lazy)).toEqual(w.lines(eager))
    expect(w.lines(lazy).at(-1)).toMatch(/bye$/)
    expect(w.exits.get(lazy)).toEqual(w.exits.get(eager))
  })

  it('goes on from a checkpoint as it would have', () => {
    const w = new Containers()
    const number = w.script(LOOPS[1] as string)
    w.run(33_000)
    const saved = w.checkpoints.take()
    w.run(100_000)
    const after = w.lines(number)
    w.checkpoints.restore(saved)
    expect(w.lines(number).length).toBeLessThan(after.length)
    w.run(100_000)
    expect(w.lines(number)).toEqual(after)
  })

  it('is an event as long as something may come of it', () => {
    const w = new Containers()
    for (const script of [
      'trap "echo x" DEBUG; while true; do date; sleep 5; done',
      'date() { echo now >> /tmp/x; }; while true; do date; sleep 5; done',
      'while true; do date > /tmp/x; sleep 5; done',
      'while [ -f /tmp/x ] || true; do sleep 5; done',
      'i=0; while true; do i=$((i+1)); echo $i; sleep 5; done',
      'sleep 100 & while true; do sleep 1; done',
    ])
      w.script(script)
    w.run(30_000)
    expect(w.clock.pending).toBeGreaterThanOrEqual(5)
  })
})
