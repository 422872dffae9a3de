/** The documents of a text, split by lines as kubectl does: a broken document never takes its neighbours along. */

export interface DocumentText {
  text: string
  /** Where it begins in the whole text. */
  offset: number
}

/** `---` alone, or before a comment. */
const SEPARATOR = /^---[ \t]*(?:#.*)?\r?$/
const NOTHING = /^(?:[ \t]*(?:#.*)?(?:\r?\n|$))*$/

/** The documents that say something; comments alone don't. */
export function splitDocuments(text: string): DocumentText[] {
  const documents: DocumentText[] = []
  let begin = 0
  const close = (end: number) => {
    const part = text.slice(begin, end)
    if (!blank(part)) documents.push({ text: part, offset: begin })
  }
  for (let at = 0; at <= text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    if (text.startsWith('---', at) && SEPARATOR.test(text.slice(at, end))) {
      close(at)
      begin = end + 1
    }
    at = end + 1
  }
  close(text.length)
  return documents
}

/** Looked at line by line: a pattern over megabytes may take its time. */
function blank(part: string): boolean {
  for (let at = 0; at < part.length; ) {
    const newline = part.indexOf('\n', at)
    const end = newline < 0 ? part.length : newline
    if (!NOTHING.test(part.slice(at, end))) return false
    at = end + 1
  }
  return true
}
