/** jq, as far as lines about objects use it. Patterns of `test` run in re2js. */
import { instant } from '../process.ts'
import { type Filter, options, overText } from './filter.ts'
import { JqError } from './jqerror.ts'
import { evaluate } from './jqvalues.ts'
import { parseJq } from './jqparse.ts'

export const jq: Filter = (args, context) => {
  const { flags, rest } = options(args)
  const [program = '.', ...files] = rest
  let parsed: ReturnType<typeof parseJq>
  try {
    parsed = parseJq(program)
  } catch (error) {
    if (!(error instanceof JqError)) throw error
    return instant((io) => (io.err(`jq: error: ${error.message}\njq: 1 compile error\n`), 3))
  }
  return overText(files, context, 'jq', (text, io) => {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      io.err('jq: parse error: the input is not one JSON value\n')
      return 2
    }
    const inputs = flags.has('s') ? [[value]] : [value]
    try {
      for (const input of inputs) for (const out of evaluate(parsed, input)) io.out(`${shown(out, flags)}\n`)
      return 0
    } catch (error) {
      if (!(error instanceof JqError)) throw error
      io.err(`jq: error (at <stdin>:0): ${error.message}\n`)
      return 5
    }
  })
}

function shown(value: unknown, flags: ReadonlySet<string>): string {
  if (typeof value === 'string' && flags.has('r')) return value
  const sorted = flags.has('S') ? sortKeys(value) : value
  return JSON.stringify(sorted, null, flags.has('c') ? 0 : 2)
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  )
}
