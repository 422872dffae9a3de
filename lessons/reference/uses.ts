/** Which steps use a word: kinds and fields by their links in the prose, terms of the vocabulary by the prose's own words. */
import type { Lesson } from '../lesson.ts'
import { VOCABULARY } from './vocabulary.ts'

/** `Pod`, `Pod.spec.containers`, or `~` and a term of the vocabulary → steps, as `slug/step`, in the order of the chapters. */
export type Uses = Readonly<Record<string, readonly string[]>>

/** How a term of the vocabulary is told from a kind. */
export const termKey = (term: string): string => `~${term}`

export function usesOf(lessons: readonly Lesson[]): Uses {
  const uses: Record<string, string[]> = {}
  for (const { slug, steps } of lessons)
    for (const { id, prose } of steps)
      for (const key of new Set([...linked(prose), ...said(prose)])) (uses[key] ??= []).push(`${slug}/${id}`)
  return uses
}

const LINK = /\]\(<?(?:kind|field):([^)>]*)>?\)/g

/** Kinds and fields a prose links to, and the kinds of those fields. */
const linked = (prose: string): string[] =>
  [...prose.matchAll(LINK)].flatMap(([, path = '']) => [path, path.split('.')[0] as string])

function said(prose: string): string[] {
  // What is linked to or typed is no use of a word.
  const text = ` ${prose.replaceAll(/\]\([^)]*\)/g, ']').replaceAll(/`[^`]*`/g, ' ')} `
  return PATTERNS.flatMap(({ key, pattern }) => (pattern.test(text) ? [key] : []))
}

const PATTERNS = VOCABULARY.map(({ term, also = [] }) => ({
  key: termKey(term),
  // `Service` is the kind; `service` may be anybody's.
  pattern: new RegExp(`[^\\w-](${[term, ...also].join('|')})[^\\w-]`, /^[A-Z]/.test(term) ? '' : 'i'),
}))
