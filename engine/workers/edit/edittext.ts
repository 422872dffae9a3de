/**
 * Edits of a manifest by its fields. A small cut is tried first; where it would not say exactly what was meant, the one
 * document is written anew with its comments; and where that would not either (an anchor that others share), it is refused.
 */
import { type Document, parseDocument } from 'yaml'
import { readYaml } from '../../api/door/yamltext.ts'
import { canonicalJson } from '../../digest.ts'
import type { EditedText, FieldEdit, FieldPath } from '../../protocol/edit.ts'
import { type Splice, Splicer } from './splice.ts'

const OPTIONS = { version: '1.1', uniqueKeys: false, logLevel: 'silent', strict: false } as const

/** One document's text after the edits, each made of what the one before left. */
export function editDocument(text: string, edits: readonly FieldEdit[]): EditedText {
  let now = text
  let line: number | undefined
  for (const edit of edits.flatMap((each) => smaller(now, each))) {
    const made = editOnce(now, edit)
    if (made.refused !== undefined) return { text, refused: made.refused }
    now = made.text
    line = made.line ?? line
  }
  return { text: now, ...(line === undefined ? {} : { line }) }
}

/** A value that is made of others is set part by part, so that what stays the same stays as it is written. */
function smaller(text: string, edit: FieldEdit): FieldEdit[] {
  if (!('set' in edit)) return [edit]
  const { value } = readYaml(text)
  return differences(edit.set, valueAt(value, edit.set), edit.value)
}

function differences(path: FieldPath, before: unknown, after: unknown): FieldEdit[] {
  if (canonical(before) === canonical(after)) return []
  const [old, fresh] = [partsOf(before), partsOf(after)]
  const isAlike = old && fresh && Array.isArray(before) === Array.isArray(after) && old.length > 0 && fresh.length > 0
  if (!isAlike) return [{ set: path, value: after }]
  const kept = new Map(fresh)
  const gone = old.filter(([step]) => !kept.has(step)).reverse()
  const had = new Map(old)
  return [
    ...fresh.flatMap(([step, value]) => differences([...path, step], had.get(step), value)),
    ...gone.map(([step]): FieldEdit => ({ remove: [...path, step] })),
  ]
}

function partsOf(value: unknown): [string | number, unknown][] | undefined {
  if (Array.isArray(value)) return value.map((item, i) => [i, item])
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined
}

function editOnce(text: string, edit: FieldEdit): EditedText {
  const read = readYaml(text)
  if (read.error !== undefined) return { text, refused: read.error }
  const wanted = meant(read.value, edit)
  if (wanted === undefined) {
    const why =
      'rename' in edit && valueAt(read.value, edit.rename) !== undefined
        ? `${edit.to} is there already`
        : `there is no ${pathWords(edit)}`
    return { text, refused: why }
  }
  const document = parseDocument(text, OPTIONS)
  const splice = spliceFor(new Splicer(text, document.contents as never), edit)
  const cut = splice && text.slice(0, splice.from) + splice.insert + text.slice(splice.to)
  if (splice && cut !== undefined && says(cut, wanted.value) && keepsComments(text, cut, splice)) {
    return { text: cut, line: lineOf(cut, splice) }
  }
  return rewritten(text, document, edit, wanted.value)
}

/** The document written anew by the library, which keeps comments but not every space. */
function rewritten(text: string, document: Document.Parsed, edit: FieldEdit, wanted: unknown): EditedText {
  try {
    inDocument(document, edit)
    const anew = document.toString({ lineWidth: 0 })
    if (says(anew, wanted)) return { text: anew }
  } catch {
    // The library has no way either.
  }
  return { text, refused: `${pathWords(edit)} cannot be changed by itself: another place shares it` }
}

function inDocument(document: Document.Parsed, edit: FieldEdit): void {
  if ('set' in edit) document.setIn(edit.set, document.createNode(edit.value))
  else if ('remove' in edit) document.deleteIn(edit.remove)
  else if ('rename' in edit) {
    const value = document.getIn(edit.rename, true)
    document.deleteIn(edit.rename)
    document.setIn([...edit.rename.slice(0, -1), edit.to], value)
  } else {
    const list = document.getIn(edit.move.slice(0, -1), true) as { items: unknown[] }
    const [moved] = list.items.splice(edit.move.at(-1) as number, 1)
    list.items.splice(edit.to, 0, moved)
  }
}

function spliceFor(splicer: Splicer, edit: FieldEdit): Splice | undefined {
  if ('set' in edit) return splicer.set(edit.set, edit.value)
  if ('remove' in edit) return splicer.remove(edit.remove)
  return 'rename' in edit ? splicer.rename(edit.rename, edit.to) : splicer.move(edit.move, edit.to)
}

// ---------------------------------------------------------------------------------------------------- what was meant

type Box = { value: unknown }

/** The value a text should have afterwards; undefined when the edit has no place in it. */
export function meant(value: unknown, edit: FieldEdit): Box | undefined {
  const root: Box = { value: structuredClone(value) }
  const path = 'set' in edit ? edit.set : 'remove' in edit ? edit.remove : 'rename' in edit ? edit.rename : edit.move
  const parent = parentOf(root, path, 'set' in edit)
  const step = path.at(-1) ?? 'value'
  if (!parent) return undefined
  if ('set' in edit) parent[step as never] = edit.value as never
  else if (!Object.hasOwn(parent, step)) return undefined
  else if ('remove' in edit) takeOut(parent, step)
  else if ('rename' in edit) {
    if (Object.hasOwn(parent, edit.to)) return undefined
    const kept = parent[step as never]
    takeOut(parent, step)
    parent[edit.to as never] = kept
  } else {
    const list = parent as unknown as unknown[]
    const [moved] = list.splice(step as number, 1)
    list.splice(edit.to, 0, moved)
  }
  return root
}

function parentOf(root: Box, path: FieldPath, make: boolean): Record<string | number, unknown> | undefined {
  let at: Record<string | number, unknown> = root as never
  let step: string | number = 'value'
  for (const next of path) {
    let inner = at[step]
    if (make && (inner === undefined || inner === null)) inner = at[step] = typeof next === 'number' ? [] : {}
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner) !== (typeof next === 'number'))
      return undefined
    if (Array.isArray(inner) && (next as number) > inner.length) return undefined
    at = inner as never
    step = next
  }
  return at
}

function takeOut(parent: object, step: string | number): void {
  if (Array.isArray(parent)) parent.splice(step as number, 1)
  else delete parent[step as never]
}

function says(text: string, wanted: unknown): boolean {
  const { value, error, duplicates } = readYaml(text)
  return error === undefined && duplicates.length === 0 && canonical(value) === canonical(wanted)
}

const canonical = (value: unknown): string => (value === undefined ? '' : canonicalJson(value))

function valueAt(value: unknown, path: FieldPath): unknown {
  let at = value
  for (const step of path)
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined
  return at
}

/** Comments outside of what was cut away are all still there. */
function keepsComments(before: string, after: string, { from, to }: Splice): boolean {
  const cut = before.slice(from, to)
  return commentsIn(after) >= commentsIn(before) - commentsIn(cut)
}

const commentsIn = (text: string): number => text.match(/(^|\s)#/g)?.length ?? 0

function lineOf(text: string, { from, insert }: Splice): number {
  const at = from + (insert.length - insert.trimStart().length)
  return text.slice(0, at).split('\n').length
}

function pathWords(edit: FieldEdit): string {
  const path = Object.values(edit)[0] as FieldPath
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}
