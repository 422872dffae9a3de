/** The set of definitions a server knows; parsed from the compact text on first use. */
import type { Definition, SchemaKind } from './definition.ts'
import type { SchemaData } from './notation.ts'
import { parseDefinition } from './notation.ts'

/** `core.v1.Container` of `io.k8s.api.core.v1.Container`: unique among packages. */
function alias(definition: string): string {
  return definition.split('.').slice(-3).join('.')
}

/** Looks definitions up by name or by kind. Immutable from outside; safe to share. */
export class Schemas {
  readonly #lines = new Map<string, readonly [line: string, prefix: string]>()
  readonly #byAlias = new Map<string, string>()
  readonly #parsed = new Map<string, Definition>()
  readonly #kinds = new Map<string, SchemaKind>()

  /** @param further definitions that are not in the data, by full name. */
  constructor(
    private readonly data: SchemaData,
    private readonly further: (name: string) => Definition | undefined = () => undefined,
  ) {
    for (const [prefix, text] of Object.entries(data.packages)) {
      for (const line of text.trim().split('\n')) this.#addLine(line, prefix)
    }
    for (const [apiVersion, text] of Object.entries(data.kinds)) {
      const [prefix = '', ...kinds] = text.split(' ')
      for (const kind of kinds)
        this.#kinds.set(`${apiVersion} ${kind}`, { apiVersion, kind, definition: `${prefix}.${kind}` })
    }
  }

  /** The same definitions, and further ones that may come and go. */
  extended(further: (name: string) => Definition | undefined): Schemas {
    return new Schemas(this.data, further)
  }

  #addLine(line: string, prefix: string): void {
    const end = line.indexOf(' ')
    const name = `${prefix}.${(end < 0 ? line : line.slice(0, end)).replace('%', '')}`
    this.#lines.set(name, [line, prefix])
    this.#byAlias.set(alias(name), name)
  }

  /** The definition of a full name such as `io.k8s.api.core.v1.Container`; undefined when there is none. */
  find(name: string): Definition | undefined {
    const known = this.#parsed.get(name)
    if (known) return known
    const source = this.#lines.get(name)
    if (!source) return this.further(name)
    const definition = parseDefinition(source[0], source[1], (target) => this.#byAlias.get(target) ?? target)
    this.#parsed.set(name, definition)
    return definition
  }

  /** As `find`. @throws Error when there is none. */
  get(name: string): Definition {
    const definition = this.find(name)
    if (!definition) throw new Error(`no schema definition ${name}`)
    return definition
  }

  /** The definition of a built-in kind; undefined when the schema doesn't know it. */
  forKind(apiVersion: string, kind: string): Definition | undefined {
    const found = this.#kinds.get(`${apiVersion} ${kind}`)
    return found && this.get(found.definition)
  }

  /** Every kind, in the order of the schema. */
  kinds(): SchemaKind[] {
    return [...this.#kinds.values()]
  }

  /** A text that differs when the definitions do. */
  fingerprint(): string {
    let total = 0
    for (const [line] of this.#lines.values()) {
      for (let at = 0; at < line.length; at++) total = (Math.imul(total, 31) + line.charCodeAt(at)) | 0
    }
    return `${this.#lines.size}.${total >>> 0}`
  }

  /** Every definition's full name. */
  names(): string[] {
    return [...this.#lines.keys()]
  }
}
