/** A step written as the page's desk writes it, from a cluster that was changed to the folder that `npm run lesson -- check` proves. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Cluster } from '../../engine/cluster.ts'
import type { AuthorReply, Draft } from '../../engine/protocol/author.ts'
import { author } from '../../engine/workers/author/desk.ts'
import { doMove, runFor } from '../../engine/workers/lesson/moves.ts'
import { checkCommand } from '../../scripts/lessons/check.ts'

const deployment = (replicas: number, image = 'nginx:1.26') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: "${image}" }] }
`
const file = (text: string) => [{ name: 'web.yaml', text }]
const cluster = new Cluster()
const ask = (command: Parameters<typeof author>[1]): AuthorReply => author(cluster, command)

function applied(text: string): void {
  doMove(cluster, { do: 'apply', text, file: 'web.yaml' })
  runFor(cluster, 60_000, { look() {}, tell() {} })
}

const start = file(deployment(1))
const suggested = (text: string) => {
  applied(text)
  return ask({ do: 'suggest', files: start }).checks ?? []
}

/** What an author does: starts with one, tries the mistake, then the solution, and takes what differs each time. */
function written(): Draft {
  const miss = suggested(deployment(2))
  const found = suggested(deployment(3))
  const named = (checks: typeof found, say: string) => checks.filter((check) => check.say === say)
  return {
    slug: 'three-of-them',
    title: 'Three of them',
    part: 'basics',
    summary: 'How many there are is one field.',
    minutes: 3,
    prose: 'One Pod of `web` runs. Have three.',
    view: 'cluster',
    speed: 1,
    files: start,
    checks: named(found, '3 Pods of web are ready'),
    solutions: [{ name: 'Three', files: file(deployment(3)) }],
    almost: [
      {
        name: 'Two',
        files: file(deployment(2)),
        checks: named(miss, 'spec.replicas of Deployment web is 2'),
        say: 'Two are ready. One more.',
      },
    ],
    hints: ['Look for a number.'],
  }
}

const draft = written()

describe('a step from the desk', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    process.exitCode = undefined
  })

  it('has checks of what is true now, and was not at the start', () => {
    expect(draft.checks).toEqual([
      {
        say: '3 Pods of web are ready',
        that: 'pods',
        args: { labels: { app: 'web' }, ready: true, count: 3 },
        holdMs: 5000,
      },
    ])
    expect(draft.almost[0]?.checks).toHaveLength(1)
    // What stood at the start already is no news.
    expect(suggested(deployment(1))).toEqual([])
  })

  it('proves itself, one proof at a time', () => {
    const first = ask({ do: 'prove', draft, at: 0 }).proof
    const proofs = Array.from({ length: first?.of ?? 0 }, (_, at) => ask({ do: 'prove', draft, at }).proof)
    expect(proofs.map((proof) => proof?.problems)).toEqual(proofs.map(() => []))
    expect(proofs).toHaveLength(5)
    const wrong = { ...draft, solutions: [{ name: 'One', files: start }] }
    expect(ask({ do: 'prove', draft: wrong, at: 3 }).proof?.problems).toHaveLength(1)
  })

  it('becomes a folder that the command proves, and comes back from it as it was', () => {
    const { zip = new Uint8Array() } = ask({ do: 'pack', draft })
    const folder = mkdtempSync(join(tmpdir(), 'drydock-'))
    for (const [path, bytes] of Object.entries(unzipSync(zip))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), strFromU8(bytes))
    }
    const said: string[] = []
    vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
    checkCommand([join(folder, draft.slug)], { seeds: '1' })
    expect(said.at(-1)).toBe('5 passed, 0 failed, 0 skipped')
    expect(process.exitCode).toBeUndefined()
    const { draft: back } = ask({ do: 'open', bytes: zip })
    expect(ask({ do: 'pack', draft: back as Draft }).zip).toEqual(zip)
    expect(back?.checks).toEqual(draft.checks)
  })

  it('says all that is wrong with it', () => {
    const problems = ask({
      do: 'compile',
      draft: { ...draft, view: 'nowhere', checks: [{ say: 'x', that: 'magic', args: {} }] },
    })
    expect(problems.problems?.join()).toMatch(/no view nowhere.*no check magic/s)
    expect(ask({ do: 'compile', draft: { ...draft, slug: '../up' } }).problems?.[0]).toContain('small letters')
  })
})

describe('a hostile file', () => {
  const lesson = (files: Record<string, string>) =>
    zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))

  it.each([
    ['is no zip', strToU8('<script>alert(1)</script>'), /./],
    ['climbs out of its folder', lesson({ '../../etc/passwd': 'x' }), /has no file/],
    ['is two lessons', lesson({ 'a/lesson.yaml': 'x', 'b/lesson.yaml': 'x' }), /not the folder of one lesson/],
    ['holds more than a lesson', lesson({ 'a/lesson.yaml': ' '.repeat(2_000_000) }), /more than a lesson/],
    ['is no lesson', lesson({ 'a/lesson.yaml': '[1, 2]' }), /lesson.yaml is not a map/],
    ['grows as it is read', lesson({ 'a/lesson.yaml': bomb() }), /./],
    ['names what is everybody’s', lesson({ 'a/lesson.yaml': '__proto__: { x: 1 }\ntitle: a' }), /./],
  ])('%s: it is refused in words', (_, bytes, words) => {
    const { draft: found, problems } = ask({ do: 'open', bytes })
    expect(found).toBeUndefined()
    expect(problems?.join(' ')).toMatch(words)
    expect(({} as { x?: number }).x).toBeUndefined()
  })
})

/** Each anchor is ten of the one before. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]`)
  return ['a0: &a0 [x]', ...levels].join('\n')
}
