/**
 * gomplate: Go templates whose parameters come from the environment and from files of YAML, JSON or NAME=value lines. Source:
 * docs.gomplate.ca, as far as configuration templates go.
 */
import { parse } from 'yaml'
import { fromBytes, toBytes } from '../../core/bytes.ts'
import type { TemplateFunctions, Templates } from '../../core/templates.ts'
import { attempt, strerror } from '../files/errno.ts'
import type { Call, Command } from '../kernel/contract.ts'
import { BLOCKED } from './command.ts'
import { slurp } from './filter.ts'
import { makeParents } from './filecommands.ts'
import { type Options, readOptions } from './options.ts'
import { base, inside, parent } from './paths.ts'
import { fromBase64, toBase64 } from './digestcommands.ts'

const LONG = {
  in: 'i:',
  file: 'f:',
  out: 'o:',
  'input-dir': 'I:',
  'output-dir': 'O:',
  datasource: 'd:',
  context: 'c:',
  exclude: 'x:',
  version: 'V',
}

class Refused extends Error {}

/** @param templates reads and carries out templates */
export const gomplate = (templates: Templates): Command => ({
  name: 'gomplate',
  run(call) {
    const options = readOptions(call, 'i:f:o:d:c:v', LONG)
    if (options === undefined) return 1
    if (options.has('V') || options.has('v')) {
      call.out('gomplate version 4.3.0\n')
      return 0
    }
    const readsInput = !options.has('i') && !options.has('I') && options.all('f').every((name) => name === '-')
    const input = readsInput ? slurp(call) : ''
    if (input === undefined) return BLOCKED
    try {
      for (const { source, target } of jobsOf(call, options, input))
        write(call, target, rendered(call, options, templates, source))
      return 0
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      call.err(`Error: ${error.message}\n`)
      return 1
    }
  },
})

interface Job {
  source: string
  /** Undefined: standard output. */
  target: string | undefined
}

function jobsOf(call: Call, options: Options, input: string): Job[] {
  const outs = options.all('o')
  const inline = options.get('i')
  if (inline !== undefined) return [{ source: inline, target: outs[0] }]
  const directory = options.get('I')
  if (directory !== undefined) return below(call, directory, options.get('O') ?? '.', options.all('x'))
  const files = options.all('f')
  if (files.length === 0) return [{ source: input, target: outs[0] }]
  return files.map((file, i) => ({ source: file === '-' ? input : contents(call, file), target: outs[i] }))
}

function below(call: Call, from: string, to: string, excluded: readonly string[]): Job[] {
  const { value: names, errno } = attempt(() => call.files.list(from))
  if (names === undefined) throw new Refused(`couldn't open ${from}: ${strerror(errno ?? 'ENOENT')}`)
  return names.flatMap((name): Job[] => {
    const path = inside(from, name)
    const target = inside(to, name)
    // What the kubelet swaps atomically stands beside the names that point there.
    if (name.startsWith('..') || excluded.includes(name)) return []
    if (call.files.maybe(path)?.inode.kind === 'directory') return below(call, path, target, excluded)
    return [{ source: contents(call, path), target }]
  })
}

function contents(call: Call, path: string): string {
  const data = call.contents(path, (_, errno) => {
    throw new Refused(`failed to open ${path}: ${strerror(errno).toLowerCase()}`)
  })
  return fromBytes(data ?? '')
}

function write(call: Call, target: string | undefined, text: string): void {
  if (target === undefined || target === '-') {
    call.out(toBytes(text))
    return
  }
  const { errno } = attempt(() => {
    makeParents(call, parent(target))
    call.files.write(target, toBytes(text))
  })
  if (errno !== undefined) throw new Refused(`failed to write ${target}: ${strerror(errno).toLowerCase()}`)
}

function rendered(call: Call, options: Options, templates: Templates, source: string): string {
  const sources = new Map(options.all('d').map(named))
  const functions = functionsOf(call, sources)
  const data: Record<string, unknown> = { Env: Object.fromEntries(call.environment()) }
  for (const [name, url] of options.all('c').map(named)) {
    if (name === '.') Object.assign(data, fetched(call, url))
    else data[name] = fetched(call, url)
  }
  const outcome = templates.render(plainNames(source), data, functions)
  if ('failure' in outcome) throw new Refused(`failed to render template: ${outcome.failure}`)
  return outcome.text
}

/** `name=url`; a lone file is known by its name without the ending. */
function named(text: string): readonly [string, string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [base(text).replace(/\.\w+$/, ''), text] : [text.slice(0, equals), text.slice(equals + 1)]
}

/** `strings.ToUpper` and its like are one name each here, since a dot is a field to the template. */
const plainNames = (source: string): string =>
  source.replace(/\{\{[\s\S]*?\}\}/g, (action) =>
    action.replace(/\b(env|strings|conv|data|file|base64|math|filepath|path)\.([A-Z]\w*)/g, '$1_$2'),
  )

function fetched(call: Call, url: string): unknown {
  if (url.startsWith('env:')) return call.env(url.replace(/^env:\/*/, '')) ?? ''
  if (/^https?:/.test(url)) throw new Refused(`datasources over the network are not supported here: ${url}`)
  const path = url.replace(/^file:\/\//, '').replace(/\?.*$/, '')
  const text = contents(call, path)
  if (/\.(json|ya?ml)$/.test(path)) return parsed(path, text)
  return path.endsWith('.env') ? pairs(text) : text
}

function parsed(path: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 }) as unknown
  } catch (error) {
    throw new Refused(`unable to parse ${path}: ${(error as Error).message.split('\n')[0]}`)
  }
}

const pairs = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => /^\s*[A-Za-z_]\w*=/.test(line))
      .map((line) => [
        line.slice(0, line.indexOf('=')).trim(),
        line.slice(line.indexOf('=') + 1).replace(/^(["'])(.*)\1$/, '$2'),
      ]),
  )

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || value === false || value === 0

function functionsOf(call: Call, sources: ReadonlyMap<string, string>): TemplateFunctions {
  const datasource = (name: unknown): unknown => {
    const url = sources.get(String(name))
    if (url === undefined) throw new Refused(`undefined datasource '${String(name)}'`)
    return fetched(call, url)
  }
  const getenv = (name: unknown, otherwise: unknown = ''): unknown => call.env(String(name)) || otherwise
  const fallback = (otherwise: unknown, value: unknown): unknown => (isEmpty(value) ? otherwise : value)
  const text = (change: (value: string) => string) => (value: unknown) => change(String(value))
  const indent = (...args: unknown[]): string => {
    const [width, value] = args.length > 1 ? [Number(args[0]), String(args.at(-1))] : [1, String(args[0])]
    return value.replace(/^(?=.)/gm, ' '.repeat(width))
  }
  const replaceAll = (from: unknown, to: unknown, value: unknown): string =>
    String(value).replaceAll(String(from), String(to))
  const join = (list: unknown, by: unknown): string =>
    Array.isArray(list) ? list.map(String).join(String(by)) : String(list)
  return {
    datasource,
    ds: datasource,
    include: (name) => contents(call, (sources.get(String(name)) ?? '').replace(/^file:\/\//, '')),
    datasourceExists: (name) => sources.has(String(name)),
    getenv,
    env_Getenv: getenv,
    default: fallback,
    conv_Default: fallback,
    required: (...args) => {
      if (isEmpty(args.at(-1)))
        throw new Refused(args.length > 1 ? String(args[0]) : 'can not render template: a required value was not set')
      return args.at(-1)
    },
    toUpper: text((value) => value.toUpperCase()),
    strings_ToUpper: text((value) => value.toUpperCase()),
    toLower: text((value) => value.toLowerCase()),
    strings_ToLower: text((value) => value.toLowerCase()),
    strings_TrimSpace: text((value) => value.trim()),
    strings_Title: text((value) => value.replace(/\b[a-z]/g, (c) => c.toUpperCase())),
    strings_Indent: indent,
    indent,
    replaceAll,
    strings_ReplaceAll: replaceAll,
    strings_Split: (by, value) => String(value).split(String(by)),
    strings_Contains: (part, value) => String(value).includes(String(part)),
    strings_HasPrefix: (part, value) => String(value).startsWith(String(part)),
    quote: (value) => JSON.stringify(String(value)),
    strings_Quote: (value) => JSON.stringify(String(value)),
    join,
    conv_Join: join,
    conv_ToInt: (value) => Math.trunc(Number(value)),
    conv_ToBool: (value) => /^(1|t|true|yes)$/i.test(String(value)),
    base64_Encode: text(toBase64),
    base64_Decode: text((value) => fromBase64(value) ?? ''),
    data_ToJSON: (value) => JSON.stringify(value),
    toJSON: (value) => JSON.stringify(value),
    file_Read: (path) => contents(call, String(path)),
    add: (...args) => args.reduce<number>((sum, n) => sum + Number(n), 0),
    math_Add: (...args) => args.reduce<number>((sum, n) => sum + Number(n), 0),
  }
}
