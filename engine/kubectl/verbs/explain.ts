/** `kubectl explain`. Source: kubectl pkg/explain/v2 (the plaintext template) over the server's OpenAPI v3. */
import type { Call } from '../call.ts'
import { fail, Failure } from '../base/failure.ts'
import { type Json, list, object, sortedKeys, strings, text } from '../base/json.ts'
import { apiVersionOf, type Mapping } from '../client/mapping.ts'
import type { Verb } from '../verb.ts'

const WIDTH = 80
/** Values told of a field in a list. */
const MOST_VALUES = 4

export const explain: Verb = {
  name: 'explain',
  flags: ['api-version:string', 'recursive:bool', 'output,o:string=plaintext'],
  completes: 'type',
  run(call) {
    const [said, ...more] = call.args
    if (said === undefined)
      throw fail(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      )
    if (more.length > 0) throw fail('We accept only this format: explain RESOURCE\n')
    const output = call.flags.string('output')
    if (output !== 'plaintext') throw fail(`unrecognized format: ${output}`)
    const { mapping, path } = resolve(call, said)
    const schemas = object(document(call, mapping), 'components', 'schemas')
    const explanation = new Explanation(schemas, mapping)
    call.out(explanation.head)
    call.out(explanation.text(path, call.flags.bool('recursive')))
  },
}

/** `deployments.apps.spec`: as much of it as names a resource, and the fields that follow. */
function resolve(call: Call, said: string): { mapping: Mapping; path: string[] } {
  const { mapper } = call.client
  const [first = '', ...fields] = said.split('.')
  const wanted = call.flags.string('api-version')
  for (let taken = fields.length; taken > 0 && mapper.look(first) !== undefined; taken--) {
    const qualified = mapper.look([first, ...fields.slice(0, taken)].join('.'))
    if (qualified !== undefined && qualified !== mapper.look(first))
      return { mapping: qualified, path: fields.slice(taken) }
    if (qualified !== undefined && qualified.group === fields.slice(0, taken).join('.'))
      return { mapping: qualified, path: fields.slice(taken) }
  }
  const mapping = mapper.look(first)
  if (mapping === undefined) throw new Failure(`the server doesn't have a resource type "${first}"`)
  if (wanted === '' || wanted === apiVersionOf(mapping)) return { mapping, path: fields }
  const other = mapper.ofKind(wanted, mapping.kind)
  if (other === undefined) throw fail(`couldn't find resource for "${wanted}, Kind=${mapping.kind}"`)
  return { mapping: other, path: fields }
}

function document(call: Call, mapping: Mapping): Json {
  const path = mapping.group === '' ? `api/${mapping.version}` : `apis/${mapping.group}/${mapping.version}`
  return call.client.get(`/openapi/v3/${path}`)
}

class Explanation {
  constructor(
    private readonly schemas: Json,
    private readonly mapping: Mapping,
  ) {}

  text(path: readonly string[], recursive: boolean): string {
    const root = this.root()
    const field = this.follow(root, path)
    const last = path.at(-1)
    const values = this.values(field)
    const choices = values.length === 0 ? '\n' : `ENUM:\n${values.map((value) => `    ${value}\n`).join('')}`
    const title = last === undefined ? '' : `FIELD: ${last} <${this.typeName(field)}>\n${choices}\n`
    const fields = this.fields(this.shapeOf(field), recursive, '  ', new Set())
    const body = fields === '' ? '' : `FIELDS:\n${fields}`
    const said = this.description(field, '    ')
    const gap = said.endsWith('<empty>') ? '' : '    \n'
    return `${title}DESCRIPTION:\n${said}\n${gap}${body}\n`
  }

  get head(): string {
    const { group, kind, version } = this.mapping
    return `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`
  }

  private root(): Json {
    const { group, kind, version } = this.mapping
    const found = Object.values(this.schemas).find((schema) =>
      list(schema, 'x-kubernetes-group-version-kind').some(
        (each) => text(each, 'kind') === kind && text(each, 'version') === version && text(each, 'group') === group,
      ),
    )
    if (found === undefined)
      throw fail(
        `GVR (${group === '' ? '' : group}/${version}, Resource=${this.mapping.plural}) not found in OpenAPI schema`,
      )
    return found as Json
  }

  private follow(root: Json, path: readonly string[]): Json {
    let schema = root
    for (const name of path) {
      const properties = object(this.shapeOf(schema), 'properties')
      if (properties[name] === undefined) throw fail(`field "${name}" does not exist`)
      schema = properties[name] as Json
    }
    return schema
  }

  /** What a `$ref` (alone or under allOf) points at. */
  private deref(schema: Json): Json {
    const reference = text(schema, '$ref') || text(list(schema, 'allOf')[0], '$ref')
    return reference === '' ? schema : object(this.schemas, reference.split('/').at(-1) as string)
  }

  private refName(schema: Json): string {
    const reference = text(schema, '$ref') || text(list(schema, 'allOf')[0], '$ref')
    return reference === '' ? '' : ((reference.split('/').at(-1) as string).split('.').at(-1) as string)
  }

  /** The struct below lists and maps. */
  private shapeOf(schema: Json): Json {
    const own = this.deref(schema)
    if (own.properties !== undefined) return own
    if (own.items !== undefined) return this.shapeOf(object(own, 'items'))
    if (typeof own.additionalProperties === 'object') return this.shapeOf(object(own, 'additionalProperties'))
    return own
  }

  private typeName(schema: Json): string {
    const own = this.deref(schema)
    if (own.type === 'array') return `[]${this.typeName(object(own, 'items'))}`
    if (typeof own.additionalProperties === 'object')
      return `map[string]${this.typeName(object(own, 'additionalProperties'))}`
    if (own.type === 'object' || own.properties !== undefined) return this.refName(schema) || 'Object'
    if (own.oneOf !== undefined || own.type === undefined) return this.refName(schema) || 'Object'
    return text(own, 'type')
  }

  /** Values it may have, sorted. */
  private values(schema: Json): string[] {
    const found = strings(this.deref(schema), 'enum').sort()
    return found.map((value) => (value === '' ? '""' : value))
  }

  private description(schema: Json, indent: string): string {
    const own = text(schema, 'description')
    const shape = text(this.deref(schema), 'description')
    const item = text(this.deref(object(this.deref(schema), 'items')), 'description')
    const texts = [
      ...new Set([own, shape, own === '' || schema === this.root() ? '' : item].filter((each) => each !== '')),
    ]
    if (texts.length === 0) return `${indent}<empty>`
    return texts.map((each) => wrap(each, WIDTH - indent.length, indent)).join('\n')
  }

  /** Its own words; those of its type are told where the type is. */
  private shortDescription(schema: Json, indent: string): string {
    const said = text(schema, 'description')
    return said === '' ? `${indent}<no description>` : wrap(said, WIDTH - indent.length, indent)
  }

  private fields(shape: Json, recursive: boolean, indent: string, seen: ReadonlySet<Json>): string {
    const properties = object(shape, 'properties')
    const required = new Set(strings(shape, 'required'))
    let out = ''
    for (const name of sortedKeys(properties)) {
      const schema = properties[name] as Json
      out += `${indent}${name}\t<${this.typeName(schema)}>${required.has(name) ? ' -required-' : ''}\n`
      const values = this.values(schema)
      if (values.length > 0) {
        out += `${indent}enum: ${values.slice(0, MOST_VALUES).join(', ')}${values.length > MOST_VALUES ? ', ....' : ''}\n`
      }
      if (!recursive) out += `${this.shortDescription(schema, `${indent}  `)}\n\n`
      else {
        const inner = this.shapeOf(schema)
        if (inner.properties !== undefined && !seen.has(inner))
          out += this.fields(inner, true, `${indent}  `, new Set([...seen, inner]))
      }
    }
    return out
  }
}

/** Lines of at most `width`, each indented; what stands between words stays. Source: kubectl pkg/explain/v2 funcs.go. */
function wrap(words: string, width: number, indent: string): string {
  return words
    .split('\n')
    .flatMap((paragraph) => {
      const lines: string[] = []
      let line = ''
      for (const [, space = '', word = ''] of paragraph.matchAll(/( *)([^ ]+)/g)) {
        if (line !== '' && line.length + space.length + word.length > width) {
          lines.push(line)
          line = word
        } else line += space + word
      }
      return [...lines, line]
    })
    .map((line) => `${indent}${line}`)
    .join('\n')
}
