/** Looks for chapters, steps and samples by their words; and, while nothing is looked for, what was open last. */
import { useMemo, useState } from 'react'
import { samples } from 'virtual:lessons'
import { CHAPTERS } from '../../../lessons/chapters.ts'
import type { LessonCard } from '../../../lessons/lesson.ts'
import { Icon } from '../../components/Icon.tsx'
import { useLessons, useSession } from '../../session/context.tsx'
import { formatRoute } from '../../session/lesson/route.ts'
import { found, type Place } from './found.ts'

export function Find() {
  const { cards, recentSteps } = useLessons()
  const [words, setWords] = useState('')
  const places = useMemo(() => placesOf(cards), [cards])
  const hits = found(places, words)
  return (
    <search className="home-find">
      <label className="find-box">
        <Icon name="search" />
        <span className="vh">Search chapters, steps and samples</span>
        <input
          type="search"
          placeholder="Search chapters, steps, samples"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      {words.trim() ? (
        <Places label="Found" places={hits} nothing="No chapter, step or sample has these words." />
      ) : (
        <Places label="Open lately" places={recent(places, recentSteps())} nothing="" />
      )}
      {!words.trim() && <SavedClusters />}
    </search>
  )
}

function Places({ label, places, nothing }: { label: string; places: readonly Place[]; nothing: string }) {
  return (
    <>
      <ul aria-label={label}>
        {places.map(({ href, title, where }) => (
          <li key={href}>
            <a href={href}>{title}</a>
            <span>{where}</span>
          </li>
        ))}
      </ul>
      {places.length === 0 && nothing && <p role="status">{nothing}</p>}
    </>
  )
}

const MOST_SAVED = 3

/** Clusters of one's own, the newest first. */
function SavedClusters() {
  const { library } = useSession()
  const rows = library?.state.getState().rows.slice(0, MOST_SAVED) ?? []
  if (rows.length === 0) return null
  const open = (id: string) => {
    location.hash = formatRoute({ page: 'cluster' })
    void library?.open(id)
  }
  return (
    <ul aria-label="Saved clusters">
      {rows.map(({ id, name }) => (
        <li key={id}>
          <button type="button" className="link" onClick={() => open(id)}>
            {name}
          </button>
          <span>your cluster</span>
        </li>
      ))}
    </ul>
  )
}

function placesOf(cards: readonly LessonCard[]): Place[] {
  const steps = cards.flatMap(({ slug, title, summary, steps: all }) => [
    { href: formatRoute({ page: 'lesson', slug }), title, where: 'chapter', words: `${title} ${summary}` },
    ...all.map((step) => ({
      href: formatRoute({ page: 'lesson', slug, step: step.id }),
      title: step.title,
      where: title,
      words: `${step.title} ${title}`,
    })),
  ])
  const shown = CHAPTERS.flatMap(({ slug, title }) => {
    const about = samples[slug]
    return about === undefined
      ? []
      : [{ href: formatRoute({ page: 'sandbox', slug }), title, where: 'sample', words: `${title} ${about}` }]
  })
  return [...steps, ...shown]
}

/** @param keys `slug/step`, newest first */
function recent(places: readonly Place[], keys: readonly string[]): Place[] {
  const hrefs = keys.map((key) => {
    const [slug = '', step = ''] = key.split('/')
    return formatRoute({ page: 'lesson', slug, step })
  })
  return hrefs.flatMap((href) => places.find((place) => place.href === href) ?? [])
}
