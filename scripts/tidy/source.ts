/** One file as the tidy rules see it: its text, its syntax tree, what it imports. */
import { posix } from 'node:path'
import { parseSync } from 'vite'

/** A node of the (ESTree) syntax tree; rules look at the few properties they know. */
export interface Node {
  type: string
  start: number
  end: number
  [property: string]: unknown
}

const CODE = /\.[cm]?[jt]sx?$/

export type ImportHow = 'import' | 'type' | 'dynamic' | 'url'

export interface Import {
  /** Path from the repository's root for relative imports, else the package's specifier. */
  to: string
  isRelative: boolean
  /** `url` is `new URL('./x.ts', import.meta.url)`: a worker is started, its code is not brought in. */
  how: ImportHow
  line: number
}

export interface Source {
  /** From the repository's root, with forward slashes. */
  path: string
  text: string
  program: Node
  comments: { value: string; start: number }[]
  imports: Import[]
}

/** What a rule found wrong. */
export interface Violation {
  path: string
  line: number
  message: string
}

export function formatViolation({ path, line, message }: Violation): string {
  return `${path}:${line} ${message}`
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

/** Calls the visitor for every node with its ancestors, nearest last. */
export function walk(node: Node, visit: (node: Node, ancestors: Node[]) => void, ancestors: Node[] = []) {
  visit(node, ancestors)
  ancestors.push(node)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, ancestors)
  }
  ancestors.pop()
}

function literal(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

/** `new URL('./x.ts', import.meta.url)`, the way a bundler is told of a worker's file. */
function urlImport(node: Node): string | undefined {
  const callee = node.callee as Node | undefined
  const [specifier, base] = (node.arguments as Node[] | undefined) ?? []
  const isUrl = node.type === 'NewExpression' && callee?.name === 'URL'
  const path = isUrl && base?.type === 'MemberExpression' ? literal(specifier) : undefined
  return path !== undefined && CODE.test(path) ? path : undefined
}

function specifierOf(node: Node): { specifier: string; how: ImportHow } | undefined {
  const find = (): [string | undefined, ImportHow] => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        return [literal(node.source), node.importKind === 'type' || node.exportKind === 'type' ? 'type' : 'import']
      case 'ImportExpression':
        return [literal(node.source), 'dynamic']
      case 'TSImportType':
        return [literal(node.source), 'type']
      case 'NewExpression':
        return [urlImport(node), 'url']
      default:
        return [undefined, 'import']
    }
  }
  const [specifier, how] = find()
  if (specifier === undefined) return undefined
  return { specifier, how: /\?(worker|url)/.test(specifier) ? 'url' : how }
}

function importsOf(path: string, text: string, program: Node): Import[] {
  const imports: Import[] = []
  walk(program, (node) => {
    const found = specifierOf(node)
    if (!found) return
    const specifier = found.specifier.replace(/\?.*$/, '')
    const isRelative = specifier.startsWith('.')
    const to = isRelative ? posix.join(posix.dirname(path), specifier) : specifier
    imports.push({ to, isRelative, how: found.how, line: lineAt(text, node.start) })
  })
  return imports
}

/** @throws {Error} with the parser's picture of the place when the text is no TypeScript */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}\n${errors[0]?.codeframe ?? ''}`)
  const root = program as unknown as Node
  return { path, text, program: root, comments, imports: importsOf(path, text, root) }
}
