/** Looks through the objects of a cluster for those that match every term of a query; bounded, and only reading. */
import { EVENTS } from '../../api/eventtable.ts'
import { type KObject, plain } from '../../api/object.ts'
import type { Cluster } from '../../cluster.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import type { SearchAnswer, SearchHit } from '../../protocol/search.ts'
import { parseQuery, type Term } from './query.ts'

/** Fields looked at in one search: some hundred milliseconds of the worker, so that the clock never waits long. */
const MOST_FIELDS = 1_500_000
/** Hits among which the nearest are looked for. */
const MOST_SORTED = 2000
/** Shown of a value. */
const LONGEST_VALUE = 120
const UNSEARCHED = new Set(['managedFields'])

export function search(cluster: Cluster, query: string, most: number): SearchAnswer {
  const answer: SearchAnswer = { hits: [], total: 0, partial: false }
  let terms: Term[]
  try {
    terms = parseQuery(query)
  } catch (error) {
    return { ...answer, error: (error as Error).message }
  }
  if (terms.length === 0) return answer
  const budget = { left: MOST_FIELDS }
  for (const table of cluster.server.store.allTables()) {
    const { group, version, kind, resource } = table.info
    if (resource === EVENTS) continue
    const apiVersion = group ? `${group}/${version}` : version
    table.each(undefined, (object) => {
      if (budget.left <= 0) {
        answer.partial = true
        return
      }
      const found = matchOf(object, kind, terms, budget)
      if (!found) return
      answer.total++
      if (answer.hits.length < MOST_SORTED) answer.hits.push({ ref: refOf(apiVersion, kind, object), ...found })
    })
  }
  return { ...answer, hits: answer.hits.sort(byNearness(terms)).slice(0, most) }
}

const refOf = (apiVersion: string, kind: string, { metadata }: KObject): ObjectRef => ({
  apiVersion,
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
})

type Found = Pick<SearchHit, 'field' | 'value'>
interface Budget {
  left: number
}

/** The field that answered the last term about one; undefined as soon as a term is not met. */
function matchOf(object: KObject, kind: string, terms: readonly Term[], budget: Budget): Found | undefined {
  let found: Found = { field: '', value: '' }
  for (const term of terms) {
    const hit = term.field.length === 0 ? wordIn(object, kind, term, budget) : fieldIn(object, kind, term, budget)
    if ((hit === undefined) !== term.without) return undefined
    if (hit && hit.field !== '') found = hit
  }
  return found
}

/** A word stands in the kind, the namespace, the name, or a label. */
function wordIn({ metadata }: KObject, kind: string, { text }: Term, budget: Budget): Found | undefined {
  budget.left -= 3
  const { name, namespace = '', labels = {} } = metadata
  if (name.includes(text) || namespace.includes(text) || kind.toLowerCase().includes(text))
    return { field: '', value: '' }
  for (const [key, value] of Object.entries(labels))
    if (key.toLowerCase().includes(text) || value.toLowerCase().includes(text))
      return { field: `metadata.labels.${key}`, value }
  return undefined
}

function fieldIn(object: KObject, kind: string, term: Term, budget: Budget): Found | undefined {
  if (term.field.length === 1 && term.field[0] === 'kind')
    return says(kind, term) ? { field: 'kind', value: kind } : undefined
  return walk(plain(object), { path: '', segments: [], term, budget, secret: kind === 'Secret' })
}

interface Walk {
  path: string
  /** Names on the way, small, without the numbers of lists. */
  segments: readonly string[]
  term: Term
  budget: Budget
  /** What a Secret holds is nobody's to look through. */
  secret: boolean
}

function walk(value: unknown, at: Walk): Found | undefined {
  at.budget.left--
  if (value === null || value === undefined || at.budget.left < 0) return undefined
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const found = walk(value[i], { ...at, path: `${at.path}[${i}]` })
      if (found) return found
    }
    return undefined
  }
  if (typeof value === 'object') {
    for (const [name, each] of Object.entries(value)) {
      if (UNSEARCHED.has(name) || (at.secret && at.path === '' && (name === 'data' || name === 'stringData'))) continue
      const path = at.path ? `${at.path}.${name}` : name
      const found = walk(each, { ...at, path, segments: [...at.segments, name.toLowerCase()] })
      if (found) return found
    }
    return undefined
  }
  const text = String(value)
  if (!endsWith(at.segments, at.term.field) || !says(text, at.term)) return undefined
  return { field: at.path, value: text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text }
}

function says(value: string, { text, how }: Term): boolean {
  const small = value.toLowerCase()
  return how === 'contains' ? small.includes(text) : (small === text) === (how === 'equals')
}

/** Whether a path ends with the asked segments. */
function endsWith(path: readonly string[], field: readonly string[]): boolean {
  const from = path.length - field.length
  if (from < 0) return false
  for (let i = 0; i < field.length; i++) if (path[from + i] !== field[i]) return false
  return true
}

/** Names that are the word, then names that begin with it, then the others; equal ones by kind and name. */
function byNearness(terms: readonly Term[]): (a: SearchHit, b: SearchHit) => number {
  const word = terms.find(({ field, without }) => field.length === 0 && !without)?.text ?? ''
  const far = ({ ref: { name } }: SearchHit) => (name === word ? 0 : name.startsWith(word) ? 1 : 2)
  const key = ({ ref }: SearchHit) => `${ref.kind}/${ref.namespace}/${ref.name}`
  return (a, b) => far(a) - far(b) || (key(a) < key(b) ? -1 : 1)
}
