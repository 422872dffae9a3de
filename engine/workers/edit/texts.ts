/** Edits of a text of many documents: the one that is meant is edited, its neighbours are not looked at. */
import { readYaml } from '../../api/door/yamltext.ts'
import type { EditedText, EditTarget, FieldEdit } from '../../protocol/edit.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import { type DocumentText, splitDocuments } from '../apply/split.ts'
import { editDocument, meant } from './edittext.ts'
import { documentText } from './write.ts'

const NOWHERE = 'there is no such document in the text'

/** @param edits of a new document begin with an empty one */
export function editText(text: string, target: EditTarget, edits: readonly FieldEdit[]): EditedText {
  if ('added' in target) return added(text, edits)
  const document = documentAt(text, splitDocuments(text), target)
  if (!document) return { text, refused: NOWHERE }
  const { text: part, refused, line } = editDocument(document.text, edits)
  if (refused !== undefined) return { text, refused }
  const whole = text.slice(0, document.offset) + part + text.slice(document.offset + document.text.length)
  return { text: whole, ...(line === undefined ? {} : { line: line + lineAt(text, document.offset) - 1 }) }
}

function added(text: string, edits: readonly FieldEdit[]): EditedText {
  const value = edits.reduce<unknown>((made, edit) => meant(made, edit)?.value ?? made, {})
  const before = text.trim() === '' ? '' : `${text.replace(/\n*$/, '\n')}---\n`
  return { text: before + documentText(value), line: lineAt(before, before.length) }
}

export const valuesOf = (text: string): unknown[] =>
  splitDocuments(text).map((each) => readYaml(each.text).value ?? null)

/** The document that is meant, with its position among those that say something. */
export function documentAt(
  text: string,
  documents: readonly DocumentText[],
  target: Exclude<EditTarget, { added: true }>,
): (DocumentText & { index: number }) | undefined {
  const index = indexOf(text, documents, target)
  const document = documents[index]
  return document && { ...document, index }
}

function indexOf(
  text: string,
  documents: readonly DocumentText[],
  target: Exclude<EditTarget, { added: true }>,
): number {
  if ('document' in target) return target.document
  if ('object' in target) return documents.findIndex((document) => isOf(document.text, target.object))
  const after = documents.findIndex(({ offset }) => lineAt(text, offset) > target.line)
  return Math.max(0, (after < 0 ? documents.length : after) - 1)
}

function isOf(text: string, { apiVersion, kind, namespace, name }: ObjectRef): boolean {
  const { value } = readYaml(text)
  const { apiVersion: version, kind: own, metadata } = (value ?? {}) as Record<string, unknown>
  const given = (metadata ?? {}) as { name?: unknown; namespace?: unknown }
  const isThere = given.namespace === undefined || namespace === '' || given.namespace === namespace
  return version === apiVersion && own === kind && given.name === name && isThere
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
