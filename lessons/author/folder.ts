/** A draft as a lesson's folder, and back: the same files `npm run lesson` reads. */
import { stringify } from 'yaml'
import type { Draft, DraftFile, DraftWay } from '../../engine/protocol/author.ts'
import type { CheckSpec, Lesson, Move, Step } from '../lesson.ts'

/** After the start, and after a near miss, the cluster comes round. */
const SETTLE = '20s'
const SETTLE_MS = 20_000

export const STEP_ID = 'step'

/** Path below the lesson's folder → text. */
export function folderOf(draft: Draft): Map<string, string> {
  const { title, part, summary, minutes, view, speed, prose, files, checks, solutions, almost, hints } = draft
  const folder = new Map<string, string>()
  const put = (name: string, text: string): string => {
    let free = safe(name)
    for (let n = 2; (folder.get(`${STEP_ID}/${free}`) ?? text) !== text; n++)
      free = safe(name).replace(/(\.\w+)?$/, `-${n}$1`)
    folder.set(`${STEP_ID}/${free}`, text)
    return free
  }
  const applied = ({ files: these }: DraftWay) => these.map(({ name, text }) => ({ apply: put(name, text) }))
  const tabs = files.map(({ name, text }) => put(name, text))
  const step = {
    title,
    minutes,
    view,
    speed,
    files: tabs,
    start: [...tabs.map((name) => ({ apply: name })), { wait: SETTLE }],
    checks: checks.map(written),
    solutions: solutions.map((way) => ({ name: way.name, moves: applied(way) })),
    almost: almost.map((way) => ({
      name: way.name,
      moves: [...applied(way), { wait: SETTLE }],
      checks: way.checks.map(written),
      say: way.say,
    })),
    hints,
  }
  folder.set('lesson.yaml', stringify({ title, part, summary, steps: [STEP_ID] }))
  folder.set(`${STEP_ID}/step.yaml`, stringify(step))
  folder.set(`${STEP_ID}/prose.md`, `${prose.trim()}\n`)
  return folder
}

const written = ({ say, that, args, when, holdMs }: CheckSpec) => ({
  say,
  that,
  ...args,
  ...(when ? { when } : {}),
  ...(holdMs ? { hold: `${holdMs}ms` } : {}),
})

/** A file's name that is a manifest's, in no other folder, and not one the format has for itself. */
function safe(name: string): string {
  const bare = name
    .replace(/^.*[/\\]/, '')
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^\.+/, '')
    .slice(0, 60)
  const manifest = /\.ya?ml$/.test(bare) ? bare : `${bare || 'manifest'}.yaml`
  return manifest === 'step.yaml' ? 'step-1.yaml' : manifest
}

/** A lesson for the desk. @throws Error naming what the desk has no place for */
export function draftOf({ slug, part, summary, steps, nodes }: Lesson): Draft {
  const [step, ...others] = steps
  if (!step || others.length > 0) throw new Error(`it has ${steps.length} steps; one is written at a time`)
  const extra = [
    nodes ? 'machines of its own' : '',
    step.question ? 'a question' : '',
    step.figures.length > 0 ? 'figures' : '',
    step.cues.length > 0 ? 'cues' : '',
    step.continues ? 'a cluster that goes on' : '',
  ].filter(Boolean)
  if (extra.length > 0) throw new Error(`it has ${extra.join(', ')}, for which there is no place here`)
  const { title, minutes, prose, view, speed, checks, hints } = step
  return {
    slug,
    title,
    part,
    summary,
    minutes,
    prose,
    view,
    speed,
    files: startFiles(step),
    checks,
    hints,
    solutions: step.solutions.map(({ name, moves }) => ({ name, files: filesOf(moves) })),
    almost: step.almost.map(({ name, moves, checks: those, say }) => ({
      name,
      files: filesOf(moves),
      checks: those,
      say,
    })),
  }
}

function startFiles({ start, files }: Step): DraftFile[] {
  const applied = filesOf(start)
  if (files.some(({ text }) => !applied.some((each) => each.text === text)))
    throw new Error('it has files that its start does not apply, for which there is no place here')
  return applied
}

/** @throws Error for a move that is no file, beside the pause at the end */
function filesOf(moves: readonly Move[]): DraftFile[] {
  return moves.flatMap((move, i) => {
    if (move.do === 'apply') return [{ name: move.file?.split('/').at(-1) ?? 'manifest.yaml', text: move.text }]
    if (move.do === 'wait' && move.ms === SETTLE_MS && i === moves.length - 1) return []
    throw new Error(`it does "${move.do}", for which there is no place here`)
  })
}
