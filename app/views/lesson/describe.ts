/** Descriptions of kinds and fields, as a tooltip has room for them. */
import { fieldAt, firstParagraph } from '../reference/schema-tree.ts'

/** What `Pod.spec.containers` is in upstream's words, the first paragraph of them; undefined when there is no such field. */
export function describe(schema: unknown, path: string): string | undefined {
  const words = fieldAt(schema, path)?.words
  return words === undefined ? undefined : firstParagraph(words)
}
