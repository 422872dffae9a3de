/** The vocabulary and the map say nothing that is not there, and leave nothing out. */
import { describe, expect, it } from 'vitest'
import { Cluster } from '../../engine/cluster.ts'
import { typed } from '../../engine/testing/lessons/typed.ts'
import { readLessons } from '../../scripts/lessons/read.ts'
import { sampleTitles, samplesMissing } from '../../scripts/lessons/samples.ts'
import { CHAPTERS } from '../chapters.ts'
import { RELATIONS } from './relations.ts'
import { termKey, usesOf } from './uses.ts'
import { VOCABULARY } from './vocabulary.ts'

const cluster = new Cluster()
const slugs = CHAPTERS.map(({ slug }) => slug)
const lessons = readLessons()
const uses = usesOf(lessons)

describe('the vocabulary', () => {
  it('has each term once, under all its spellings', () => {
    const spellings = VOCABULARY.flatMap(({ term, also = [] }) => [term, ...also])
    expect(spellings.filter((each, i) => spellings.indexOf(each) !== i)).toEqual([])
  })

  it.each(VOCABULARY)('$term: names fields and chapters that are there, and leads somewhere', (entry) => {
    const { term, say, fields = [], chapters } = entry
    const unknown = fields.filter((path) => typed(cluster, `kubectl explain ${path}`).status !== 0)
    expect(unknown).toEqual([])
    expect(chapters.filter((slug) => !slugs.includes(slug))).toEqual([])
    const opens = (slug: string) => lessons.some((lesson) => lesson.slug === slug) || slug in sampleTitles()
    const leads = [
      ...(uses[termKey(term)] ?? []),
      ...fields.flatMap((path) => uses[path] ?? []),
      ...chapters.filter(opens),
    ]
    expect(leads.length).toBeGreaterThan(0)
    expect(say.split(' ').length).toBeLessThan(32)
    expect(say).toMatch(/[.]$/)
  })
})

describe('where lessons use words', () => {
  it('knows links and words, and nothing that is only typed', () => {
    expect(uses['Pod.spec.containers.readinessProbe']).toContain('health-probe/ready')
    expect(uses.Deployment).toContain('declarative-deployment/roll')
    expect(uses[termKey('grace period')]).toContain('managed-lifecycle/grace')
    // "answers the standard health service" is no Service.
    expect(uses[termKey('Service')]).not.toContain('health-probe/http')
  })

  it('every kind and field that is linked to has its step', () => {
    const links = lessons.flatMap(({ slug, steps }) =>
      steps.flatMap(({ id, prose }) =>
        [...prose.matchAll(/\]\((?:kind|field):([^)]*)\)/g)].map(([, path = '']) => [path, `${slug}/${id}`] as const),
      ),
    )
    expect(links.length).toBeGreaterThan(50)
    expect(links.filter(([path, place]) => !uses[path]?.includes(place))).toEqual([])
  })
})

describe('the map of the patterns', () => {
  it('has every chapter, and no other', () => {
    const named = new Set(RELATIONS.flatMap(({ from, to }) => [from, to]))
    expect([...named].sort()).toEqual([...slugs].sort())
    expect(slugs).toHaveLength(38)
  })

  it('leads to a lesson or a sample, or says what is missing', () => {
    const nowhere = slugs.filter(
      (slug) =>
        !lessons.some((lesson) => lesson.slug === slug) && !(slug in sampleTitles()) && !(slug in samplesMissing()),
    )
    expect(nowhere).toEqual([])
  })

  it('says each relation once, of two different ones, and why', () => {
    const pairs = RELATIONS.map(({ from, to, kind }) => `${[from, to].sort().join(' ')} ${kind}`)
    expect(pairs.filter((pair, i) => pairs.indexOf(pair) !== i)).toEqual([])
    expect(RELATIONS.filter(({ from, to, why }) => from === to || why.length < 20)).toEqual([])
  })
})
