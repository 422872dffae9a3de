/** Follows the address's fragment: the chapter map, a step of a lesson, or the playground. */
import { useEffect, useSyncExternalStore } from 'react'
import { useSession } from '../session/context.tsx'
import { showMoment } from '../session/lesson/moment.ts'
import { formatRoute, parseRoute, type Route } from '../session/lesson/route.ts'
import { openSandbox } from '../session/lesson/sandbox.ts'

const subscribe = (changed: () => void) => {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}
const readHash = () => location.hash

const ASIDE: readonly Route['page'][] = ['home', 'reference']

/** The page to show; opens and closes lessons as the address says, and says in the address which step is open. */
export function useRoute(): Exclude<Route, { page: 'sandbox' | 'author' }> {
  const session = useSession()
  const { lessons, ui } = session
  const hash = useSyncExternalStore(subscribe, readHash)
  const route = parseRoute(hash)
  useEffect(() => {
    if (!lessons) return
    const asked = parseRoute(hash)
    const { phase, lesson, index } = lessons.state.getState()
    if (asked.page === 'lesson') {
      const open = lesson?.slug === asked.slug && (!asked.step || lesson.steps[index]?.id === asked.step)
      if (!open || phase === 'failed' || asked.moment) void showMoment(session, asked)
      ui.setState({
        pane: 'lesson',
        ...(asked.hidden ? { solutionsHidden: true } : {}),
        ...(asked.projector ? { projector: true } : {}),
      })
    } else if (asked.page === 'sandbox') {
      // It is opened once: a reload shows what became of it.
      location.replace(formatRoute({ page: 'cluster' }))
      void openSandbox(session, asked)
    } else if (asked.page === 'author') {
      location.replace(formatRoute({ page: 'cluster' }))
      ui.setState({ authoring: true, side: 'author', pane: 'side' })
    } else if (asked.page === 'cluster' && phase !== 'none') void lessons.close()
  }, [hash, session, lessons, ui])
  useEffect(
    () =>
      lessons?.state.subscribe(({ phase, lesson, index }) => {
        const step = lesson?.steps[index]
        if (phase === 'none' && parseRoute(location.hash).page === 'lesson')
          location.hash = formatRoute({ page: 'cluster' })
        // Who looks a word up, or at the map, comes back to the step by himself.
        if (!lesson || !step || ASIDE.includes(parseRoute(location.hash).page)) return
        // An assignment stays one from step to step, and over a reload.
        const hidden = ui.getState().solutionsHidden ? { hidden: true as const } : {}
        const here = formatRoute({ page: 'lesson', slug: lesson.slug, step: step.id, ...hidden })
        if (location.hash !== here) location.hash = here
      }),
    [lessons, ui],
  )
  return lessons && route.page !== 'sandbox' && route.page !== 'author' ? route : { page: 'cluster' }
}
