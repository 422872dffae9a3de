/** What decoding finds wrong, in the order and the words of the API server's JSON decoder (sigs.k8s.io/json). */
import { goQuote } from '../goquote.ts'

/** Field names, list positions and map keys from the root to the place. */
export type FieldPath = readonly (string | number)[]

/** `type`: the value cannot be read. `unknown`, `duplicate`: it can, but strict decoding refuses the field. */
export type ProblemKind = 'type' | 'unknown' | 'duplicate'

/** One thing wrong with a document. */
export interface DecodeProblem {
  readonly kind: ProblemKind
  readonly path: FieldPath
  /** The decoder's text for this problem alone. */
  readonly message: string
  /** Go's decoder stops here at once; other type problems only when they come first. */
  readonly fatal: boolean
}

/** Strict problems beyond this many are not told (upstream's own limit). */
const MAX_STRICT = 100

/** `spec.containers[0].image`. */
export function pathText(path: FieldPath): string {
  let text = ''
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`
  return text
}

/** A strict problem at `path`. */
export function strictProblem(kind: 'unknown' | 'duplicate', path: FieldPath): DecodeProblem {
  return { kind, path, message: `${kind} field ${goQuote(pathText(path))}`, fatal: false }
}

type Rank = (parent: unknown, key: string | number) => string | number

/** Positions of keys in the document as it was written; computed once for each object met. */
function writtenRank(): Rank {
  const orders = new Map<object, Map<string, number>>()
  return (parent, key) => {
    if (typeof key === 'number' || typeof parent !== 'object' || parent === null) return key
    let order = orders.get(parent)
    if (!order) {
      order = new Map(Object.keys(parent).map((name, position) => [name, position]))
      orders.set(parent, order)
    }
    return order.get(key) ?? Number.MAX_SAFE_INTEGER
  }
}

function ranks(root: unknown, path: FieldPath, rank: Rank): (string | number)[] {
  let at = root
  return path.map((key) => {
    const position = rank(at, key)
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined
    return position
  })
}

function compareRanks(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (let at = 0; at < left.length && at < right.length; at++) {
    const [a, b] = [left[at] as string | number, right[at] as string | number]
    if (a !== b) return a < b ? -1 : 1
  }
  return left.length - right.length
}

/**
 * Problems in the order in which the server would report them: what stops decoding first, then other type problems,
 * then strict ones (at most 100, none twice), each group in document order.
 * @param sorted the document reached the decoder with its keys sorted (as YAML and kubectl's JSON do), else as written
 */
export function inOrder(problems: readonly DecodeProblem[], root: unknown, sorted: boolean): DecodeProblem[] {
  const rank: Rank = sorted ? (_, key) => key : writtenRank()
  const ranked = problems.map((problem) => ({ problem, rank: ranks(root, problem.path, rank) }))
  ranked.sort((left, right) => weight(left.problem) - weight(right.problem) || compareRanks(left.rank, right.rank))
  const seen = new Set<string>()
  const told = ranked
    .map((entry) => entry.problem)
    .filter(({ kind, message }) => {
      if (kind === 'type') return true
      if (seen.has(message) || seen.size >= MAX_STRICT) return false
      seen.add(message)
      return true
    })
  return told
}

function weight(problem: DecodeProblem): number {
  if (problem.fatal) return 0
  return problem.kind === 'type' ? 1 : 2
}

/** The one text of a refused document: the first type problem, or all strict ones. */
export function decodeErrorText(problems: readonly DecodeProblem[]): string {
  const [first] = problems
  if (first === undefined || first.kind === 'type') return first?.message ?? ''
  return `strict decoding error: ${problems.map((problem) => problem.message).join(', ')}`
}
