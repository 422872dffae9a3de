/** The command line of `npm run apiserver`. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OptionError, parseOptions } from './options.ts'

const config = (text: string) => {
  const file = join(mkdtempSync(join(tmpdir(), 'drydock-options-')), 'config.yaml')
  writeFileSync(file, text)
  return file
}

describe('options', () => {
  test('as the README gives them', () => {
    const options = parseOptions('--port 8001 --nodes 2 --speed 20 --seed 7 --control-plane'.split(' '))
    expect(options).toMatchObject({ port: 8001, speed: 20, seed: 7, epoch: '2025-01-01T00:00:00Z' })
    expect(options?.nodes.map(({ name, count }) => [name, count])).toEqual([
      ['control-plane-1', 1],
      ['node-#', 2],
    ])
  })

  test('speed max, epoch now, help', () => {
    expect(parseOptions(['--speed=max'])?.speed).toBe(Number.POSITIVE_INFINITY)
    expect(parseOptions(['--epoch', 'now'])?.epoch).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(parseOptions(['--help'])).toBeUndefined()
  })

  test('a config names groups of machines', () => {
    const file = config('nodes:\n- {name: big, count: 2, cpu: 16, memory: 64Gi, zone: [a, b]}\nlatency: {watch: 1}\n')
    const options = parseOptions(['--config', file])
    expect(options?.nodes).toEqual([
      { name: 'big-#', count: 2, cpu: '16', memory: '64Gi', pods: 110, zone: ['a', 'b'] },
    ])
    expect(options?.latency?.watch).toEqual({ meanMs: 1, jitterMs: 0 })
  })

  test.each([
    [['--prot', '1'], /^unknown option --prot/],
    [['--port'], /^--port: a value is missing/],
    [['--port', '70000'], /^--port: not a whole number from 0 to 65535: 70000/],
    [['--speed', 'fast'], /^--speed: not a number, 0 or more, or max: fast/],
    [['--epoch', 'yesterday'], /^--epoch: not "now" or an RFC 3339 instant/],
    [['--config', '/none'], /^--config: cannot read \/none/],
    [['--config', config('nods: []')], /^--config: unknown field nods/],
    [['--config', config('nodes: [{name: a, cpu: lots}]')], /^--config: nodes\[0\].cpu: /],
  ])('%j is refused', (args, message) => {
    expect(() => parseOptions(args)).toThrow(OptionError)
    expect(() => parseOptions(args)).toThrow(message)
  })
})
