/** A moment of a step, into a link and out of one: the step, how its cluster stands, what is looked at, and the engine that made it. */
import type { Session } from '../context.tsx'
import { stepOf } from './lesson-machine.ts'
import { formatRoute, type Moment, type Route } from './route.ts'

/** Opens a step and then what a link says was looked at; never rejects. */
export async function showMoment(
  session: Session,
  { slug, step, moment = {} }: Route & { page: 'lesson' },
): Promise<void> {
  const { lessons, ui, actions } = session
  const { run, sinceMs, view, select } = moment
  await lessons?.open(slug, step, run === undefined ? {} : { run, sinceMs: sinceMs ?? 0 })
  if (lessons?.state.getState().phase === 'failed') return
  if (view) ui.setState({ view })
  if (!select) return
  ui.setState({ selected: select, selectedPod: -1, side: 'inspector' })
  await actions.select(select)
}

/** The fragment of a link to what is shown now; undefined while no step is open. */
export async function momentHash(session: Session, state: boolean): Promise<string | undefined> {
  const { lessons, ui, library } = session
  const context = lessons?.state.getState()
  const step = context && stepOf(context)
  if (!context?.lesson || !step) return undefined
  const { view, selected } = ui.getState()
  const moment: Moment = {
    ...(view === step.view ? {} : { view }),
    ...(state && selected ? { select: selected } : {}),
    ...(state && library ? { run: await library.text(), sinceMs: context.sinceMs } : {}),
  }
  return formatRoute({ page: 'lesson', slug: context.lesson.slug, step: step.id, moment })
}
