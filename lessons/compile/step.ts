/** A step: `step.yaml` says how it begins, what it checks and how it is solved; `prose.md` is what a learner reads. */
import { parse } from 'yaml'
import { type FieldType, shapeProblems } from '../../engine/checks/shape.ts'
import type { NearMiss, Question, Solution, Step } from '../lesson.ts'
import { STEP_VIEWS } from '../list.ts'
import { readChecks } from './checks.ts'
import { readCues, readFigures } from './happenings.ts'
import { readMoves } from './moves.ts'
import { isMap, type Reader } from './reader.ts'

const FIELDS: Record<string, FieldType | `${FieldType}?`> = {
  title: 'text',
  minutes: 'number',
  view: 'text?',
  speed: 'number?',
  files: 'texts?',
  from: 'text?',
  continues: 'yes-no?',
  start: 'any?',
  question: 'map?',
  figures: 'map?',
  cues: 'any?',
  checks: 'any',
  solutions: 'any',
  almost: 'any?',
  hints: 'texts?',
}

/** @param before the steps read so far, for `from` */
export function readStep(reader: Reader, id: string, before: readonly Step[]): Step {
  reader.folder = id
  const data = parsed(reader, reader.text(`${id}/step.yaml`))
  for (const problem of shapeProblems(data, FIELDS, 'step.yaml')) reader.problem(problem, undefined)
  const names = (data.files as string[] | undefined) ?? []
  const prose = reader.text(`${id}/prose.md`).trim()
  return {
    id,
    title: String(data.title),
    minutes: Number(data.minutes),
    prose,
    view: readView(reader, data.view ?? 'cluster'),
    speed: Number(data.speed ?? 1),
    files: names.map((name) => ({ name: name.split('/').at(-1) as string, text: reader.manifest(name, 'files') })),
    start: [...inherited(reader, data.from, before), ...readMoves(reader, data.start, 'start')],
    continues: data.continues === true,
    ...(data.question === undefined ? {} : { question: readQuestion(reader, data.question) }),
    figures: readFigures(reader, data.figures, prose),
    cues: readCues(reader, data.cues),
    checks: readChecks(reader, data.checks, 'checks'),
    solutions: readSolutions(reader, data.solutions, 'solutions'),
    almost: readAlmost(reader, data.almost),
    hints: (data.hints as string[] | undefined) ?? [],
  }
}

function parsed(reader: Reader, text: string): Record<string, unknown> {
  try {
    const data: unknown = parse(text)
    return isMap(data) ? data : reader.problem('step.yaml is no map', {})
  } catch (error) {
    return reader.problem(`step.yaml: ${(error as Error).message}`, {})
  }
}

const readView = (reader: Reader, view: unknown): string =>
  STEP_VIEWS.includes(String(view))
    ? String(view)
    : reader.problem(`there is no view ${String(view)}; there are ${STEP_VIEWS.join(', ')}`, 'cluster')

/** `from: other-step`: begins where that step's first solution ended. */
function inherited(reader: Reader, from: unknown, before: readonly Step[]): Step['start'] {
  if (from === undefined) return []
  const step = before.find(({ id }) => id === from)
  if (step === undefined) return reader.problem(`from: there is no earlier step ${String(from)}`, [])
  return [...step.start, ...(step.solutions[0]?.moves ?? [])]
}

function readQuestion(reader: Reader, value: unknown): Question {
  const { id, ask, choices, ...rest } = isMap(value) ? value : {}
  const [extra] = Object.keys(rest)
  if (extra !== undefined) reader.problem(`question has no field ${extra}`, undefined)
  if (!Array.isArray(choices)) return reader.problem('question has no choices', { id: '', ask: '', choices: [] })
  for (const [i, choice] of choices.entries())
    for (const problem of shapeProblems(choice, { id: 'text', text: 'text', say: 'text' }, `question.choices[${i}]`))
      reader.problem(problem, undefined)
  return { id: String(id), ask: String(ask), choices }
}

function readSolutions(reader: Reader, value: unknown, at: string): Solution[] {
  if (!Array.isArray(value) || value.length === 0) return reader.problem(`${at} is no list of solutions`, [])
  return value.map((one, i) => {
    const { name, moves } = isMap(one) ? one : {}
    if (typeof name !== 'string') reader.problem(`${at}[${i}] has no name`, undefined)
    return { name: String(name), moves: readMoves(reader, moves, `${at}[${i}].moves`) }
  })
}

function readAlmost(reader: Reader, value: unknown): NearMiss[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return reader.problem('almost is no list', [])
  return value.map((one, i) => {
    const at = `almost[${i}]`
    const { name, moves, checks, say, ...rest } = isMap(one) ? one : {}
    const [extra] = Object.keys(rest)
    if (extra !== undefined) reader.problem(`${at} has no field ${extra}`, undefined)
    if (typeof say !== 'string') reader.problem(`${at} says nothing`, undefined)
    return {
      name: String(name),
      moves: readMoves(reader, moves, `${at}.moves`),
      checks: readChecks(reader, checks, `${at}.checks`),
      say: String(say),
    }
  })
}
