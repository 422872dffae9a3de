/** Values of pipelines in Go templates, and the functions they may call. Source: text/template/exec.go, funcs.go. */
import type { TemplateFunctions } from '../../../core/templates.ts'
import { isObject } from '../../base/json.ts'
import { goText } from '../gotext.ts'
import { compactJson } from '../json.ts'
import { fromBase64 } from '../../../kinds/base64.ts'
import { sprintf } from './sprintf.ts'
import { TemplateError } from './error.ts'
import type { Operand, Pipeline } from './parse.ts'

export interface Scope {
  dot: unknown
  root: unknown
  /** Innermost last. */
  variables: { name: string; value: unknown }[]
  /** Beside those of text/template. */
  functions: TemplateFunctions
}

/** What Go's templates take for true. */
export function truth(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  if (isObject(value)) return Object.keys(value).length > 0
  return Boolean(value)
}

export function evaluate(pipeline: Pipeline, scope: Scope): unknown {
  let value: unknown
  for (const [at, command] of pipeline.commands.entries()) {
    value = run(command, scope, at === 0 ? [] : [value])
  }
  for (const name of pipeline.declares) {
    if (!pipeline.assigns) scope.variables.push({ name, value })
    else variable(name, scope).value = value
  }
  return value
}

function variable(name: string, scope: Scope): { value: unknown } {
  const found = scope.variables.findLast((each) => each.name === name)
  if (found === undefined) throw new TemplateError(`template: output:1: undefined variable "${name}"`)
  return found
}

function run(command: readonly Operand[], scope: Scope, piped: readonly unknown[]): unknown {
  const [first, ...rest] = command
  if (first === undefined) return undefined
  if (first.kind === 'function') {
    if (first.name === 'and' || first.name === 'or') return shortcut(first.name, rest, scope, piped)
    const call = scope.functions[first.name] ?? FUNCTIONS[first.name]
    if (call === undefined) throw new TemplateError(`template: output:1: function "${first.name}" not defined`)
    return call(...rest.map((operand) => valueOf(operand, scope)), ...piped)
  }
  return valueOf(first, scope)
}

/** `and` and `or` stop at the first operand that decides. */
function shortcut(name: string, operands: readonly Operand[], scope: Scope, piped: readonly unknown[]): unknown {
  let value: unknown
  for (const operand of operands) {
    value = valueOf(operand, scope)
    if (truth(value) === (name === 'or')) return value
  }
  return piped.length > 0 ? piped[0] : value
}

function valueOf(operand: Operand, scope: Scope): unknown {
  switch (operand.kind) {
    case 'dot':
      return scope.dot
    case 'nil':
      return undefined
    case 'value':
      return operand.value
    case 'field':
      return follow(scope.dot, operand.path)
    case 'variable':
      return follow(variable(operand.name, scope).value, operand.path)
    case 'function':
      return run([operand], scope, [])
    default:
      return follow(evaluate(operand.pipeline, scope), operand.path)
  }
}

function follow(from: unknown, path: readonly string[]): unknown {
  let value = from
  for (const name of path) {
    if (value === undefined || value === null) return undefined
    if (!isObject(value)) {
      throw new TemplateError(
        `template: output:1:2: executing "output" at <.${path.join('.')}>: can't evaluate field ${name} in type interface {}`,
      )
    }
    value = Object.hasOwn(value, name) ? value[name] : undefined
  }
  return value
}

type Callable = (...args: unknown[]) => unknown

const compare = (a: unknown, b: unknown): number =>
  (a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0

const FUNCTIONS: Readonly<Record<string, Callable>> = {
  print: (...args) => args.map((arg) => goText(arg)).join(args.some((arg) => typeof arg === 'string') ? '' : ' '),
  println: (...args) => `${args.map((arg) => goText(arg)).join(' ')}\n`,
  printf: (format, ...args) => sprintf(String(format), args),
  len: (value) => length(value),
  index: (value, ...keys) => keys.reduce(element, value),
  slice: (value, from = 0, to = undefined) => (value as string | unknown[]).slice(from as number, to as number),
  not: (value) => !truth(value),
  eq: (first, ...others) => others.some((other) => first === other),
  ne: (a, b) => a !== b,
  lt: (a, b) => compare(a, b) < 0,
  le: (a, b) => compare(a, b) <= 0,
  gt: (a, b) => compare(a, b) > 0,
  ge: (a, b) => compare(a, b) >= 0,
  base64decode: (value) => fromBase64(String(value)) ?? String(value),
  exists: (value, ...keys) => exists(value, keys),
  html: (...args) => args.map((arg) => escapeHtml(goText(arg))).join(''),
  js: (...args) => args.map((arg) => compactJson(goText(arg)).slice(1, -1)).join(''),
  urlquery: (...args) => args.map((arg) => encodeURIComponent(goText(arg))).join(''),
}

function length(value: unknown): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length
  if (Array.isArray(value)) return value.length
  if (isObject(value)) return Object.keys(value).length
  throw new TemplateError(
    `template: output:1: error calling len: ${value === undefined || value === null ? 'len of nil pointer' : 'len of type float64'}`,
  )
}

function element(value: unknown, key: unknown): unknown {
  if (Array.isArray(value) && typeof key === 'number') {
    if (key < 0 || key >= value.length)
      throw new TemplateError(`template: output:1: error calling index: index out of range: ${key}`)
    return value[key]
  }
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key) ? value[key] : undefined
  throw new TemplateError('template: output:1: error calling index: index of untyped nil')
}

function exists(value: unknown, keys: readonly unknown[]): boolean {
  let part = value
  for (const key of keys) {
    if (Array.isArray(part) && typeof key === 'number') part = part[key]
    else if (isObject(part) && typeof key === 'string' && Object.hasOwn(part, key)) part = part[key]
    else return false
    if (part === undefined) return false
  }
  return true
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => HTML[char] as string)
