/**
 * What lessons name exists: kinds and fields of links and of checks against the kinds' schemas (as `kubectl explain` knows
 * them), lessons and steps, and lines to click, which succeed at the step's start.
 */
import { describe, expect, it } from 'vitest'
import { Cluster } from '../engine/cluster.ts'
import { startOf } from '../engine/testing/lessons/play.ts'
import { STILL_RUNNING, typed } from '../engine/testing/lessons/typed.ts'
import { readLessons } from '../scripts/lessons/read.ts'
import type { CheckSpec, Step } from './lesson.ts'
import { VOCABULARY } from './reference/vocabulary.ts'

const lessons = readLessons()
const steps = lessons.flatMap((lesson) =>
  lesson.steps.map((step) => ({ lesson, step, at: `${lesson.slug}/${step.id}` })),
)
const cluster = new Cluster()

/** Targets of links of one scheme, in angle brackets or not. */
const targets = ({ prose }: Step, scheme: string): string[] =>
  [...prose.matchAll(new RegExp(`\\]\\((?:<${scheme}:([^>]*)>|${scheme}:([^)]*))\\)`, 'g'))].map(
    ([, bracketed, plain]) => bracketed ?? plain ?? '',
  )

/** Lines that are meant to be ended by whoever typed them. */
const goesOnForEver = (line: string): boolean => / (-w|--watch|-f|--follow)( |$)/.test(line)

const explained = new Map<string, { status: number; said: string }>()
function explain(path: string): { status: number; said: string } {
  const known = explained.get(path) ?? typed(cluster, `kubectl explain ${path.charAt(0).toLowerCase()}${path.slice(1)}`)
  explained.set(path, known)
  return known
}

/** What kubectl says of a kind or field that is not there; undefined when it is. Keys of maps are anybody's. */
function missing(path: string): string | undefined {
  const { status, said } = explain(path)
  if (status === 0) return undefined
  const map = explain(path.slice(0, path.lastIndexOf('.')))
  return /^FIELDS?: .*<map\[/m.test(map.said) ? undefined : `${path}: ${said.trim()}`
}

const checksOf = ({ start, solutions, checks, almost, figures, cues }: Step): CheckSpec[] => [
  ...checks,
  ...figures,
  ...cues.map(({ when }) => when),
  ...almost.flatMap((one) => one.checks),
  ...[...start, ...solutions.flatMap(({ moves }) => moves), ...almost.flatMap(({ moves }) => moves)].flatMap((move) =>
    move.do === 'until' ? [move.check] : [],
  ),
]

const KINDS: Record<string, string> = { pods: 'Pod' }

/** Fields a check looks at: brackets name an entry, or with `*` any value, behind which anything may stand. */
function fieldsOf({ that, args }: CheckSpec): string[] {
  const kind = KINDS[that] ?? String(args.kind ?? '')
  const paths = Object.keys((args.where as object | undefined) ?? {})
  if (that !== 'object' && that !== 'pods') return []
  return [kind, ...paths.map((path) => `${kind}.${withoutBrackets(path)}`)]
}

const withoutBrackets = (path: string): string => path.replace(/^(.*?Probe)\[\*\].*$/, '$1').replace(/\[[^\]]*\]/g, '')

describe.each(steps)('$at', ({ step }) => {
  it('names kinds and fields that are there', () => {
    const named = [...targets(step, 'kind'), ...targets(step, 'field'), ...checksOf(step).flatMap(fieldsOf)]
    expect(named.flatMap((path) => missing(path) ?? [])).toEqual([])
  })

  it('uses words that the glossary has', () => {
    const known = VOCABULARY.map(({ term }) => term)
    expect(targets(step, 'term').filter((term) => !known.includes(term))).toEqual([])
  })

  it('leads to lessons and steps that are there', () => {
    const known = lessons.flatMap(({ slug, steps: own }) => [slug, ...own.map(({ id }) => `${slug}/${id}`)])
    expect(targets(step, 'lesson').filter((target) => !known.includes(target))).toEqual([])
  })

  it('has no link of another kind', () => {
    const links = [...step.prose.matchAll(/\]\(<?([a-z]+):/g)].map(([, scheme]) => scheme)
    expect(
      links.filter((scheme) => !['kind', 'field', 'term', 'lesson', 'run', 'live'].includes(scheme as string)),
    ).toEqual([])
  })
})

describe.each(steps.filter(({ step }) => targets(step, 'run').length > 0))('$at', ({ step, lesson }) => {
  it('offers lines that succeed', () => {
    const begun = startOf(step, { seed: 1, ...(lesson.nodes ? { nodes: lesson.nodes } : {}) })
    const answers = targets(step, 'run').map((line) => ({ line, ...typed(begun, line) }))
    const fails = ({ line, status }: (typeof answers)[number]) =>
      status === STILL_RUNNING ? !goesOnForEver(line) : status !== 0
    expect(answers.filter(fails)).toEqual([])
  })
})
