/** The resources a server has, from its discovery, and how people name them. Source: client-go restmapper, cli-runtime. */
import { fail } from '../base/failure.ts'
import { type Json, list, strings, text } from '../base/json.ts'

/** One served resource. */
export interface Mapping {
  group: string
  version: string
  kind: string
  plural: string
  singular: string
  namespaced: boolean
  shortNames: string[]
  categories: string[]
  verbs: string[]
  /** Names of its subresources. */
  subresources: string[]
}

/** `apps/v1`, `v1`. */
export const apiVersionOf = ({ group, version }: Pick<Mapping, 'group' | 'version'>): string =>
  group ? `${group}/${version}` : version

/** `deployment.apps`: how kubectl names an object's kind before its name. */
export const kindName = ({ kind, group }: Pick<Mapping, 'kind' | 'group'>): string =>
  group ? `${kind.toLowerCase()}.${group}` : kind.toLowerCase()

/** Reads an aggregated discovery document, in its order. */
export function readDiscovery(document: unknown): Mapping[] {
  return list(document, 'items').flatMap((group) => {
    const name = text(group, 'metadata', 'name')
    return list(group, 'versions').flatMap((version) =>
      list(version, 'resources').map((resource) => mappingOf(name, text(version, 'version'), resource)),
    )
  })
}

function mappingOf(group: string, version: string, resource: Json): Mapping {
  return {
    group,
    version,
    kind: text(resource, 'responseKind', 'kind'),
    plural: text(resource, 'resource'),
    singular: text(resource, 'singularResource'),
    namespaced: text(resource, 'scope') === 'Namespaced',
    shortNames: strings(resource, 'shortNames'),
    categories: strings(resource, 'categories'),
    verbs: strings(resource, 'verbs'),
    subresources: list(resource, 'subresources').map((sub) => text(sub, 'subresource')),
  }
}

export class Mapper {
  constructor(readonly all: readonly Mapping[]) {}

  /** By a word: `pods`, `po`, `Pod`, `deployments.apps`, `deployments.v1.apps`. @throws Failure for none */
  find(word: string): Mapping {
    const found = this.look(word)
    if (found === undefined) throw fail(`the server doesn't have a resource type "${word}"`)
    return found
  }

  look(word: string): Mapping | undefined {
    const lower = word.toLowerCase()
    const whole = this.all.find((mapping) => isNamed(mapping, lower))
    if (whole !== undefined) return whole
    const [name = '', ...rest] = lower.split('.')
    if (rest.length === 0) return undefined
    const group = rest.join('.')
    const inGroup = this.all.find((mapping) => isNamed(mapping, name) && mapping.group === group)
    if (inGroup !== undefined) return inGroup
    const [version, ...after] = rest
    return this.all.find(
      (mapping) => isNamed(mapping, name) && mapping.version === version && mapping.group === after.join('.'),
    )
  }

  /** By an object's own words. */
  ofKind(apiVersion: string, kind: string): Mapping | undefined {
    return this.all.find((mapping) => mapping.kind === kind && apiVersionOf(mapping) === apiVersion)
  }

  /** Kinds of a category such as `all`; undefined when no resource is of it. */
  category(name: string): Mapping[] | undefined {
    const found = this.all.filter(({ categories, verbs }) => categories.includes(name) && verbs.includes('list'))
    return found.length > 0 ? found : undefined
  }
}

function isNamed({ plural, singular, kind, shortNames }: Mapping, word: string): boolean {
  return plural === word || singular === word || kind.toLowerCase() === word || shortNames.includes(word)
}
