/** What a step shows as it is, and what it does by itself: figures in the prose, and things on cue. */
import { cueFact } from '../../engine/checks/checkrun.ts'
import { shapeProblems } from '../../engine/checks/shape.ts'
import type { Cue, Figure } from '../lesson.ts'
import { readCheck } from './checks.ts'
import { readMoves } from './moves.ts'
import { isMap, type Reader } from './reader.ts'

/** `[three](live:up)` in the prose: the words stand until the number is known. */
const LIVE = /\]\(live:([^)]*)\)/g

/** `figures: { up: { that: pods, … } }`: each is in the prose, and the prose has no other. */
export function readFigures(reader: Reader, value: unknown, prose: string): Figure[] {
  const figures = Object.entries(isMap(value) ? value : {})
  const shown = [...prose.matchAll(LIVE)].map(([, name]) => name)
  for (const name of shown)
    if (!figures.some(([known]) => known === name))
      reader.problem(`prose.md: there is no figure ${String(name)}`, undefined)
  return figures.map(([name, check]) => {
    if (!shown.includes(name)) reader.problem(`figures.${name} is not in the prose`, undefined)
    return { name, ...readCheck(reader, check, `figures.${name}`) }
  })
}

/** `cues: [{ id, when, say, moves }]`. */
export function readCues(reader: Reader, value: unknown): Cue[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return reader.problem('cues is no list', [])
  return value.map((cue, i) => {
    const at = `cues[${i}]`
    for (const problem of shapeProblems(cue, { id: 'text', when: 'map', say: 'text', moves: 'any' }, at))
      reader.problem(problem, undefined)
    const { id, when, say, moves } = isMap(cue) ? cue : {}
    const done = { do: 'tell' as const, fact: cueFact(String(id)) }
    return {
      id: String(id),
      when: readCheck(reader, when, `${at}.when`),
      say: String(say),
      moves: [done, ...readMoves(reader, moves, `${at}.moves`)],
    }
  })
}
