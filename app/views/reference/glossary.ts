/** The glossary as data: terms, kinds and fields found by words, and what leads where. */
import { CHAPTERS } from '../../../lessons/chapters.ts'
import type { LessonCard } from '../../../lessons/lesson.ts'
import { type Uses, termKey } from '../../../lessons/reference/uses.ts'
import { type Term, VOCABULARY } from '../../../lessons/reference/vocabulary.ts'
import { formatRoute } from '../../session/lesson/route.ts'
import { allPaths, kindsOf } from './schema-tree.ts'

export interface GlossaryLine {
  /** As in the address: `~grace period`, `Pod`, `Pod.spec`. */
  key: string
  title: string
  note: string
}

export interface Way {
  href: string
  title: string
  where: string
}

/** Kinds whose fields stand first, so that a part that several share is found where people write it. */
const FIRST_KINDS = ['Pod', 'Deployment', 'Service', 'StatefulSet', 'Job', 'CronJob', 'Ingress', 'Node']
/** A list that is longer is no answer. */
const MOST_FIELDS = 40

export const termOf = (key: string): Term | undefined =>
  key.startsWith('~') ? VOCABULARY.find(({ term }) => termKey(term) === key) : undefined

export const termLines = (): GlossaryLine[] =>
  VOCABULARY.map(({ term, say }) => ({ key: termKey(term), title: term, note: say })).sort((a, b) =>
    a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1,
  )

export const kindLines = (schema: unknown): GlossaryLine[] =>
  kindsOf(schema).map(({ kind, apiVersion }) => ({ key: kind, title: kind, note: apiVersion }))

export const pathsOf = (schema: unknown): readonly string[] => allPaths(schema, FIRST_KINDS)

export interface Found {
  terms: readonly GlossaryLine[]
  kinds: readonly GlossaryLine[]
  fields: readonly GlossaryLine[]
}

/** What has all the words; everything but fields for none. */
export function search(asked: string, schema: unknown, paths: readonly string[]): Found {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean)
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word))
  const also = (key: string) => termOf(key)?.also?.join(' ') ?? ''
  const begins = ({ title }: GlossaryLine) => (title.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1)
  return {
    terms: termLines()
      .filter(({ key, title, note }) => has(`${title} ${also(key)} ${note}`))
      .sort((a, b) => begins(a) - begins(b)),
    kinds: kindLines(schema).filter(({ title }) => has(title)),
    fields: words.length === 0 ? [] : fieldsNamed(words, paths),
  }
}

/** Fields whose path has the words, those first whose own name does. */
function fieldsNamed(words: readonly string[], paths: readonly string[]): GlossaryLine[] {
  const own = (path: string) => path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  const rank = (path: string) => (own(path) === words.at(-1) ? 0 : own(path).includes(words.at(-1) as string) ? 1 : 2)
  return paths
    .filter((path) => words.every((word) => path.toLowerCase().includes(word)))
    .map((path) => ({ path, rank: rank(path) }))
    .sort((a, b) => a.rank - b.rank || a.path.length - b.path.length)
    .slice(0, MOST_FIELDS)
    .map(({ path }) => ({
      key: path,
      title: path.slice(path.lastIndexOf('.') + 1),
      note: path.slice(0, path.lastIndexOf('.')),
    }))
}

/** Steps that use it, then chapters about it: a lesson where there is one, else its sample. */
export function waysOf(
  key: string,
  uses: Uses,
  cards: readonly LessonCard[],
  samples: Readonly<Record<string, string>>,
) {
  const term = termOf(key)
  const keys = [key, ...(term?.fields ?? [])]
  const used = [...new Set(keys.flatMap((each) => uses[each] ?? []))]
  const steps = used.flatMap((place): Way[] => {
    const [slug = '', step = ''] = place.split('/')
    const card = cards.find((each) => each.slug === slug)
    const title = card?.steps.find(({ id }) => id === step)?.title
    return card && title ? [{ href: formatRoute({ page: 'lesson', slug, step }), title, where: card.title }] : []
  })
  const chapters = (term?.chapters ?? []).flatMap((slug) => chapterWay(slug, cards, samples) ?? [])
  return { steps, chapters }
}

/** Where a chapter is learnt: its lesson, else its sample; undefined where there is neither. */
export function chapterWay(
  slug: string,
  cards: readonly LessonCard[],
  samples: Readonly<Record<string, string>>,
): Way | undefined {
  const title = CHAPTERS.find((each) => each.slug === slug)?.title ?? slug
  if (cards.some((card) => card.slug === slug))
    return { href: formatRoute({ page: 'lesson', slug }), title, where: 'lesson' }
  if (Object.hasOwn(samples, slug)) return { href: formatRoute({ page: 'sandbox', slug }), title, where: 'sample' }
  return undefined
}

/** Terms that belong to a kind or field. */
export const termsAt = (path: string): Term[] => VOCABULARY.filter(({ fields = [] }) => fields.includes(path))
