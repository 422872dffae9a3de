/** Clusters to play in, with nothing to pass: empty ones of any size, with a chapter's sample at hand, or at the start of a step. */
import { cards, loads, sampleLoads } from 'virtual:lessons'
import type { NodeGroup } from '../../../engine/protocol/run.ts'
import type { Step } from '../../../lessons/lesson.ts'
import { CHAPTERS } from '../../../lessons/chapters.ts'
import type { Session } from '../context.tsx'
import { filesOf } from './lesson-player.ts'
import type { Route } from './route.ts'

/** Opens it as a cluster of the learner's own; never rejects, the page says what went wrong. */
export async function openSandbox(session: Session, route: Route & { page: 'sandbox' }): Promise<void> {
  const { lessons, library, ui } = session
  if (!lessons || !library) return
  try {
    if (lessons.state.getState().phase !== 'none') await lessons.close()
    if (route.slug !== undefined && route.step !== undefined) await openStep(session, route.slug, route.step)
    else if (route.slug !== undefined) await openSample(session, route.slug)
    else await library.create(route.nodes ? { nodes: machines(route.nodes) } : {}, sizeText(route.nodes))
  } catch (error) {
    ui.setState({ notice: error instanceof Error ? error.message : String(error) })
  }
}

async function openStep({ lessons, library, ui }: Session, slug: string, id: string): Promise<void> {
  const lesson = Object.hasOwn(loads, slug) ? (await loads[slug]?.())?.default : undefined
  const step = lesson?.steps.find((each: Step) => each.id === id)
  if (!lesson || !step) throw new Error(`There is no step ${slug}/${id}.`)
  const { seed, nodes } = lesson
  await library?.create({ seed, ...(nodes ? { nodes } : {}) }, `${lesson.title}: ${step.title}`, filesOf(step))
  ui.setState({ view: step.view })
  await lessons?.does(step.start)
}

async function openSample({ library, ui }: Session, slug: string): Promise<void> {
  const sample = Object.hasOwn(sampleLoads, slug) ? (await sampleLoads[slug]?.())?.default : undefined
  const title = [...cards, ...CHAPTERS].find((card) => card.slug === slug)?.title
  if (sample === undefined || title === undefined) throw new Error(`The chapter ${slug} has no sample.`)
  await library?.create({}, title, [{ name: `${slug}.yaml`, text: sample }])
  ui.setState({ side: 'yaml', pane: 'side' })
}

const sizeText = (nodes: number | undefined): string =>
  nodes ? `${nodes} ${nodes === 1 ? 'machine' : 'machines'}` : 'Your cluster'

/** A control plane, and so many workers like those of the page's own cluster. */
function machines(count: number): NodeGroup[] {
  const like = { cpu: '4', memory: '8Gi', pods: 110 }
  const role = 'node-role.kubernetes.io/control-plane'
  return [
    {
      ...like,
      name: 'control-plane-1',
      count: 1,
      zone: 'a',
      labels: { [role]: '' },
      taints: [{ key: role, effect: 'NoSchedule' }],
    },
    { ...like, name: 'node-#', count, zone: ['a', 'b', 'c'] },
  ]
}
