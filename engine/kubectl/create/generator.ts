/** What every `kubectl create <kind>` does: makes an object of its flags and arguments, sends it, tells so. */
import type { Call } from '../call.ts'
import { fail, Refused } from '../base/failure.ts'
import { type Json, text } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import type { Mapping } from '../client/mapping.ts'
import { dryRunOf, report, writeQuery } from '../client/objects.ts'
import { DRY_RUN, FIELD_MANAGER, PRINT_FLAGS, VALIDATE } from '../globalflags.ts'
import type { Verb } from '../verb.ts'
import { withLastApplied } from '../verbs/apply.ts'

export const CREATE_FLAGS: readonly string[] = [...PRINT_FLAGS, DRY_RUN, FIELD_MANAGER, VALIDATE, 'save-config:bool']

export interface GeneratorOptions {
  aliases?: readonly string[]
  required?: readonly string[]
  /** Begins what is said of a refusal, e.g. `failed to create job`; without it the refusal stands as it is. */
  failing?: string
}

/** A command whose first argument is the new object's name. */
export function generator(
  name: string,
  flags: readonly string[],
  make: (call: Call, name: string) => Json,
  { aliases = [], required = [], failing }: GeneratorOptions = {},
): Verb {
  return {
    name: `create ${name}`,
    aliases: aliases.map((alias) => `create ${alias}`),
    flags: [...CREATE_FLAGS, ...flags],
    required,
    completes: 'none',
    run(call) {
      const [first, ...more] = call.args
      if (first === undefined) throw call.usage('exactly one NAME is required, got 0')
      if (more.length > 0 && call.dashAt !== 1)
        throw call.usage(`exactly one NAME is required, got ${call.args.length}`)
      try {
        send(call, make(call, first), 'kubectl-create', 'created')
      } catch (error) {
        if (failing === undefined || !(error instanceof Refused)) throw error
        throw fail(`${failing}: ${error.message}`)
      }
    },
  }
}

/** Sends a made object to the server, or shows it. */
export function send(call: Call, made: Json, manager: string, done: string): void {
  const mapping = call.client.mapper.ofKind(text(made, 'apiVersion'), text(made, 'kind'))
  if (mapping === undefined) {
    throw fail(`the server doesn't have a resource type "${text(made, 'kind')}"`)
  }
  const placed = place(call, mapping, made)
  const dry = dryRunOf(call)
  const name = text(placed, 'metadata', 'name')
  if (dry === 'client') return report(call, { mapping, name }, done, placed)
  const body = call.flags.bool('save-config') ? withLastApplied(placed) : placed
  const path = pathOf(mapping, mapping.namespaced ? call.namespace : '')
  const answer = call.client.send('POST', path, body, writeQuery(call, manager, true))
  report(call, { mapping, name: text(answer, 'metadata', 'name') }, done, answer)
}

/** kubectl names the namespace only where the line does. */
function place(call: Call, mapping: Mapping, made: Json): Json {
  const metadata = made.metadata as Json
  const shown = { creationTimestamp: null, ...metadata }
  if (!mapping.namespaced) return { ...made, metadata: shown }
  const inNamespace = dryRunOf(call) === 'none' || call.namesNamespace ? { ...shown, namespace: call.namespace } : shown
  return { ...made, metadata: inNamespace }
}

/** A Pod template as a typed client prints it. */
export function template(labels: Json | undefined, spec: Json): Json {
  return { metadata: { creationTimestamp: null, ...(labels ? { labels } : {}) }, spec }
}

export const container = (name: string, image: string, more: Json = {}): Json => ({
  name,
  image,
  resources: {},
  ...more,
})

/** What follows `--` is the container's command. */
export const commandOf = (call: Call): string[] => (call.dashAt >= 0 ? call.args.slice(call.dashAt) : [])

/** `a=b` pairs of a repeated flag. */
export function pairsOf(call: Call, flag: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const pair of call.flags.list(flag)) {
    const at = pair.indexOf('=')
    if (at <= 0) throw fail(`unexpected ${flag} spec: ${pair}`)
    out[pair.slice(0, at)] = pair.slice(at + 1)
  }
  return out
}
