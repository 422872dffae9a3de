/** Checks a value against the part of JSON Schema (draft-07) that the editor's schema uses, as the editor's validator does. */

type Json = Readonly<Record<string, unknown>>

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return value === null ? 'null' : typeof value
}

function hasType(value: unknown, type: unknown): boolean {
  if (Array.isArray(type)) return type.some((each) => hasType(value, each))
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type
}

function resolve(root: Json, ref: string): Json {
  const parts = ref.slice(2).split('/')
  return parts.reduce((at, part) => at[part] as Json, root)
}

/** Complaints about the value itself, not about what it holds. */
function* complaints(rule: Json, value: unknown): Generator<string> {
  if ('const' in rule && value !== rule.const) yield `not ${String(rule.const)}`
  if (Array.isArray(rule.enum) && !rule.enum.includes(value)) yield `none of ${rule.enum.join(',')}`
  if (typeof rule.pattern === 'string' && !new RegExp(rule.pattern).test(String(value))) yield 'pattern'
  if (typeof value !== 'number') return
  if (value < Number(rule.minimum ?? value) || value > Number(rule.maximum ?? value)) yield 'range'
}

/** What the schema's branches (anyOf, allOf, if) say. */
function* branches(rule: Json, value: unknown, path: string, root: Json): Generator<string> {
  const any = rule.anyOf as Json[] | undefined
  if (any?.every((part) => brokenRules(root, value, part, path).length > 0)) yield `${path}: anyOf`
  for (const part of (rule.allOf as Json[] | undefined) ?? []) yield* brokenRules(root, value, part, path)
  if (rule.if && brokenRules(root, value, rule.if as Json, path).length === 0) {
    yield* brokenRules(root, value, rule.then as Json, path)
  }
}

function* contents(rule: Json, value: unknown, path: string, root: Json): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* brokenRules(root, item, (rule.items ?? {}) as Json, `${path}[]`)
  } else if (typeof value === 'object' && value !== null) {
    for (const name of (rule.required as string[] | undefined) ?? [])
      if (!(name in value)) yield `${path}: misses ${name}`
    const properties = (rule.properties ?? {}) as Record<string, Json>
    for (const [name, item] of Object.entries(value)) {
      const part = properties[name] ?? (rule.additionalProperties as Json | false | undefined) ?? {}
      if (part === false) yield `${path}.${name}: unknown`
      else yield* brokenRules(root, item, part, `${path}.${name}`)
    }
  }
}

/**
 * The paths at which `value` breaks the schema, each with what it breaks.
 * @param root the whole schema, where references point
 * @param rule the part of it that applies to `value`
 */
export function brokenRules(root: Json, value: unknown, rule: Json = root, path = ''): string[] {
  if (typeof rule.$ref === 'string') return brokenRules(root, value, resolve(root, rule.$ref), path)
  if (rule.type && !hasType(value, rule.type)) return [`${path}: not ${String(rule.type)}`]
  return [
    ...[...complaints(rule, value)].map((text) => `${path}: ${text}`),
    ...branches(rule, value, path, root),
    ...contents(rule, value, path, root),
  ]
}
