/**
 * `npm run lesson -- new SLUG [--title T] [--part P]`: a folder to begin with, which passes the schema and its own proofs.
 * `npm run lesson -- check SLUG [STEP] [--seeds N]`: every proof of a lesson, a line each; `./folder` instead of SLUG is one
 *   written elsewhere, e.g. at the page's desk (`#author`).
 * `npm run lesson -- play SLUG STEP [--solution N|--almost N]`: a step headless, move by move.
 * `npm run lesson -- preview SLUG [STEP]`: the page at that step, again at every change.
 */
import { parseArgs } from 'node:util'
import { checkCommand } from './lessons/check.ts'
import { newCommand } from './lessons/new.ts'
import { playCommand } from './lessons/play.ts'
import { previewCommand } from './lessons/preview.ts'

export type Options = Record<'title' | 'part' | 'seeds' | 'solution' | 'almost', string | undefined>
const COMMANDS: Record<string, (words: string[], options: Options) => void | Promise<void>> = {
  new: newCommand,
  check: checkCommand,
  play: playCommand,
  preview: previewCommand,
}

const text = { type: 'string' } as const
const { values, positionals } = parseArgs({
  options: { title: text, part: text, seeds: text, solution: text, almost: text },
  allowPositionals: true,
})
const [name = '', ...words] = positionals
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
if (!command) throw new Error(`usage: npm run lesson -- ${Object.keys(COMMANDS).join('|')} SLUG …`)
const { title, part, seeds, solution, almost } = values
await command(words, { title, part, seeds, solution, almost })
