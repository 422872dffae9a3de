/**
 * `npm run grade -- FILE|LINK… [--json]`: plays what learners handed in again, headless, and prints how each step stands. A file has a link a line.
 * Ends with 1 when something was refused or not passed.
 */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Grade, gradeStep } from '../engine/testing/lessons/grade.ts'
import { LESSONS } from '../lessons/list.ts'
import { readLesson } from './lessons/read.ts'

interface Row extends Grade {
  step: string
}

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
if (positionals.length === 0) throw new Error('usage: npm run grade -- FILE|LINK… [--json]')

const links = positionals.flatMap((given) => (existsSync(given) ? linesOf(readFileSync(given, 'utf8')) : [given]))
const rows = links.map(grade)
if (values.json) console.log(JSON.stringify(rows, undefined, 2))
else for (const row of rows) print(row)
const passed = rows.filter(({ verdict }) => verdict === 'passed').length
if (!values.json) console.log(`${passed} of ${rows.length} passed`)
if (passed < rows.length || rows.length === 0) process.exitCode = 1

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('# '))
}

function grade(link: string): Row {
  const asked = new URLSearchParams(link.slice(link.indexOf('#') + 1))
  const slug = asked.get('lesson') ?? ''
  const id = asked.get('step') ?? ''
  const refused = (why: string): Row => ({ step: `${slug}/${id}`, verdict: 'refused', why, checks: [], deeds: [] })
  if (!LESSONS.includes(slug)) return refused(`there is no lesson ${JSON.stringify(slug.slice(0, 60))}`)
  const lesson = readLesson(slug)
  const step = lesson.steps.find((each) => each.id === id)
  if (!step) return refused(`the lesson has no step ${JSON.stringify(id.slice(0, 60))}`)
  const run = asked.get('run')
  if (!run) return refused('the link carries no run: it is the step itself, not what somebody did in it')
  const digest = asked.get('digest')
  return { step: `${slug}/${id}`, ...gradeStep(lesson, step, { run, ...(digest ? { digest } : {}) }) }
}

function print({ step, verdict, why, checks, passedMs, digest, deeds }: Row): void {
  console.log(
    `${verdict.toUpperCase().padEnd(10)} ${step}${passedMs === undefined ? '' : ` after ${passedMs / 1000} s`}`,
  )
  if (why) console.log(`           ${why}`)
  for (const { say, state } of checks) console.log(`           ${state.padEnd(8)} ${say}`)
  for (const { atMs, text } of deeds) console.log(`           ${(atMs / 1000).toFixed(3).padStart(8)} s ${text}`)
  if (digest) console.log(`           digest ${digest}`)
}
