/** Names a filter sees: definitions, parameters and variables as a linked list, innermost first. */
import type { Node, Pattern } from './parse.ts'
import type { Value } from './value.ts'

/** A filter with the names it sees. */
export interface Closure {
  node: Node
  scope: Scope
}

export interface Definition {
  params: readonly string[]
  body: Node
  /** Where it was defined; itself included. */
  scope: Scope
}

/** Names seen at a place: a linked list, innermost first. */
export interface Scope {
  readonly outer: Scope | undefined
  readonly key: string
  readonly value: Value | undefined
  readonly definition: Definition | undefined
  readonly closure: Closure | undefined
}

export function find(scope: Scope | undefined, key: string): Scope | undefined {
  for (let at = scope; at !== undefined; at = at.outer) if (at.key === key) return at
  return undefined
}

export const withValue = (outer: Scope | undefined, key: string, value: Value): Scope => ({
  outer,
  key,
  value,
  definition: undefined,
  closure: undefined,
})

export const withClosure = (outer: Scope, param: string, closure: Closure): Scope => ({
  outer,
  key: `${param}/0`,
  value: undefined,
  definition: undefined,
  closure,
})

export function defined(outer: Scope | undefined, name: string, params: readonly string[], body: Node): Scope {
  const definition = { params, body } as { params: readonly string[]; body: Node; scope: Scope }
  const scope: Scope = { outer, key: `${name}/${params.length}`, value: undefined, definition, closure: undefined }
  definition.scope = scope
  return scope
}

export const namesIn = (pattern: Pattern): string[] =>
  pattern.kind === 'variable'
    ? [pattern.name]
    : pattern.kind === 'array'
      ? pattern.items.flatMap(namesIn)
      : pattern.entries.flatMap(({ variable, value }) => [
          ...(variable === undefined ? [] : [variable]),
          ...(value === undefined ? [] : namesIn(value)),
        ])
