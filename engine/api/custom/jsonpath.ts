/**
 * The JSONPath that printer columns, scale and selectable fields use: names, indexes, wildcards and equality filters.
 * Source: client-go util/jsonpath (the part that apiextensions lets through).
 */

type Step =
  | { kind: 'name'; name: string }
  | { kind: 'index'; at: number }
  | { kind: 'all' }
  | { kind: 'filter'; path: readonly Step[]; operator: '==' | '!='; value: unknown }

const TOKEN =
  /^(?:\.?\[\*\]|\.\*|\.?\[(-?\d+)\]|\.?\['((?:[^'\\]|\\.)*)'\]|\.?\["((?:[^"\\]|\\.)*)"\]|\.?\[\?\(@((?:\.[\w-]+|\['[^']*'\])+)\s*(==|!=)\s*("[^"]*"|'[^']*'|[\w.-]+)\)\]|\.((?:[\w/-]|\\.)+))/

const parsed = new Map<string, readonly Step[] | undefined>()
const MAX_PARSED = 1000

/** The steps of a path; undefined when it is none. */
export function parseJsonPath(text: string): readonly Step[] | undefined {
  if (!parsed.has(text)) {
    if (parsed.size >= MAX_PARSED) parsed.clear()
    parsed.set(text, parseSteps(text.replace(/^\{(.*)\}$/, '$1').replace(/^\$/, '')))
  }
  return parsed.get(text)
}

function parseSteps(text: string): readonly Step[] | undefined {
  const steps: Step[] = []
  let rest = text
  while (rest !== '') {
    const match = TOKEN.exec(rest)
    if (match === null) return undefined
    const step = stepOf(match)
    if (step === undefined) return undefined
    steps.push(step)
    rest = rest.slice(match[0].length)
  }
  return steps
}

function stepOf([, at, single, double, path, operator, value, name]: RegExpExecArray): Step | undefined {
  if (at !== undefined) return { kind: 'index', at: Number(at) }
  const quoted = single ?? double
  if (quoted !== undefined) return { kind: 'name', name: quoted.replace(/\\(.)/g, '$1') }
  if (name !== undefined) return { kind: 'name', name: name.replace(/\\(.)/g, '$1') }
  if (path === undefined) return { kind: 'all' }
  const inner = parseSteps(path)
  return inner && { kind: 'filter', path: inner, operator: operator as '==', value: literal(value ?? '') }
}

function literal(text: string): unknown {
  if (/^["']/.test(text)) return text.slice(1, -1)
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return Number.isNaN(number) ? text : number
}

/** Everything the path finds, in order; nothing when the path cannot be read. */
export function findByJsonPath(text: string, root: unknown): unknown[] {
  return walk(parseJsonPath(text), root)
}

function walk(steps: readonly Step[] | undefined, root: unknown): unknown[] {
  if (steps === undefined) return []
  let found: unknown[] = [root]
  for (const step of steps) found = found.flatMap((value) => children(step, value))
  return found
}

function children(step: Step, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (step.kind === 'name') {
    return !Array.isArray(value) && Object.hasOwn(value, step.name)
      ? [(value as Record<string, unknown>)[step.name]]
      : []
  }
  if (step.kind === 'all') return Object.values(value)
  if (!Array.isArray(value)) return []
  if (step.kind === 'index') {
    const item = value.at(step.at)
    return item === undefined ? [] : [item]
  }
  return value.filter((item) => {
    const [actual] = walk(step.path, item)
    return actual !== undefined && (step.operator === '==') === (actual === step.value)
  })
}
