/**
 * Facts about the built-in API types that the npm packages don't carry: which fields are always written, which are
 * pointers, Go's name of a type in decoding errors, and how lists and maps merge. Source: the type declarations of
 * Kubernetes 1.32 (fields marked @33 and later: of the release that brought them).
 *
 * One line a definition: `Name% field field …`, fields in the order in which a server writes them. A field is its name
 * followed, in this order and where they apply, by
 *
 * | mark          | meaning |
 * | ------------- | ------- |
 * | `!`           | written even when empty (no omitempty) |
 * | `*`           | a pointer: an explicit zero is kept and differs from absent |
 * | `<v1.Type>`   | Go's name of the type, where it isn't the one the shape implies |
 * | `~a ~s ~m,k,k`| x-kubernetes-list-type atomic, set, map with these keys (no mark: upstream says nothing) |
 * | `%`           | an atomic map or struct (after a definition's name: the struct is atomic wherever it stands) |
 * | `^merge:key`  | strategic merge: strategies, comma-separated, then the merge key |
 * | `=value`      | the default of a missing string, which keyed lists also compare by |
 * | `@33`         | the minor release that brought the field, when newer than 1.32 |
 */
import { controlFacts } from './control.ts'
import { coreFacts } from './core.ts'
import { metaFacts } from './meta.ts'
import { workloadFacts } from './workloads.ts'

/** The facts of one field; texts are the notation's, as the compact schema repeats them. */
export interface FieldFacts {
  readonly name: string
  readonly presence: string
  readonly goType: string
  readonly merging: string
  /** With its `=`, or empty. */
  readonly fallback: string
  readonly since: number
}

/** The facts of one definition, fields in the order of the wire. */
export interface DefinitionFacts {
  readonly name: string
  readonly atomic: boolean
  readonly fields: readonly FieldFacts[]
}

const FIELD = /^([\w$-]+)([!*]*)((?:<[^>]+>)?)((?:~[\w,]+)?%?(?:\^[\w,]*(?::\w+)?)?)((?:=[^\s@]+)?)(?:@(\d+))?$/

function parseField(token: string, where: string): FieldFacts {
  const match = FIELD.exec(token)
  if (!match) throw new Error(`${where}: cannot read the fact "${token}"`)
  const [, name = '', presence = '', goType = '', merging = '', fallback = '', since] = match
  return { name, presence, goType, merging, fallback, since: Number(since ?? 32) }
}

function parseDefinition(line: string, prefix: string): DefinitionFacts {
  const [head = '', ...tokens] = line.split(' ')
  const atomic = head.endsWith('%')
  const name = `${prefix}.${atomic ? head.slice(0, -1) : head}`
  return { name, atomic, fields: tokens.map((token) => parseField(token, name)) }
}

/** Every definition's facts by full definition name, sorted by it. */
export function readFacts(): Map<string, DefinitionFacts> {
  const definitions = new Map<string, DefinitionFacts>()
  for (const [prefix, text] of Object.entries({ ...coreFacts, ...metaFacts, ...workloadFacts, ...controlFacts })) {
    for (const line of text.trim().split('\n')) {
      const definition = parseDefinition(line, prefix)
      definitions.set(definition.name, definition)
    }
  }
  return definitions
}
