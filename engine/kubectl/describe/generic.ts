/** Whatever has no describer of its own: its fields, in words. Source: describe.go genericDescriber. */
import type { Call } from '../call.ts'
import { isObject, type Json, sortedKeys, text } from '../base/json.ts'
import { goText } from '../print/gotext.ts'
import { eventsBlock } from './events.ts'
import { head } from './meta.ts'
import type { Writer } from './writer.ts'

const SKIPPED: ReadonlySet<string> = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
])

export function generic(call: Call, w: Writer, one: Json): void {
  head(w, one)
  fields(w, 0, one, '')
  eventsBlock(call, w, one, text(one, 'kind'))
}

function fields(w: Writer, level: number, content: Json, prefix: string): void {
  for (const field of sortedKeys(content)) {
    const value = content[field]
    const place = `${prefix}.${field}`
    if (SKIPPED.has(place)) continue
    const label = words(field)
    if (isObject(value)) {
      w.write(level, `${label}:\n`)
      fields(w, level + 1, value, place)
    } else if (Array.isArray(value)) {
      w.write(level, `${label}:\n`)
      for (const item of value) {
        if (isObject(item)) fields(w, level + 1, item, place)
        else w.write(level + 1, `${goText(item)}\n`)
      }
    } else w.field(level, label, goText(value))
  }
}

const ACRONYMS: ReadonlySet<string> = new Set(['API', 'URL', 'UID', 'OSB', 'GUID'])

/** `lastTransitionTime` → `Last Transition Time`. Source: describe.go smartLabelFor, fatih/camelcase. */
export function words(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field
  return camelParts(field)
    .filter((part) => part !== '_')
    .map((part) => (ACRONYMS.has(part.toUpperCase()) ? part.toUpperCase() : part[0]?.toUpperCase() + part.slice(1)))
    .join(' ')
}

/** Runs of lower-case letters, upper-case letters, digits and others; the last capital begins the next word. */
function camelParts(field: string): string[] {
  const runs = field.match(/\p{Ll}+|\p{Lu}+|\d+|[^\p{Ll}\p{Lu}\d]+/gu) ?? []
  for (let at = 0; at + 1 < runs.length; at++) {
    const run = runs[at] as string
    const next = runs[at + 1] as string
    if (/^\p{Lu}/u.test(run) && /^\p{Ll}/u.test(next)) {
      runs[at + 1] = run.slice(-1) + next
      runs[at] = run.slice(0, -1)
    }
  }
  return runs.filter((run) => run !== '')
}
