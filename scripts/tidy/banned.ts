/** What the engine proper must not call: host time, host chance, waiting, and whatever differs between hosts. */
import { lineAt, type Node, type Source, type Violation, walk } from './source.ts'

const TIME = 'time is the virtual clock’s'
const WAIT = 'a step is synchronous; waiting is an event on the clock'
const CHANCE = 'chance is a seeded stream'
const HOST = 'it differs between hosts'

const GLOBALS: Record<string, string> = {
  Date: TIME,
  performance: TIME,
  setTimeout: WAIT,
  setInterval: WAIT,
  setImmediate: WAIT,
  requestAnimationFrame: WAIT,
  queueMicrotask: WAIT,
  Promise: WAIT,
  Intl: HOST,
  WeakRef: 'collection is not deterministic',
  FinalizationRegistry: 'collection is not deterministic',
}
/** Methods of any object. */
const METHODS: Record<string, string> = {
  localeCompare: HOST,
  toLocaleString: HOST,
  toLocaleLowerCase: HOST,
  toLocaleUpperCase: HOST,
}
/** IEEE 754 leaves these to the library; tables and integers are the same everywhere. */
const INEXACT =
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh'.split(
    ' ',
  )
const MATH: Record<string, string> = {
  random: CHANCE,
  ...Object.fromEntries(INEXACT.map((name) => [name, `${HOST} in its last bit`])),
}
/** Modules whose own function builds patterns from their own constants. */
const PATTERN_BUILDERS = new Set(['engine/api/names.ts', 'engine/api/valueformats.ts'])
const ADAPTERS = /^engine\/(http|workers|testing)\//

/** Whether the rule applies: engine code that is no adapter and no test. */
export function isEngineProper(path: string): boolean {
  return path.startsWith('engine/') && !ADAPTERS.test(path) && !/\.test\.ts$/.test(path)
}

const own = (table: Record<string, string>, name: unknown) =>
  typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined

/** A name that stands for the global: no property, no key, nothing the file declares itself. */
function isReference(node: Node, parent: Node | undefined): boolean {
  if (!parent) return true
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed === true
  if (/^TS(?!AsExpression|NonNull|Satisfies)/.test(parent.type)) return false
  if (/^(Property|PropertyDefinition|MethodDefinition)$/.test(parent.type)) return parent.value === node
  return !/Specifier$/.test(parent.type)
}

function memberReason(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined
  const object = node.object as Node
  const property = node.property as Node
  const name = node.computed ? property.value : property.name
  const math = object.name === 'Math' ? own(MATH, name) : undefined
  const reason = math ?? own(METHODS, name)
  return reason === undefined ? undefined : `${math ? 'Math.' : ''}${String(name)}: ${reason}`
}

function asyncReason(node: Node): string | undefined {
  const isAsync =
    node.async === true || node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)
  return isAsync ? `async: ${WAIT}` : undefined
}

/** A pattern put together while running may be a user's, and RegExp cannot be interrupted; a module's constants are its own. */
function patternReason(node: Node, ancestors: Node[]): string | undefined {
  if (!ancestors.some(({ type }) => type.includes('Function'))) return undefined
  const callee = node.callee as Node | undefined
  const isRegExp = /^(New|Call)Expression$/.test(node.type) && callee?.name === 'RegExp'
  const [pattern] = (node.arguments as Node[] | undefined) ?? []
  return isRegExp && pattern?.type !== 'Literal'
    ? 'RegExp of a computed pattern: user patterns go through re2js'
    : undefined
}

function reasonAgainst(node: Node, ancestors: Node[]): string | undefined {
  if (node.type === 'Identifier') {
    const reason = own(GLOBALS, node.name)
    return reason !== undefined && isReference(node, ancestors.at(-1)) ? `${String(node.name)}: ${reason}` : undefined
  }
  return memberReason(node) ?? asyncReason(node) ?? patternReason(node, ancestors)
}

export function bannedViolations(source: Source): Violation[] {
  if (!isEngineProper(source.path)) return []
  const violations: Violation[] = []
  walk(source.program, (node, ancestors) => {
    const reason = reasonAgainst(node, ancestors)
    const isOwnPattern = reason?.startsWith('RegExp') && PATTERN_BUILDERS.has(source.path)
    if (reason && !isOwnPattern)
      violations.push({ path: source.path, line: lineAt(source.text, node.start), message: `banned ${reason}` })
  })
  return violations
}
