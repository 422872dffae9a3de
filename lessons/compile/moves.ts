/** Moves as lessons write them: `apply: web.yaml`, `wait: 30s`, `until: …`, `kubectl: …`, `fault: …`, `load: …`, `tell: …`. */
import { type Shape, shapeProblems } from '../../engine/checks/shape.ts'
import type { FaultAction, LoadSpec, Move } from '../lesson.ts'
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
    case 'load':
      return [{ do: 'load', load: readLoad(reader, operand, `${at}.load`) }]
    case 'endLoad':
      return [{ do: 'endLoad', name: String(operand) }]
    case 'tell':
      return [{ do: 'tell', fact: String(operand) }]
    default:
      return reader.problem(
        `${at}: no move ${verb}; there are apply, kubectl, wait, until, fault, load, endLoad, tell`,
        [],
      )
  }
}

/** A steady stream of requests to a Service, as most lessons want it: `{ service: web, rate: 5 }`. */
function readLoad(reader: Reader, value: unknown, at: string): LoadSpec {
  const load = isMap(value) ? value : {}
  for (const problem of shapeProblems(value, LOAD, at)) reader.problem(problem, undefined)
  const { service, port, rate, name = service, ...rest } = load as Record<string, never>
  return {
    name: String(name),
    target: { kind: 'service', namespace: 'default', name: String(service), ...(port === undefined ? {} : { port }) },
    shape: [{ atSeconds: 0, ratePerSecond: Number(rate) }],
    ...rest,
  }
}

const LOAD: Shape = {
  service: 'text',
  rate: 'number',
  name: 'text?',
  port: 'any?',
  path: 'text?',
  timeoutMs: 'number?',
  clients: 'number?',
}
