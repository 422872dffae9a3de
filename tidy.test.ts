/** The project's own rules, held by a test: the layer table, banned calls, registrations, cycles, lengths, loose ends. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bannedViolations } from './scripts/tidy/banned.ts'
import { cycleViolations } from './scripts/tidy/cycles.ts'
import { readCheckout } from './scripts/tidy/files.ts'
import { layerViolations } from './scripts/tidy/layers.ts'
import { registryViolations } from './scripts/tidy/registered.ts'
import { formatViolation, parseSource, type Source, type Violation } from './scripts/tidy/source.ts'
import { lengthViolations, openEndViolations, workplaceViolations } from './scripts/tidy/text.ts'

const { code, texts } = readCheckout(dirname(fileURLToPath(import.meta.url)))
const sources = code.map(({ path, text }) => parseSource(path, text))
const inside = (folder: string) => sources.filter(({ path }) => path.startsWith(`${folder}/`))

/** Each rule over the whole checkout. */
const RULES: Record<string, () => Violation[]> = {
  'imports follow the layer table': () => sources.flatMap(layerViolations),
  'the engine proper calls nothing of the host’s': () => sources.flatMap(bannedViolations),
  'everything is in the list beside it': () => registryViolations(sources),
  'the engine has no import cycle': () => cycleViolations(inside('engine')),
  'the page has no import cycle': () => cycleViolations(inside('app')),
  'files are short': () => sources.flatMap(lengthViolations),
  'nothing is left open and no test is switched off': () => sources.flatMap(openEndViolations),
  'no path of somebody’s machine': () => texts.flatMap(workplaceViolations),
}

describe('tidy', () => {
  it('reads the checkout', () => {
    expect(inside('engine').length).toBeGreaterThan(0)
    expect(inside('app').length).toBeGreaterThan(0)
    expect(inside('engine').some(({ imports }) => imports.length > 0)).toBe(true)
  })

  for (const [name, rule] of Object.entries(RULES)) it(name, () => expect(rule().map(formatViolation)).toEqual([]))
})

/** Small wrongs each rule must catch, and their rightful neighbours. */
const parse = (path: string, text: string): Source => parseSource(path, text)
const messages = (violations: Violation[]) => violations.map(({ message }) => message)

describe('the layer rule', () => {
  const refused: [string, string][] = [
    ['engine/core/a.ts', "import { b } from '../api/b.ts'"],
    ['engine/api/a.ts', "import type { b } from '../kinds/b.ts'"],
    ['engine/api/a.ts', "import { type b } from '../kinds/b.ts'"],
    ['engine/rules/a.ts', "export { b } from '../controllers/b.ts'"],
    ['engine/scheduler/plugins/a.ts', "export * from '../../controllers/b.ts'"],
    ['engine/kubelet/a.ts', "type B = import('../scheduler/b.ts').B"],
    ['engine/kubelet/a.ts', "export type { B } from '../runtime/b.ts'"],
    ['engine/controllers/a.ts', "const b = import('../cluster.ts')"],
    ['engine/core/a.ts', "import '../../app/b.ts'"],
    ['engine/core/a.ts', "import { readFileSync } from 'node:fs'"],
    ['engine/network/a.ts', "import { useState } from 'react'"],
    ['engine/faults/a.ts', "import { wrap } from 'comlink'"],
    ['engine/extra/a.ts', ''],
    ['engine/stray.ts', ''],
    ['elsewhere/a.ts', ''],
    ['app/a.ts', "import { b } from '../engine/cluster.ts'"],
    ['app/a.ts', "import type { b } from '../engine/api/b.ts'"],
    ['app/a.test.ts', "import { b } from '../engine/testing/b.ts'"],
    ['app/a.ts', "new Worker(new URL('../engine/cluster.ts', import.meta.url))"],
    ['bench/a.ts', "import { b } from '../engine/core/b.ts'"],
    ['scripts/a.ts', "import { b } from '../engine/api/b.ts'"],
    ['lessons/a.ts', "import { b } from '../engine/cluster.ts'"],
  ]
  const allowed: [string, string][] = [
    ['engine/core/a.ts', "import { b } from './b.ts'"],
    ['engine/api/a.ts', "import type { b } from '../core/b.ts'"],
    ['engine/kubelet/a.ts', "import { b } from '../rules/b.ts'"],
    ['engine/kubelet/a.test.ts', "import { b } from '../testing/b.ts'"],
    ['engine/cluster.ts', "import { b } from './kubelet/b.ts'"],
    ['engine/http/a.ts', "import { createServer } from 'node:http'"],
    ['app/a.ts', "import type { b } from '../engine/protocol/api.ts'"],
    ['app/a.ts', "new Worker(new URL('../engine/workers/b.ts', import.meta.url))"],
    ['app/a.ts', "import Starter from '../engine/workers/b.ts?worker'"],
    ['engine/core/a.ts', "// import { b } from '../api/b.ts'\nconst text = \"import { b } from '../api/b.ts'\""],
  ]
  for (const [path, text] of refused) {
    it(`refuses ${path}: ${text}`, () => expect(layerViolations(parse(path, text))).toHaveLength(1))
  }
  for (const [path, text] of allowed) {
    it(`allows ${path}: ${text.split('\n')[0]}`, () => expect(layerViolations(parse(path, text))).toEqual([]))
  }
})

describe('the ban', () => {
  const banned = [
    'const now = Date.now()',
    'const now = new Date()',
    'const clock = { Date }.Date',
    'const roll = Math.random()',
    "const roll = Math['random']()",
    'const size = Math.log2(8)',
    'setTimeout(() => {}, 1)',
    'const later = setInterval',
    "['b', 'a'].sort((x, y) => x.localeCompare(y))",
    'const text = (5).toLocaleString()',
    'const format = new Intl.NumberFormat()',
    'const done = Promise.resolve(1)',
    'async function run() {}',
    'const run = async () => {}',
    'class Runner { async run() {} }',
    'const parse = (input: string) => new RegExp(input)',
  ]
  const fine = [
    'type When = Date',
    'const mark = { Date: 1 }.Date',
    'const least = Math.min(1, 2)',
    'const pattern = /a+/',
    "const parse = () => new RegExp('^a')",
    'const pattern = new RegExp(`^${PART}$`)',
    "const text = 'Date.now() and setTimeout'",
    '// Date.now() is banned',
  ]
  for (const text of banned) {
    it(`refuses ${text}`, () => expect(bannedViolations(parse('engine/core/a.ts', text))).not.toEqual([]))
  }
  for (const text of fine) {
    it(`allows ${text}`, () => expect(bannedViolations(parse('engine/core/a.ts', text))).toEqual([]))
  }
  for (const path of [
    'engine/http/a.ts',
    'engine/workers/a.ts',
    'engine/testing/a.ts',
    'engine/core/a.test.ts',
    'app/a.ts',
  ]) {
    it(`leaves ${path} alone`, () => expect(bannedViolations(parse(path, 'Date.now()'))).toEqual([]))
  }
})

describe('the other rules', () => {
  const registry = { folder: 'engine/kinds', list: 'engine/kinds/list.ts', except: ['generated'] }
  const list = parse('engine/kinds/list.ts', "import { pod } from './pod.ts'\nimport { node } from './node/node.ts'")
  const pod = parse('engine/kinds/pod.ts', "import { shared } from './shared.ts'")
  const registered = [
    list,
    pod,
    ...['shared', 'pod.test', 'node/node', 'generated/x'].map((name) => parse(`engine/kinds/${name}.ts`, '')),
  ]

  it('miss no file that is in no list', () => {
    expect(registryViolations(registered, [registry])).toEqual([])
    const forgotten = [...registered, parse('engine/kinds/secret.ts', ''), parse('engine/kinds/lease/lease.ts', '')]
    expect(registryViolations(forgotten, [registry]).map(({ path }) => path)).toEqual([
      'engine/kinds/secret.ts',
      'engine/kinds/lease/lease.ts',
    ])
  })

  it('miss no cycle, of types either', () => {
    const a = parse('engine/core/a.ts', "import { b } from './b.ts'")
    const b = parse('engine/core/b.ts', "import type { C } from './c.ts'")
    expect(cycleViolations([a, b, parse('engine/core/c.ts', '')])).toEqual([])
    const closed = cycleViolations([a, b, parse('engine/core/c.ts', "export * from './a.ts'")])
    expect(messages(closed)).toEqual([
      'import cycle: engine/core/a.ts → engine/core/b.ts → engine/core/c.ts → engine/core/a.ts',
    ])
  })

  it('miss no long file, save generated ones, images and tests', () => {
    const long = '\n'.repeat(601)
    const paths = [
      'engine/core/a.ts',
      'engine/core/a.test.ts',
      'engine/kinds/generated/a.ts',
      'engine/runtime/images/a.ts',
    ]
    expect(paths.flatMap((path) => lengthViolations({ path, text: long })).map(({ path }) => path)).toEqual([
      'engine/core/a.ts',
    ])
    expect(lengthViolations({ path: 'engine/core/a.ts', text: '\n'.repeat(600) })).toEqual([])
  })

  it('miss no loose end', () => {
    const word = 'TO' + 'DO'
    const open = [
      `// ${word} later`,
      "it.only('x', () => {})",
      "describe.skip('x', () => {})",
      "test.concurrent.only('x')",
      'it.todo(`x`)',
    ]
    for (const text of open) expect(openEndViolations(parse('engine/a.test.ts', text)), text).toHaveLength(1)
    const fine = [
      "const text = 'it.only'",
      "test.skip(!kubectl, 'no kubectl here')",
      "list.skip('x')",
      "it('x', () => {})",
    ]
    for (const text of fine) expect(openEndViolations(parse('engine/a.test.ts', text)), text).toEqual([])
  })

  it('miss no path of somebody’s machine', () => {
    const folder = ['', 'work', 'main'].join('/')
    expect(workplaceViolations({ path: 'README.md', text: `\nsee ${folder}/x` })).toMatchObject([{ line: 2 }])
    const text = `https://example.com${folder} ..${folder} /tmp/ready /var/lib`
    expect(workplaceViolations({ path: 'README.md', text })).toEqual([])
  })
})
