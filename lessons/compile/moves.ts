/** Moves as lessons write them: `apply: web.yaml`, `wait: 30s`, `until: …`, `kubectl: …`, `fault: …`, `tell: …`. */
import type { FaultAction, Move } from '../lesson.ts'
import { readCheck } from './checks.ts'
import { isMap, type Reader } from './reader.ts'
import { readDuration } from './duration.ts'

/** How long `until` waits when it does not say. */
const USUAL_LIMIT = '5m'

export function readMoves(reader: Reader, value: unknown, at: string): Move[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return reader.problem(`${at} is no list of moves`, [])
  return value.flatMap((move, i) => readMove(reader, move, `${at}[${i}]`))
}

function readMove(reader: Reader, value: unknown, at: string): Move[] {
  if (!isMap(value)) return reader.problem(`${at} is no move`, [])
  const [verb, operand] = Object.entries(value)[0] ?? ['', undefined]
  switch (verb) {
    case 'apply':
      return [{ do: 'apply', text: reader.manifest(String(operand), at), file: String(operand) }]
    case 'kubectl':
      return [{ do: 'kubectl', line: String(operand) }]
    case 'wait':
      return [{ do: 'wait', ms: readDuration(reader, operand, at) }]
    case 'until': {
      const { atMost = USUAL_LIMIT, ...check } = isMap(operand) ? operand : {}
      return [{ do: 'until', check: readCheck(reader, check, at), atMostMs: readDuration(reader, atMost, at) }]
    }
    case 'fault':
      return [{ do: 'fault', fault: operand as FaultAction }]
    case 'tell':
      return [{ do: 'tell', fact: String(operand) }]
    default:
      return reader.problem(`${at}: no move ${verb}; there are apply, kubectl, wait, until, fault, tell`, [])
  }
}
