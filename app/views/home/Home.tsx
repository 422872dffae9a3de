/** The chapter map: every lesson by its part, how far each is, and where to go on. */
import './home.css'
import { useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { LessonCard } from '../../../lessons/lesson.ts'
import { PARTS } from '../../../lessons/list.ts'
import { Logo } from '../../components/Logo.tsx'
import { useLessons } from '../../session/context.tsx'
import { exportProgress, importProgress, stepKey } from '../../session/lesson/progress.ts'
import { formatRoute } from '../../session/lesson/route.ts'

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
              Open an empty cluster
            </a>
          </p>
        </div>
      </header>
      {PARTS.map(({ id, title, about }) => (
        <section key={id} className="part" aria-labelledby={`part-${id}`}>
          <div className="part-head">
            <h2 id={`part-${id}`}>{title}</h2>
            <p>{about}</p>
            <p className="part-count">
              {countText(
                cards.filter(({ part }) => part === id),
                passed,
              )}
            </p>
          </div>
          <ul className="cards">
            {cards
              .filter(({ part }) => part === id)
              .map((card) => (
                <Card key={card.slug} card={card} passed={passed} />
              ))}
          </ul>
        </section>
      ))}
      <ProgressFile />
    </main>
  )
}

function Card({ card, passed }: { card: LessonCard; passed: readonly string[] }) {
  const done = card.steps.filter(({ id }) => passed.includes(stepKey(card.slug, id))).length
  const minutes = card.steps.reduce((sum, step) => sum + step.minutes, 0)
  return (
    <li className={done === card.steps.length ? 'card done' : 'card'}>
      <a href={formatRoute({ page: 'lesson', slug: card.slug })}>{card.title}</a>
      <p>{card.summary}</p>
      <p className="card-steps">
        <span className="card-bars" aria-hidden="true">
          {card.steps.map(({ id }) => (
            <i key={id} className={passed.includes(stepKey(card.slug, id)) ? 'on' : ''} />
          ))}
        </span>
        <span>
          {done === 0 ? `${card.steps.length} steps, ${minutes} min` : `${done} of ${card.steps.length} steps`}
        </span>
      </p>
    </li>
  )
}

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

function countText(cards: readonly LessonCard[], passed: readonly string[]): string {
  const done = cards.filter(({ slug, steps }) => steps.every(({ id }) => passed.includes(stepKey(slug, id)))).length
  return done === 0 ? `${cards.length} ${cards.length === 1 ? 'lesson' : 'lessons'}` : `${done} of ${cards.length} done`
}

/** The step opened last unless it is passed; else the first of all that is not. */
function nextStep(cards: readonly LessonCard[], passed: readonly string[], last: string | undefined) {
  const all = cards.flatMap((card) =>
    card.steps.map((step, at) => ({ card, step, at, key: stepKey(card.slug, step.id) })),
  )
  const open = all.filter(({ key }) => !passed.includes(key))
  return open.find(({ key }) => key === last) ?? open[0] ?? all[0]
}
