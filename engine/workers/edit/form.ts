/** A document of a text as a form: what is set with its place, and what could be set with what it means. */
import { stringify } from 'yaml'
import { readYaml } from '../../api/door/yamltext.ts'
import { pathText } from '../../api/schema/problems.ts'
import type { Cluster } from '../../cluster.ts'
import type { ApiResponse } from '../../protocol/api.ts'
import type { EditTarget, FieldPath, FormAnswer, FormField } from '../../protocol/edit.ts'
import { Places } from '../apply/place.ts'
import { splitDocuments } from '../apply/split.ts'
import { unitOf } from './limits.ts'
import { type MemberNode, SchemaTree, type TypeNode } from './schematree.ts'
import { documentAt, lineAt } from './texts.ts'

type Json = Record<string, unknown>

/** What names the document stands above its form; status is the server's. */
const OF_THE_HEAD: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'status'])
/** What the server alone writes. */
const SERVERS = /^metadata\.(creationTimestamp|deletion\w+|generation|managedFields|resourceVersion|selfLink|uid)$/
/** Longer lists show the first of their items. */
const MOST_ITEMS = 100

/** The server keeps its documents, so what was read of them may be kept as well. */
const trees = new WeakMap<Json, SchemaTree>()

export function formOf(cluster: Cluster, whole: string, target: EditTarget): FormAnswer {
  const texts = splitDocuments(whole)
  const documents = texts.map(({ text }, index) => ({ index, label: labelOf(readYaml(text).value, index) }))
  const document = 'added' in target ? undefined : documentAt(whole, texts, target)
  if (!document) return { documents }
  const places = new Places(whole, document)
  const { value, error, duplicates } = readYaml(document.text)
  const wrong = error ?? duplicates[0]
  if (wrong !== undefined || !isJson(value)) {
    const range = (wrong === undefined ? undefined : places.syntaxError()) ?? places.start()
    const message = wrong ?? 'a manifest is a map of fields'
    return { documents, broken: { code: 400, reason: 'Parse', message, causes: [{ message, range }], range } }
  }
  const { apiVersion, kind } = value
  const type = typeOf(cluster, String(apiVersion ?? ''), String(kind ?? ''))
  const writer = new FormWriter(places, String(kind ?? '').toLowerCase())
  return {
    documents,
    form: {
      index: document.index,
      apiVersion: String(apiVersion ?? ''),
      kind: String(kind ?? ''),
      name: nameOf(value),
      fromLine: lineAt(whole, document.offset),
      toLine: lineAt(whole, document.offset + document.text.trimEnd().length),
      fields: writer.group([], value, type).filter(({ name }) => !OF_THE_HEAD.has(name)),
      ...(type ? {} : { noSchema: unserved(apiVersion, kind) }),
    },
  }
}

const unserved = (apiVersion: unknown, kind: unknown): string =>
  kind
    ? `The cluster serves no ${String(kind)} in ${String(apiVersion ?? 'no version')}, so nothing is known of its fields.`
    : 'The document has no kind yet.'

function typeOf(cluster: Cluster, apiVersion: string, kind: string): TypeNode | undefined {
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion]
  const path = `/openapi/v3/${group ? 'apis' : 'api'}/${apiVersion}`
  const { code, body } = cluster.handle({ method: 'GET', path }) as ApiResponse
  if (code !== 200) return undefined
  const { schemas } = (body as { components: { schemas: Json } }).components
  const tree = trees.get(schemas) ?? new SchemaTree(schemas)
  trees.set(schemas, tree)
  return tree.kind(group, version, kind)
}

class FormWriter {
  /** Keys of maps: names that a person gave, of which kubectl explain knows nothing. */
  private readonly given = new Set<string>()

  constructor(
    private readonly places: Places,
    private readonly root: string,
  ) {}

  /** All a group has, in the text's order, then all it could have. */
  group(path: FieldPath, value: Json, type: TypeNode | undefined): FormField[] {
    const known = new Map(type?.members.map((member) => [member.name, member]))
    const set = Object.entries(value).map(([name, inner]) => this.member([...path, name], inner, known.get(name)))
    const unset = (type?.members ?? [])
      .filter(({ name }) => !Object.hasOwn(value, name) && !SERVERS.test(pathText([...path, name])))
      .map((member) => this.unset([...path, member.name], member))
    return [...set, ...unset.filter(({ required }) => required), ...unset.filter(({ required }) => !required)]
  }

  private member(path: FieldPath, value: unknown, member: MemberNode | undefined): FormField {
    if (!member) return { ...this.value(path, value, undefined), unknown: true }
    const field = this.value(path, value, member.type())
    return { ...field, ...ofMember(member), description: member.description || field.description }
  }

  private unset(path: FieldPath, member: MemberNode): FormField {
    const type = member.type()
    const field = this.base(path, type, false)
    return { ...field, ...ofMember(member), description: member.description || type.description, blank: blankOf(type) }
  }

  private value(path: FieldPath, value: unknown, type: TypeNode | undefined): FormField {
    const field = this.base(path, type ?? guessed(value), true)
    const line = this.places.field(path)
    const place = { ...field, ...((line.key ?? line.value) ? { line: (line.key ?? line.value)?.line as number } : {}) }
    if (field.shape === 'group' && isJson(value)) return { ...place, fields: this.group(path, value, type) }
    if (field.shape === 'list' && Array.isArray(value)) return { ...place, ...this.items(path, value, type) }
    if (field.shape === 'map' && isJson(value)) return { ...place, ...this.items(path, value, type) }
    if (isScalar(value) && field.shape !== 'free' && type) return { ...place, value }
    // Of a type that does not fit, or unknown: as it is written.
    return { ...place, shape: value === null && type ? field.shape : 'free', yaml: yamlOf(value) }
  }

  private items(
    path: FieldPath,
    value: Json | unknown[],
    type: TypeNode | undefined,
  ): Pick<FormField, 'fields' | 'itemBlank'> {
    const item = type?.item?.()
    const parts: [string | number, unknown][] = Array.isArray(value)
      ? value.map((each, i) => [i, each])
      : Object.entries(value)
    if (!Array.isArray(value)) for (const [key] of parts) this.given.add(pathText([...path, key]))
    const fields = parts.slice(0, MOST_ITEMS).map(([step, inner]) => this.value([...path, step], inner, item))
    return { fields, ...(item ? { itemBlank: blankOf(item) } : {}) }
  }

  private base(path: FieldPath, type: TypeNode, isSet: boolean): FormField {
    const { shape, choices, minimum, maximum, pattern } = type
    const name = String(path.at(-1))
    const unit = shape === 'quantity' || shape === 'integer' || shape === 'number' ? unitOf(name) : undefined
    return {
      path,
      at: pathText(path),
      name,
      shape,
      type: type.type,
      description: type.description,
      required: false,
      isSet,
      ...(choices.length > 0 ? { choices } : {}),
      ...(unit ? { unit } : {}),
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
      ...(pattern === undefined ? {} : { pattern }),
      explain: this.explain(path),
    }
  }

  private explain(path: FieldPath): string {
    const named = path.filter((step, i) => typeof step === 'string' && !this.given.has(pathText(path.slice(0, i + 1))))
    return [this.root, ...named].join('.')
  }
}

function ofMember({ required, fallback, limits }: MemberNode): Partial<FormField> {
  return { required, ...limits, ...(fallback === undefined ? {} : { fallback }) }
}

/** What a value of a type begins with: what it must have. */
function blankOf(type: TypeNode, depth = 0): unknown {
  if (type.shape === 'group') {
    const needed = depth > 3 ? [] : type.members.filter(({ required }) => required)
    return Object.fromEntries(needed.map((member) => [member.name, blankOf(member.type(), depth + 1)]))
  }
  if (type.shape === 'list') return type.item && depth <= 3 ? [blankOf(type.item(), depth + 1)] : []
  if (type.shape === 'map' || type.shape === 'free') return {}
  if (type.shape === 'integer' || type.shape === 'number') return type.minimum ?? 0
  if (type.shape === 'boolean') return true
  return type.choices[0] ?? (type.shape === 'quantity' ? '1' : '')
}

function guessed(value: unknown): TypeNode {
  return {
    shape: 'free',
    type: Array.isArray(value) ? '[]Object' : typeof value,
    description: '',
    choices: [],
    members: [],
  }
}

function labelOf(value: unknown, index: number): string {
  if (!isJson(value) || typeof value.kind !== 'string') return `Document ${index + 1}`
  return `${value.kind} ${nameOf(value)}`.trim()
}

function nameOf({ metadata }: Json): string {
  const name = isJson(metadata) ? (metadata.name ?? metadata.generateName) : undefined
  return typeof name === 'string' ? name : ''
}

const yamlOf = (value: unknown): string => stringify(value, { version: '1.1', lineWidth: 0 }).trimEnd()
const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value)
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
