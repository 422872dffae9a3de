/** Formats of ports, ids, percentages, keys and environment names. Source: apimachinery pkg/util/validation. Messages, none when good. */
import {
  directoryMessages,
  MUST_BE_NON_EMPTY,
  maxLengthMessage,
  patternMessage,
  rangeMessage,
} from './formatmessages.ts'
import { MAX_SUBDOMAIN_LENGTH } from './names.ts'
import { byteLength } from './utf8.ts'

const MAX_PORT = 65535
const MAX_ID = 0x7fffffff
const MAX_PORT_NAME = 15
const DECIMAL_MESSAGE = 'must be a valid decimal integer in canonical form'
const RELAXED_ENV_MESSAGE =
  "a valid environment variable name must consist only of printable ASCII characters other than '='"

export function rangeMessages(value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [rangeMessage(low, high)]
}

export function portNumberMessages(port: number): string[] {
  return rangeMessages(port, 1, MAX_PORT)
}

/** A Unix user or group id. */
export function userIdMessages(id: number): string[] {
  return rangeMessages(id, 0, MAX_ID)
}

export function portNameMessages(name: string): string[] {
  const messages: string[] = []
  if (byteLength(name) > MAX_PORT_NAME) messages.push(maxLengthMessage(MAX_PORT_NAME))
  if (!/^[-a-z0-9]+$/.test(name)) {
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  }
  if (!/[a-z]/.test(name)) messages.push('must contain at least one letter (a-z)')
  if (name.includes('--')) messages.push('must not contain consecutive hyphens')
  if (name.startsWith('-') || name.endsWith('-')) messages.push('must not begin or end with a hyphen')
  return messages
}

function matcher(pattern: string, rule: string, ...examples: string[]): (value: string) => string[] {
  const expression = new RegExp(`^${pattern}$`)
  const message = patternMessage(rule, pattern, ...examples)
  return (value) => (expression.test(value) ? [] : [message])
}

export const percentMessages = matcher(
  '[0-9]+%',
  "a valid percent string must be a numeric string followed by an ending '%'",
  '1%',
  '93%',
)

export const httpHeaderNameMessages = matcher(
  '[-A-Za-z0-9]+',
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  'X-Header-Name',
)

const strictEnvNameMessages = matcher(
  '[-._a-zA-Z][-._a-zA-Z0-9]*',
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  'my.env-name',
  'MY_ENV.NAME',
  'MyEnvName1',
)

/** Names of environment variables as servers before 1.34 require them. */
export function envNameMessages(name: string): string[] {
  return [...strictEnvNameMessages(name), ...directoryMessages(name)]
}

/** Names of environment variables under RelaxedEnvironmentVariableValidation: any printable ASCII but `=`. */
export function relaxedEnvNameMessages(name: string): string[] {
  if (name === '') return [`environment variable name ${MUST_BE_NON_EMPTY}`]
  return /^[\x20-\x3c\x3e-\x7e]+$/.test(name) ? [] : [RELAXED_ENV_MESSAGE]
}

const configKeyPatternMessages = matcher(
  '[-._a-zA-Z0-9]+',
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  'key.name',
  'KEY_NAME',
  'key-name',
)

/** A key of a ConfigMap or Secret. */
export function configKeyMessages(name: string): string[] {
  const long = byteLength(name) > MAX_SUBDOMAIN_LENGTH ? [maxLengthMessage(MAX_SUBDOMAIN_LENGTH)] : []
  return [...long, ...configKeyPatternMessages(name), ...directoryMessages(name)]
}

/** An integer as a person writes it: no sign but `-`, no leading zeros. */
export function decimalIntegerMessages(text: string): string[] {
  if (text === '') return [MUST_BE_NON_EMPTY]
  return /^(0|-?[1-9][0-9]*)$/.test(text) ? [] : [DECIMAL_MESSAGE]
}
