/**
 * YAML as the API server reads it: 1.1 booleans (`yes`, `on`, `y`), but no timestamps and no sexagesimal numbers; every
 * value must have a JSON form. Aliases are bounded, nesting is bounded, nothing it holds can reach a prototype.
 * Source: sigs.k8s.io/yaml over go-yaml.
 */
import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  parseAllDocuments,
  type Document,
  type Node,
} from 'yaml'
import { goQuote } from '../goquote.ts'

export interface YamlText {
  value?: unknown
  /** go-yaml's text for text that is not YAML. */
  error?: string
  /** go-yaml's lines for keys met twice. */
  duplicates: string[]
}

const MAX_DEPTH = 10_000
/** Flow or inline block levels that the parser may take on its own stack. */
const MAX_SAFE_DEPTH = 1_000
const MAX_ALIASES = 100

const OPTIONS = {
  version: '1.1' as const,
  uniqueKeys: false,
  merge: true,
  logLevel: 'silent' as const,
  customTags: (tags: readonly unknown[]) =>
    tags.filter((tag) => {
      const { tag: name, format } = tag as { tag: string; format?: string }
      return !name.endsWith(':timestamp') && format !== 'TIME' && !name.endsWith(':binary') && !name.endsWith(':set')
    }) as never,
}

/** Reads one YAML document; a JSON text is one too. */
export function readYaml(text: string): YamlText {
  if (tooDeep(text)) return { error: `yaml: exceeded max depth of ${MAX_DEPTH}`, duplicates: [] }
  const lines = new LineCounter()
  try {
    return readDocument(parseDocument(text, { ...OPTIONS, lineCounter: lines }), lines)
  } catch (error) {
    return { error: refusal(error), duplicates: [] }
  }
}

/** Reads every document of a text; empty ones are left out. */
export function readYamlStream(text: string): YamlText[] {
  if (tooDeep(text)) return [{ error: `yaml: exceeded max depth of ${MAX_DEPTH}`, duplicates: [] }]
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { ...OPTIONS, lineCounter: lines })
  if (!Array.isArray(documents)) return []
  const read = documents.map((document) => {
    try {
      return readDocument(document as Document, lines)
    } catch (error) {
      return { error: refusal(error), duplicates: [] }
    }
  })
  return read.filter(({ value, error }) => error !== undefined || (value !== null && value !== undefined))
}

function readDocument(document: Document | ReturnType<typeof parseDocument>, lines: LineCounter): YamlText {
  const [problem] = document.errors
  if (problem !== undefined) {
    const line = lines.linePos(problem.pos[0]).line
    return { error: `yaml: line ${line}: ${problem.message.split(' at line ')[0]}`, duplicates: [] }
  }
  const duplicates: string[] = []
  noteDuplicates(document.contents as Node | null, lines, duplicates)
  return { value: toJson(document.toJS({ maxAliasCount: MAX_ALIASES })), duplicates }
}

/** Numbers that JSON has no form for become what go-yaml's conversion makes of them: texts. */
function toJson(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value
}

function refusal(error: unknown): string {
  if (error instanceof RangeError) return `yaml: exceeded max depth of ${MAX_DEPTH}`
  const message = (error as Error).message ?? ''
  return /alias/i.test(message) ? 'yaml: document contains excessive aliasing' : `yaml: ${message}`
}

/** An upper bound of the nesting, without parsing: open brackets, and dashes in a row. */
function tooDeep(text: string): boolean {
  let depth = 0
  let dashes = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '[' || character === '{') depth++
    else if ((character === ']' || character === '}') && depth > 0) depth--
    if (character === '-' || character === '?') dashes++
    else if (character !== ' ') dashes = 0
    if (depth > MAX_SAFE_DEPTH || dashes > MAX_SAFE_DEPTH) return true
  }
  return false
}

function noteDuplicates(root: Node | null, lines: LineCounter, found: string[]): void {
  const pending: unknown[] = [root]
  while (pending.length > 0) {
    const node = pending.pop()
    if (isMap(node)) {
      const seen = new Set<string>()
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue
        const key = String(pair.key.value)
        if (seen.has(key)) {
          const line = lines.linePos((pair.key.range as [number, number, number])[0]).line
          found.push(`  line ${line}: key ${goQuote(key)} already set in map`)
        }
        seen.add(key)
        pending.push(pair.value)
      }
    } else if (isSeq(node)) pending.push(...node.items)
  }
}
