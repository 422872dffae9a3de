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

/** `deployment.apps/web`; the name alone where no kind is known. */
export const resourceName = (of: Pick<Mapping, 'kind' | 'group'>, name: string): string =>
  of.kind === '' ? name : `${kindName(of)}/${name}`

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
    const [name = '', ...rest] = word.toLowerCase().split('.')
    const [version = '', ...after] = rest
    const whole = this.resourcesFor({ name: word.toLowerCase(), group: '', version: '' })[0]
    if (whole !== undefined || rest.length === 0) return whole
    return (
      this.resourcesFor({ name, group: rest.join('.'), version: '' })[0] ??
      this.resourcesFor({ name, group: after.join('.'), version })[0]
    )
  }

  /**
   * All that a name may mean, preferred ones first; '' asks for nothing. A group is named whole, or else by its beginning.
   * Source: apimachinery meta.DefaultRESTMapper ResourcesFor.
   */
  resourcesFor({ name, group, version }: { name: string; group: string; version: string }): Mapping[] {
    const named = this.all.filter((one) => isNamed(one, name) && (version === '' || one.version === version))
    if (group === '') return named
    const whole = named.filter((one) => one.group === group)
    return whole.length > 0 ? whole : named.filter((one) => one.group.startsWith(group))
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
