/** What one looks up: words, the map of the patterns, comparisons. A page beside the chapters; the open lesson waits. */
import './reference.css'
import type { Route, Shelf } from '../../session/lesson/route.ts'
import { useLesson } from '../../session/context.tsx'
import { stepOf } from '../../session/lesson/lesson-machine.ts'
import { formatRoute } from '../../session/lesson/route.ts'
import { Logo } from '../../components/Logo.tsx'
import { Glossary } from './Glossary.tsx'
import { PatternMap } from './PatternMap.tsx'
import { Tables } from './Tables.tsx'

const TITLES: Readonly<Record<Shelf, string>> = {
  glossary: 'Glossary',
  map: 'Map of the patterns',
  tables: 'Comparisons',
}
const SHELVES = Object.entries(TITLES) as [Shelf, string][]

export function Reference({ route: { shelf, at } }: { route: Route & { page: 'reference' } }) {
  return (
    <main className="reference" id="stage" tabIndex={-1}>
      <header className="reference-head">
        <p className="reference-brand">
          <Logo /> Drydock
        </p>
        <nav aria-label="Reference">
          {SHELVES.map(([id, title]) => (
            <a
              key={id}
              href={formatRoute({ page: 'reference', shelf: id })}
              aria-current={id === shelf ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
        <span className="sp" />
        <Back />
        <a href="#home">All patterns</a>
      </header>
      <h1 className="vh">{TITLES[shelf]}</h1>
      {shelf === 'glossary' && <Glossary at={at} />}
      {shelf === 'map' && <PatternMap at={at} />}
      {shelf === 'tables' && <Tables at={at} />}
    </main>
  )
}

/** To the step that waits. */
function Back() {
  const lesson = useLesson((state) => state.lesson)
  const step = useLesson(stepOf)
  if (!lesson || !step) return null
  return <a href={formatRoute({ page: 'lesson', slug: lesson.slug, step: step.id })}>{`Back to ${step.title}`}</a>
}
