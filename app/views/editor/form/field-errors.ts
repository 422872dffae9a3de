/** Which field of a form each problem belongs to. Pure. */
import type { ApplyError } from '../../../../engine/protocol/apply.ts'
import type { FormDocument, FormField } from '../../../../engine/protocol/edit.ts'

/** Words by the field's path; what no field shows stands under the empty path. */
export function fieldErrors(
  { fields, fromLine, toLine }: FormDocument,
  errors: readonly ApplyError[],
): ReadonlyMap<string, string[]> {
  const shown = new Set<string>()
  for (const field of fields) collect(field, shown)
  const found = new Map<string, string[]>()
  for (const { causes, message, range } of errors) {
    const line = causes.find((cause) => cause.range)?.range?.line ?? range?.line
    if (line !== undefined && (line < fromLine || line > toLine)) continue
    const all = causes.length > 0 ? causes : [{ message }]
    for (const cause of all) {
      const at = nearest(shown, 'field' in cause ? (cause.field ?? '') : '')
      found.set(at, [...(found.get(at) ?? []), cause.message])
    }
  }
  return found
}

function collect(field: FormField, shown: Set<string>): void {
  shown.add(field.at)
  for (const inner of field.fields ?? []) collect(inner, shown)
}

/** The field itself, or the closest that holds it. */
function nearest(shown: ReadonlySet<string>, field: string): string {
  for (let at = plainly(field); at !== ''; at = at.replace(/(\.[^.[\]]*|\[[^\]]*\])$/, '')) {
    if (shown.has(at)) return at
    if (!/[.[]/.test(at)) break
  }
  return ''
}

/** `data[tls.crt]` is `data.tls.crt` here, and the `.spec` of field ownership `spec`. */
const plainly = (field: string) => field.replace(/^\./, '').replace(/\[([^\]\d][^\]]*)\]/g, '.$1')
