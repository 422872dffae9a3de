/**
 * What a command line is about: types, names, selectors. Source: cli-runtime pkg/resource Builder
 * (ResourceTypeOrNameArgs, ResourceNames) and its visitors.
 */
import { goQuote } from '../../api/goquote.ts'
import type { Call } from '../call.ts'
import { fail, Refused } from '../base/failure.ts'
import type { Json } from '../base/json.ts'
import { pathOf, type Query } from './client.ts'
import type { Mapping } from './mapping.ts'

/** An object or (no name) a collection. */
export interface Target {
  mapping: Mapping
  /** Empty: all namespaces, or none because the kind has none. */
  namespace: string
  name: string
}

export interface Targets {
  targets: Target[]
  /** One object was named: it is printed alone, not in a list. */
  single: boolean
}

/** An object on the server or in a file. */
export interface Info extends Target {
  object: Json
  /** Where it came from, for messages; empty for the server. */
  source: string
}

export interface TargetOptions {
  /** A type alone means all of it. */
  everything?: boolean
  /** What to say when the line names nothing. */
  nothing?: () => Error
  /** A default type for bare names. */
  type?: string
}

const MIXED =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"

/** Reads the arguments of a line. */
export function targetsOf(call: Call, args: readonly string[], options: TargetOptions = {}): Targets {
  if (args.length === 0) throw options.nothing?.() ?? fail('you must provide one or more resources')
  const slashed = args.filter((arg) => arg.includes('/'))
  if (slashed.length > 0) {
    if (slashed.length !== args.length) throw fail(MIXED)
    return named(call, args)
  }
  const [types = '', ...names] = options.type === undefined ? args : [options.type, ...args]
  const mappings = typesOf(call, types)
  if (names.length === 0) {
    if (!options.everything && call.selector === '' && call.fieldSelector === '' && !call.everything) {
      throw fail('resource(s) were provided, but no name was specified')
    }
    return {
      targets: mappings.map((mapping) => ({ mapping, namespace: scope(call, mapping), name: '' })),
      single: false,
    }
  }
  if (call.selector !== '') throw fail('name cannot be provided when a selector is specified')
  if (call.allNamespaces && mappings.some(({ namespaced }) => namespaced)) {
    throw fail('a resource cannot be retrieved by name across all namespaces')
  }
  return {
    targets: mappings.flatMap((mapping) => names.map((name) => ({ mapping, namespace: scope(call, mapping), name }))),
    single: names.length === 1 && mappings.length === 1,
  }
}

const scope = (call: Call, mapping: Mapping): string =>
  mapping.namespaced && !call.allNamespaces ? call.namespace : ''

/** `deploy/web,svc/web …`. */
function named(call: Call, args: readonly string[]): Targets {
  if (call.selector !== '') throw fail('selectors and the all flag cannot be used when passing resource/name arguments')
  if (call.everything) throw fail('selectors and the all flag cannot be used when passing resource/name arguments')
  const targets = args.map((word) => {
    const parts = word.split('/')
    if (parts.length > 2) throw fail('arguments in resource/name form may not have more than one slash')
    if (parts.length !== 2 || parts[0] === '' || parts[1] === '') {
      throw fail(`arguments in resource/name form must have a single resource and name`)
    }
    const mapping = call.client.mapper.find(parts[0] as string)
    if (call.allNamespaces && mapping.namespaced) {
      throw fail('a resource cannot be retrieved by name across all namespaces')
    }
    return { mapping, namespace: scope(call, mapping), name: parts[1] as string }
  })
  return { targets, single: targets.length === 1 }
}

/** `pods,svc`, `all`. */
function typesOf(call: Call, words: string): Mapping[] {
  const { mapper } = call.client
  const found = words
    .split(',')
    .filter((word) => word !== '')
    .flatMap((word) => mapper.category(word.toLowerCase()) ?? [mapper.find(word)])
  return [...new Set(found)]
}

/** The query of a list: what the line's selectors say. */
export function listQuery(call: Call): Query {
  return {
    ...(call.selector === '' ? {} : { labelSelector: call.selector }),
    ...(call.fieldSelector === '' ? {} : { fieldSelector: call.fieldSelector }),
    limit: '500',
  }
}

/** Asks for a collection; what the server cannot do with the selectors is told with them (cli-runtime resource/selector.go). */
export function listed<T>(call: Call, { group, version, plural }: Mapping, ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof Refused) || (error.reason !== 'BadRequest' && !error.isNotFound)) throw error
    const { selector, fieldSelector } = call
    const what = goQuote(`${group}/${version}, Resource=${plural}`)
    const doing =
      selector === '' && fieldSelector === ''
        ? `Unable to list ${what}`
        : `Unable to find ${what} that match label selector ${goQuote(selector)}, field selector ${goQuote(fieldSelector)}`
    throw new Refused({ ...error.status, message: `${doing}: ${error.message}` }, error.doing)
  }
}

/** Reads the objects of one target; a collection gives its items. */
export function fetch(call: Call, target: Target): Info[] {
  const { mapping, namespace, name } = target
  if (name !== '') {
    const object = call.client.get(pathOf(mapping, namespace, name))
    return [{ mapping, namespace: namespaceOf(object, namespace), name, object, source: '' }]
  }
  const items: Info[] = []
  let next = ''
  do {
    const query = { ...listQuery(call), ...(next ? { continue: next } : {}) }
    const page = listed(call, mapping, () => call.client.get(pathOf(mapping, namespace), query))
    const head = { apiVersion: page.apiVersion, kind: String(page.kind).replace(/List$/, '') }
    for (const item of page.items as Json[]) {
      const object = { ...head, ...item }
      const meta = item.metadata as { name: string; namespace?: string }
      items.push({ mapping, namespace: meta.namespace ?? '', name: meta.name, object, source: '' })
    }
    next = String((page.metadata as Json | undefined)?.continue ?? '')
  } while (next !== '')
  return items
}

const namespaceOf = (object: Json, asked: string): string =>
  (object.metadata as { namespace?: string } | undefined)?.namespace ?? asked
