/** `-o …` of commands that print objects. Source: cli-runtime pkg/genericclioptions print flags, pkg/printers. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type Json, list, object as objectAt, text } from '../base/json.ts'
import { kindName } from '../client/mapping.ts'
import { columnsOfFile, parseColumns, printColumns } from './customcolumns.ts'
import { indentedJson } from './json.ts'
import { JsonPathError, jsonOfPath, parseJsonPath, printJsonPath } from './jsonpath.ts'
import { TemplateError } from './template/error.ts'
import { parseTemplate, runTemplate } from './template/template.ts'
import { toYaml } from './yaml.ts'

/** Prints one object (or a List). */
export type Printer = (object: Json) => string

const GET_FORMATS =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml'
const FORMATS =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,yaml'

/** The printer `-o` asks for; undefined for none. @param isGet knows custom columns and `wide` as well */
export function printerOf(call: Call, isGet = false): Printer | undefined {
  const { flags } = call
  const [format = '', argument] = splitFormat(flags.string('output'), flags.string('template'))
  if (format === '' && flags.string('template') === '') return undefined
  if (format === 'wide' && isGet) return undefined
  const make = FORMAT[format === '' ? 'go-template' : format]
  if (make === undefined || (!isGet && format.startsWith('custom-columns'))) {
    throw fail(
      `unable to match a printer suitable for the output format "${flags.string('output')}", allowed formats are: ${isGet ? GET_FORMATS : FORMATS}`,
    )
  }
  const print = make(call, argument ?? flags.string('template'))
  const showManaged = flags.bool('show-managed-fields')
  return (object) => print(showManaged ? object : withoutManagedFields(object))
}

function splitFormat(output: string, template: string): [string, string | undefined] {
  const at = output.indexOf('=')
  if (at < 0) return [output, template === '' ? undefined : template]
  const format = output.slice(0, at)
  return /^(custom-columns|go-template|jsonpath|template)/.test(format)
    ? [format, output.slice(at + 1)]
    : [output, undefined]
}

type Make = (call: Call, argument: string) => Printer

const FORMAT: Readonly<Record<string, Make>> = {
  json: () => (object) => `${indentedJson(object)}\n`,
  yaml: () => yamlStream(),
  name: () => (object) => names(object),
  jsonpath: (call, argument) => jsonpath(call, argument, false),
  'jsonpath-file': (call, argument) => jsonpath(call, readFile(call, argument), false),
  'jsonpath-as-json': (call, argument) => jsonpath(call, argument, true),
  'go-template': (call, argument) => goTemplate(call, argument),
  template: (call, argument) => goTemplate(call, argument),
  'go-template-file': (call, argument) => goTemplate(call, readFile(call, argument)),
  templatefile: (call, argument) => goTemplate(call, readFile(call, argument)),
  'custom-columns': (call, argument) => {
    const columns = parseColumns(argument)
    return (object) => printColumns(columns, itemsOf(object), !call.flags.bool('no-headers'))
  },
  'custom-columns-file': (call, argument) => {
    const columns = columnsOfFile(readFile(call, argument, 'template'))
    return (object) => printColumns(columns, itemsOf(object), !call.flags.bool('no-headers'))
  },
}

function readFile(call: Call, name: string, what = '--template'): string {
  const found = call.host.files.read(name)
  if (found === undefined) throw fail(`error reading ${what} ${name}, open ${name}: no such file or directory`)
  return found
}

/** Several documents of one command are separated. */
function yamlStream(): Printer {
  let printed = 0
  return (object) => (printed++ > 0 ? '---\n' : '') + toYaml(object)
}

const itemsOf = (object: Json): Json[] => (Array.isArray(object.items) ? list(object, 'items') : [object])

function names(object: Json): string {
  if (Array.isArray(object.items)) return list(object, 'items').map(names).join('')
  const apiVersion = text(object, 'apiVersion')
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : ''
  const kind = text(object, 'kind')
  return `${kind === '' ? '<unknown>' : kindName({ kind, group })}/${text(object, 'metadata', 'name') || '<unknown>'}\n`
}

function jsonpath(call: Call, template: string, asJson: boolean): Printer {
  if (template === '') throw fail('template format specified but no template given')
  const read = () => {
    try {
      return parseJsonPath(template, call.flags.bool('allow-missing-template-keys'))
    } catch (error) {
      if (error instanceof JsonPathError) throw fail(`error parsing jsonpath ${template}, ${error.message}`)
      throw error
    }
  }
  const path = read()
  return (object) => {
    try {
      return asJson ? jsonOfPath(path, object) : printJsonPath(path, object)
    } catch (error) {
      if (error instanceof JsonPathError) throw fail(`error executing jsonpath "${template}": ${error.message}`)
      throw error
    }
  }
}

function goTemplate(_call: Call, template: string): Printer {
  if (template === '') throw fail('template format specified but no template given')
  const refuse = (error: unknown, doing: string): never => {
    if (error instanceof TemplateError) throw fail(`${doing}${error.message}`)
    throw error
  }
  let parsed: ReturnType<typeof parseTemplate>
  try {
    parsed = parseTemplate(template)
  } catch (error) {
    return refuse(error, `error parsing template ${template}, `)
  }
  return (object) => {
    try {
      return runTemplate(parsed, object)
    } catch (error) {
      return refuse(error, `error executing template "${template}": `)
    }
  }
}

/** kubectl leaves managedFields out unless asked. */
export function withoutManagedFields(object: Json): Json {
  if (Array.isArray(object.items)) return { ...object, items: list(object, 'items').map(withoutManagedFields) }
  const meta = objectAt(object, 'metadata')
  if (meta.managedFields === undefined) return object
  const { managedFields: _, ...metadata } = meta
  return { ...object, metadata }
}
