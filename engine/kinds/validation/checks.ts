/** Checks that many fields share: each gives the errors of one value at one path. Source: pkg/apis/core/validation. */
import { type FieldError, invalid, notSupported, required } from '../../api/fielderror.ts'
import { qualifiedNameMessages } from '../../api/labelnames.ts'
import { dnsLabelMessages, dnsSubdomainMessages } from '../../api/names.ts'
import { portNameMessages, portNumberMessages } from '../../api/valueformats.ts'

export const NOT_NEGATIVE = 'must be greater than or equal to 0'
export const POSITIVE = 'must be greater than zero'

/** An error for every message about a value. */
export function each(path: string, value: unknown, messages: readonly string[]): FieldError[] {
  return messages.map((message) => invalid(path, value, message))
}

export const notNegative = (value: number | undefined, path: string): FieldError[] =>
  (value ?? 0) < 0 ? [invalid(path, value, NOT_NEGATIVE)] : []

export const dnsLabel = (value: string, path: string): FieldError[] => each(path, value, dnsLabelMessages(value))

export const dnsSubdomain = (value: string, path: string): FieldError[] =>
  each(path, value, dnsSubdomainMessages(value))

/** Label keys, annotation keys, condition types. */
export const qualifiedName = (value: string, path: string): FieldError[] =>
  each(path, value, qualifiedNameMessages(value))

/** One of a list; absent is an error of its own. */
export function oneOf(value: string | undefined, path: string, supported: readonly string[]): FieldError[] {
  if (!value) return [required(path, '')]
  return supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

/** One of a list, or absent. */
export function oneOfIfSet(value: string | undefined, path: string, supported: readonly string[]): FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

/** A port by number or by name. */
export function portNumberOrName(port: number | string | undefined, path: string): FieldError[] {
  if (typeof port === 'string') return each(path, port, portNameMessages(port))
  return each(path, port ?? 0, portNumberMessages(port ?? 0))
}

/** A path inside a volume: relative, and never upwards. */
export function descendingPath(value: string, path: string): FieldError[] {
  const errors = value.startsWith('/') ? [invalid(path, value, 'must be a relative path')] : []
  return [...errors, ...noBacksteps(value, path)]
}

export function noBacksteps(value: string, path: string): FieldError[] {
  return value.split('/').includes('..') ? [invalid(path, value, "must not contain '..'")] : []
}
