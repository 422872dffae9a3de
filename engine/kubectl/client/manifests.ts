/** Objects of files and of standard input. Source: cli-runtime pkg/resource visitor.go, mapper.go. */
import { readYaml } from '../../api/door/yamltext.ts'
import type { Call } from '../call.ts'
import { Failure, fail, type Trouble } from '../base/failure.ts'
import { isObject, type Json, list, object, text } from '../base/json.ts'
import { compactJson } from '../print/json.ts'
import type { Info } from './targets.ts'

export interface FileObjects {
  objects: Info[]
  /** One file with one object in it. */
  single: boolean
}

/** Reads every object the files hold, with its place on the server. Troubles with one do not stop the others. */
export function objectsOfFiles(call: Call, names: readonly string[]): FileObjects {
  const sources = names.flatMap((name) => sourcesOf(call, name))
  const objects: Info[] = []
  for (const { source, text: whole } of sources) {
    for (const document of documents(whole)) {
      try {
        objects.push(...read(call, source, document))
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        call.troubles.push(error as Trouble)
      }
    }
  }
  return { objects, single: sources.length === 1 && objects.length === 1 }
}

interface SourceText {
  /** `STDIN`, or the file's name. */
  source: string
  text: string
}

const MANIFEST = /\.(json|yaml|yml)$/

function sourcesOf(call: Call, name: string): SourceText[] {
  if (name === '-') return [{ source: 'STDIN', text: call.stdin ?? '' }]
  const { files } = call.host
  const whole = files.read(name)
  if (whole !== undefined) return [{ source: name, text: whole }]
  const folder = name === '.' || name === './' ? '' : name.endsWith('/') ? name : `${name}/`
  const recursive = call.flags.bool('recursive')
  const inside = files
    .names()
    .filter((each) => each.startsWith(folder) && MANIFEST.test(each))
    .filter((each) => recursive || !each.slice(folder.length).includes('/'))
    .sort()
  if (inside.length === 0) throw fail(`the path "${name}" does not exist`)
  return inside.map((each) => ({ source: each, text: files.read(each) ?? '' }))
}

/** Splits a stream of YAML documents. */
export function documents(whole: string): string[] {
  const lines = whole.split('\n')
  const out: string[][] = [[]]
  for (const line of lines) {
    if (/^---(\s|$)/.test(line)) out.push([])
    else (out.at(-1) as string[]).push(line)
  }
  return out.map((part) => part.join('\n')).filter((part) => part.replace(/^\s*#.*$/gm, '').trim() !== '')
}

function read(call: Call, source: string, document: string): Info[] {
  const { value, error, duplicates } = readYaml(document)
  const wrong = error ?? (duplicates.length > 0 ? `yaml: unmarshal errors:\n${duplicates.join('\n')}` : undefined)
  if (wrong !== undefined) throw fail(`error parsing ${source}: error converting YAML to JSON: ${wrong}`)
  if (!isObject(value)) {
    throw fail(
      `error parsing ${source}: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type map[string]interface {}`,
    )
  }
  if (text(value, 'kind').endsWith('List') && Array.isArray(value.items)) {
    return list(value, 'items').flatMap((item) => resolve(call, source, item))
  }
  return resolve(call, source, value)
}

/** Commands that validate what they send say so of what is missing. */
function checkTypes(call: Call, source: string, kind: string, apiVersion: string): void {
  if (!call.flags.knows('validate') || ['false', 'ignore', 'warn'].includes(call.flags.string('validate'))) return
  const missing = [...(apiVersion === '' ? ['apiVersion not set'] : []), ...(kind === '' ? ['kind not set'] : [])]
  if (missing.length === 0) return
  const said = missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`
  throw fail(
    `error validating "${source}": error validating data: ${said}; if you choose to ignore these errors, turn validation off with --validate=false`,
  )
}

function resolve(call: Call, source: string, value: Json): Info[] {
  const kind = text(value, 'kind')
  const apiVersion = text(value, 'apiVersion')
  checkTypes(call, source, kind, apiVersion)
  if (kind === '') throw fail(`unable to decode "${source}": Object 'Kind' is missing in '${compactJson(value)}'`)
  if (apiVersion === '')
    throw fail(`unable to decode "${source}": Object 'apiVersion' is missing in '${compactJson(value)}'`)
  const meta = object(value, 'metadata')
  const mapping = call.client.mapper.ofKind(apiVersion, kind)
  if (mapping === undefined) {
    throw fail(
      `resource mapping not found for name: "${text(meta, 'name')}" namespace: "${text(meta, 'namespace')}" from "${source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    )
  }
  const given = text(meta, 'namespace')
  if (mapping.namespaced && given !== '' && call.namesNamespace && given !== call.namespace) {
    throw fail(
      `the namespace from the provided object "${given}" does not match the namespace "${call.namespace}". You must pass '--namespace=${given}' to perform this operation.`,
    )
  }
  const namespace = mapping.namespaced ? given || call.namespace : ''
  const body = mapping.namespaced ? { ...value, metadata: { ...meta, namespace } } : value
  return [{ mapping, namespace, name: text(meta, 'name'), object: body, source }]
}
