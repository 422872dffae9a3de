/** Programs that mean ill: their container pays for it, as on a node, and nobody else notices. */
import { describe, expect, it } from 'vitest'
import { Containers } from '../testing/containers.ts'

const MEBI = 1024 * 1024
const BYSTANDER = 'i=0; while true; do i=$((i+1)); echo $i; sleep 1; done'

/** Runs a script beside one that only counts; what became of both after some seconds. */
function beside(script: string, seconds: number, template: object = {}, image = 'drydock/tools') {
  const w = new Containers()
  const bystander = w.script(BYSTANDER)
  const number = w.script(script, template, image)
  let turns = 0
  while (w.clock.nextMs <= seconds * 1000) {
    w.clock.step()
    turns++
  }
  w.run(1)
  expect(w.lines(bystander).length).toBeGreaterThanOrEqual(seconds - 2)
  return { exit: w.exits.get(number), lines: w.lines(number), usage: w.runtime.usage(number), turns }
}

describe('a hostile program', () => {
  it('that forks without end is out of memory', () => {
    const { exit } = beside('f() { f | f & }; f; sleep 1000', 20, { memoryLimitBytes: 64 * MEBI })
    expect(exit).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
  })

  it('that forks without end and without a limit runs out of processes', () => {
    const { exit, lines } = beside('f() { f | f & }; f; sleep 1000', 10)
    expect(exit === undefined || exit.exitCode !== 0 || lines.some((line) => line.includes('fork'))).toBe(true)
  })

  it('that prints without end fills its own log and no more, and uses its share of CPU', () => {
    const { lines, usage, turns } = beside('yes "$(seq 1 50)"', 3, { cpuLimitMilli: 500 })
    expect(lines.length).toBeLessThanOrEqual(5_200)
    expect(usage.work?.burnedMicros ?? 0).toBeLessThanOrEqual(3 * 500_000 * 1.1)
    expect(turns).toBeLessThan(20_000)
  })

  it('that loops without a sleep is throttled', () => {
    const busy = beside('while :; do :; done', 10)
    expect(busy.usage.work?.burnedMicros ?? 0).toBeLessThanOrEqual(10 * 1_000_000 * 1.1)
    const limited = beside('while :; do :; done', 10, { cpuLimitMilli: 100 })
    expect(limited.usage.work?.burnedMicros ?? 0).toBeLessThanOrEqual(10 * 100_000 * 1.2)
    expect(limited.turns).toBeLessThan(5_000)
  })

  it('whose variable doubles is out of memory', () => {
    const { exit } = beside('x=0123456789; while :; do x=$x$x; done', 30, { memoryLimitBytes: 32 * MEBI })
    expect(exit).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
  })

  it('that recurses without end overflows its stack', () => {
    const { exit } = beside('f() { f; }; f', 30)
    expect(exit?.exitCode).toBe(139)
  })

  it('that writes a gigabyte gets no further than its disk', () => {
    const { exit, turns } = beside('yes | head -c 1073741824 > /tmp/x; echo $? >&2; rm -f /tmp/x; exit 3', 120)
    expect(turns).toBeLessThan(200_000)
    expect(exit === undefined || exit.exitCode === 3 || exit.exitCode === 137).toBe(true)
  })

  it('with patterns that never end elsewhere has them matched', () => {
    const text = 'a'.repeat(2000)
    const { exit, lines } = beside(
      `echo ${text}b | grep -E '^(a+)+$' || echo no; echo ${text} | sed -E 's/(a|aa)+$/x/'`,
      20,
    )
    expect(exit?.exitCode).toBe(0)
    expect(lines.map((line) => line.split(' ').slice(2).join(' '))).toEqual(['no', 'x'])
  })
})
