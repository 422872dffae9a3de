/** `-o custom-columns=NAME:.metadata.name,…`. Source: kubectl pkg/cmd/get/customcolumn.go. */
import { fail } from '../base/failure.ts'
import type { Json } from '../base/json.ts'
import { GET_STYLE, tabbed } from '../base/tabwriter.ts'
import { goText } from './gotext.ts'
import { type JsonPath, JsonPathError, parseJsonPath, relaxed } from './jsonpath.ts'

export interface CustomColumns {
  headers: string[]
  paths: JsonPath[]
}

export function parseColumns(spec: string): CustomColumns {
  if (spec === '') throw fail('custom-columns format specified but no custom columns given')
  const headers: string[] = []
  const paths: JsonPath[] = []
  for (const part of spec.split(',')) {
    const at = part.indexOf(':')
    if (at < 0) throw fail(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    headers.push(part.slice(0, at))
    paths.push(columnPath(part.slice(at + 1)))
  }
  return { headers, paths }
}

function columnPath(expression: string): JsonPath {
  try {
    return parseJsonPath(relaxed(expression))
  } catch (error) {
    if (error instanceof JsonPathError) throw fail(error.message)
    throw error
  }
}

/** `custom-columns-file`: a line of headers and a line of paths. */
export function columnsOfFile(text: string): CustomColumns {
  const [headers = [], paths = []] = text.split('\n').map((line) => line.split(/\s+/).filter((word) => word !== ''))
  if (headers.length !== paths.length)
    throw fail(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`)
  return { headers, paths: paths.map(columnPath) }
}

export function columnRow({ paths }: CustomColumns, object: Json): string {
  const cells = paths.map((path) => {
    const found = path.find(object)
    const values = found.flat().map((value) => goText(value))
    if (found.length === 0 || found[0]?.length === 0) values.unshift('<none>')
    return values.join(',')
  })
  return `${cells.join('\t')}\n`
}

export function printColumns(columns: CustomColumns, objects: readonly Json[], headers: boolean): string {
  const head = headers ? `${columns.headers.join('\t')}\n` : ''
  return tabbed(head + objects.map((object) => columnRow(columns, object)).join(''), GET_STYLE)
}
