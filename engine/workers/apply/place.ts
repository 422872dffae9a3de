/** From a field's path to its place in the text of a document. */
import { isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml'
import type { TextRange } from '../../protocol/apply.ts'
import type { DocumentText } from './split.ts'

export type Path = readonly (string | number)[]

/** Beyond this no place is looked for: the text would be parsed a second time. */
const MOST_CHARACTERS = 1_000_000

/** Offsets of a field: of its name and of its value. */
export interface FieldPlace {
  key: TextRange | undefined
  value: TextRange | undefined
  /** The whole path was found; else these are of the nearest field that holds it. */
  exact: boolean
}

/** Answers for one document; `all` is the text it stands in. */
export class Places {
  private root: Node | null | undefined

  constructor(
    private readonly all: string,
    private readonly document: DocumentText,
  ) {}

  /** The place of the first thing that is not YAML. */
  syntaxError(): TextRange | undefined {
    if (this.document.text.length > MOST_CHARACTERS) return undefined
    const [problem] = parseDocument(this.document.text, OPTIONS).errors
    return problem && this.range(problem.pos[0], Math.max(problem.pos[1], problem.pos[0] + 1))
  }

  /** The place of a field, or of what holds it. */
  field(path: Path): FieldPlace {
    let node = this.parsed()
    let found: FieldPlace = { key: undefined, value: node ? this.ofNode(node) : undefined, exact: path.length === 0 }
    for (let depth = 0; depth < path.length; depth++) {
      const step = this.enter(node, path[depth] as string | number)
      if (step === undefined) return { ...found, exact: false }
      node = step.node
      found = {
        key: step.key ? this.ofNode(step.key) : undefined,
        value: node ? this.ofNode(node) : undefined,
        exact: depth === path.length - 1,
      }
    }
    return found
  }

  /** The document alone. */
  get text(): string {
    return this.document.text
  }

  /** From the document's beginning to its end. */
  whole(): TextRange {
    return this.range(0, this.document.text.length)
  }

  /** Where the document begins to say something. */
  start(): TextRange {
    const first = this.document.text.search(/^[^\s#]/m)
    const begin = Math.max(0, first)
    const newline = this.document.text.indexOf('\n', begin)
    return this.range(begin, newline < 0 ? this.document.text.length : newline)
  }

  private enter(node: Node | null | undefined, part: string | number): { key?: Node; node: Node | null } | undefined {
    if (isSeq(node) && typeof part === 'number') {
      const item = node.items[part] as Node | undefined
      return item && { node: item }
    }
    if (!isMap(node)) return undefined
    const pair = (node as YAMLMap<Node, Node | null>).items.find(
      ({ key }) => isScalar(key) && String(key.value) === String(part),
    )
    return pair && { key: pair.key, node: pair.value }
  }

  private parsed(): Node | null {
    if (this.root === undefined) {
      const short = this.document.text.length <= MOST_CHARACTERS
      this.root = short ? (parseDocument(this.document.text, OPTIONS).contents as Node | null) : null
    }
    return this.root
  }

  private ofNode(node: Node): TextRange | undefined {
    if (!node.range) return undefined
    const [begin, end] = node.range
    // A block ends where the next thing begins; its last line is enough.
    const text = this.document.text.slice(begin, end).trimEnd()
    return this.range(begin, begin + Math.max(1, text.length))
  }

  private range(begin: number, end: number): TextRange {
    const from = this.position(begin + this.document.offset)
    const to = this.position(end + this.document.offset)
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
  }

  private position(offset: number): { line: number; column: number } {
    let line = 1
    let lineStart = 0
    for (let at = this.all.indexOf('\n'); at >= 0 && at < offset; at = this.all.indexOf('\n', at + 1)) {
      line++
      lineStart = at + 1
    }
    return { line, column: offset - lineStart + 1 }
  }
}

const OPTIONS = { version: '1.1', uniqueKeys: false, logLevel: 'silent', strict: false } as const

/** `spec.containers[0].image` or `data[tls.crt]` as steps. */
export function parseFieldPath(field: string): Path {
  const steps: (string | number)[] = []
  for (const [, name, index] of field.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    if (name !== undefined) steps.push(name)
    else if (index !== undefined && /^\d+$/.test(index)) steps.push(Number(index))
    else if (index) steps.push(index.replace(/^"(.*)"$/, '$1'))
  }
  return steps
}
