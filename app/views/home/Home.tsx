/** The chapter map: every lesson by its part, how far each is, and where to go on. */
import './home.css'
import { useRef, useState } from 'react'
import { samples, samplesMissing } from 'virtual:lessons'
import { useStore } from 'zustand'
import type { LessonCard } from '../../../lessons/lesson.ts'
import { CHAPTERS, type Chapter } from '../../../lessons/chapters.ts'
import { PARTS } from '../../../lessons/list.ts'
import { Logo } from '../../components/Logo.tsx'
import { useLessons } from '../../session/context.tsx'
import { exportProgress, importProgress, stepKey } from '../../session/lesson/progress.ts'
import { formatRoute } from '../../session/lesson/route.ts'
import { ChapterArt } from './ChapterArt.tsx'
import { Dock } from './Dock.tsx'
import { EmptyCluster } from './EmptyCluster.tsx'
import { Find } from './Find.tsx'

export function Home() {
  const { cards, progress } = useLessons()
  const { passed, last } = useStore(progress)
  const next = nextStep(cards, passed, last)
  return (
    <main className="home" id="stage" tabIndex={-1}>
      <header className="home-head">
        <div>
          <p className="home-brand">
            <Logo /> Drydock
          </p>
          <h1>Kubernetes patterns, with the cluster running</h1>
          <p className="home-about">
            Change the YAML. Slow time down a hundredfold. Ask any Pod why. The whole cluster runs in this tab.
          </p>
          <p className="home-ways">
            {next && (
              <a className="btn p" href={formatRoute({ page: 'lesson', slug: next.card.slug, step: next.step.id })}>
                {`${last ? 'Continue' : 'Begin with'} ${next.card.title}, step ${next.at + 1}`}
              </a>
            )}
            <a className="btn" href="#cluster">
              Open your cluster
            </a>
          </p>
          <EmptyCluster />
          <nav className="home-shelves" aria-label="Reference">
            <a href="#map">Map of the patterns</a>
            <a href="#glossary">Glossary</a>
            <a href="#tables">Comparisons</a>
            <a href="#author">Write a step</a>
          </nav>
        </div>
        <Dock />
        <Find />
      </header>
      <div className="map">
        {PARTS.map(({ id, title, about }) => (
          <section key={id} className="part" aria-labelledby={`part-${id}`}>
            <div className="part-head">
              <h2 id={`part-${id}`}>{title}</h2>
              <p>{about}</p>
              <p className="part-count">{countText(chaptersOf(id), cards, passed)}</p>
            </div>
            <ul className="cards">
              {chaptersOf(id).map((chapter) => {
                const card = cards.find(({ slug }) => slug === chapter.slug)
                return card ? (
                  <Card key={card.slug} card={card} passed={passed} isNext={next?.card === card} />
                ) : (
                  <Unwritten key={chapter.slug} chapter={chapter} />
                )
              })}
            </ul>
          </section>
        ))}
      </div>
      <Legend cards={cards} passed={passed} />
      <ProgressFile />
    </main>
  )
}

const chaptersOf = (id: string): Chapter[] => CHAPTERS.filter(({ part }) => part === id)

interface CardProps {
  card: LessonCard
  passed: readonly string[]
  isNext: boolean
}

function Card({ card, passed, isNext }: CardProps) {
  const done = card.steps.filter(({ id }) => passed.includes(stepKey(card.slug, id))).length
  const minutes = card.steps.reduce((sum, step) => sum + step.minutes, 0)
  const standing = done === card.steps.length ? 'done' : done > 0 ? 'begun' : ''
  return (
    <li className={`card ${standing} ${isNext ? 'next' : ''}`}>
      <ChapterArt slug={card.slug} />
      <a href={formatRoute({ page: 'lesson', slug: card.slug })} title={card.summary}>
        {card.title}
      </a>
      <p className="card-steps">
        <span className="card-bars" aria-hidden="true">
          {card.steps.map(({ id }) => (
            <i key={id} className={passed.includes(stepKey(card.slug, id)) ? 'on' : ''} />
          ))}
        </span>
        <span>
          {standing === 'done'
            ? 'done'
            : done > 0
              ? `${done} of ${card.steps.length}`
              : `${card.steps.length} steps, ${minutes} min`}
        </span>
      </p>
    </li>
  )
}

/** A chapter without a lesson: it keeps its place, says so, and has a sample where its parts are built. */
function Unwritten({ chapter }: { chapter: Chapter }) {
  return (
    <li className="card unwritten">
      <ChapterArt slug={chapter.slug} />
      <b>{chapter.title}</b>
      <p className="card-steps">
        not written yet
        {chapter.slug in samples ? (
          <a
            className="card-sample"
            href={formatRoute({ page: 'sandbox', slug: chapter.slug })}
            title={samples[chapter.slug]}
          >
            sample<span className="vh">{` of ${chapter.title}`}</span>
          </a>
        ) : (
          <span className="card-waits">{`no sample: ${samplesMissing[chapter.slug] ?? ''}`}</span>
        )}
      </p>
    </li>
  )
}

function Legend({ cards, passed }: { cards: readonly LessonCard[]; passed: readonly string[] }) {
  const steps = cards.flatMap((card) => card.steps.map(({ id }) => stepKey(card.slug, id)))
  const done = cards.filter((card) => isDone(card, passed)).length
  const passedSteps = steps.filter((key) => passed.includes(key)).length
  return (
    <p className="map-legend">
      {`${cards.length} of ${CHAPTERS.length} chapters are written; ${done} of these done, ${passedSteps} of ${steps.length} steps`}
    </p>
  )
}

const isDone = ({ slug, steps }: LessonCard, passed: readonly string[]): boolean =>
  steps.every(({ id }) => passed.includes(stepKey(slug, id)))

/** Progress belongs to the learner: a file to keep, and one to bring along. */
function ProgressFile() {
  const { progress } = useLessons()
  const input = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState('')
  const save = () => {
    const link = document.createElement('a')
    const blob = new Blob([exportProgress(progress.getState())], { type: 'application/json' })
    link.href = URL.createObjectURL(blob)
    link.download = 'drydock-progress.json'
    link.click()
    URL.revokeObjectURL(link.href)
    setSaid('Saved to a file.')
  }
  const load = async (file: File | undefined) => {
    if (!file) return
    try {
      progress.setState(importProgress(await file.text()))
      setSaid('Taken over.')
    } catch (error) {
      setSaid(error instanceof SyntaxError ? 'The file is not JSON.' : (error as Error).message)
    }
  }
  return (
    <footer className="home-foot">
      <button type="button" className="btn g" onClick={save}>
        Export progress
      </button>
      <button type="button" className="btn g" onClick={() => input.current?.click()}>
        Import progress
      </button>
      <input
        ref={input}
        type="file"
        accept="application/json"
        className="vh"
        tabIndex={-1}
        aria-label="Progress file"
        onChange={(event) => void load(event.target.files?.[0])}
      />
      <span role="status">{said}</span>
      <span className="sp" />
      <span className="home-credit">
        After the patterns of “Kubernetes Patterns” by Bilgin Ibryam and Roland Huß; its examples are CC BY 4.0. Text
        and manifests here are our own.
      </span>
    </footer>
  )
}

function countText(chapters: readonly Chapter[], cards: readonly LessonCard[], passed: readonly string[]): string {
  const done = cards.filter((card) => chapters.some(({ slug }) => slug === card.slug) && isDone(card, passed)).length
  return done === 0
    ? `${chapters.length} ${chapters.length === 1 ? 'chapter' : 'chapters'}`
    : `${done} of ${chapters.length} done`
}

/** The step opened last unless it is passed; else the first of all that is not. */
function nextStep(cards: readonly LessonCard[], passed: readonly string[], last: string | undefined) {
  const all = cards.flatMap((card) =>
    card.steps.map((step, at) => ({ card, step, at, key: stepKey(card.slug, step.id) })),
  )
  const open = all.filter(({ key }) => !passed.includes(key))
  return open.find(({ key }) => key === last) ?? open[0] ?? all[0]
}
