/** Formats of field managers and managed fields. Source: apimachinery pkg/apis/meta/v1/validation. */
import { type FieldError, invalid, tooLong } from './fielderror.ts'
import { child, index } from './fieldpath.ts'
import { isPrintable } from './goquote.ts'
import type { ManagedFieldsEntry } from './object.ts'
import { byteLength } from './utf8.ts'

const MAX_MANAGER_BYTES = 128
const MAX_SUBRESOURCE_BYTES = 256
/** What managers are called. */
const PLAIN = /^[\w./ -]*$/

/** A manager's name: limited, printable; '' is one not given. */
export function validateFieldManager(manager: string, path: string): FieldError[] {
  const errors = byteLength(manager) > MAX_MANAGER_BYTES ? [tooLong(path, MAX_MANAGER_BYTES)] : []
  if (PLAIN.test(manager)) return errors
  let position = 0
  for (const character of manager) {
    if (!isPrintable(character)) errors.push(invalid(path, manager, invalidCharacter(character, position)))
    position += byteLength(character)
  }
  return errors
}

function invalidCharacter(character: string, position: number): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `invalid character U+${code} (at position ${position})`
}

export function validateManagedFields(entries: readonly ManagedFieldsEntry[], path: string): FieldError[] {
  return entries.flatMap((entry, position) => validateEntry(entry, index(path, position)))
}

function validateEntry(entry: ManagedFieldsEntry, path: string): FieldError[] {
  const { operation = '', fieldsType = '', manager = '', subresource = '' } = entry
  const errors: FieldError[] = []
  if (operation !== 'Apply' && operation !== 'Update') {
    errors.push(invalid(child(path, 'operation'), operation, 'must be `Apply` or `Update`'))
  }
  if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
    errors.push(invalid(child(path, 'fieldsType'), fieldsType, 'must be `FieldsV1`'))
  }
  errors.push(...validateFieldManager(manager, child(path, 'manager')))
  if (byteLength(subresource) > MAX_SUBRESOURCE_BYTES) {
    errors.push(tooLong(child(path, 'subresource'), MAX_SUBRESOURCE_BYTES))
  }
  return errors
}
