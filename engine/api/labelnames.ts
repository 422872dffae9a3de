/** Formats of label keys (qualified names) and label values. Source: apimachinery pkg/api/validate/content. */
import { MUST_BE_NON_EMPTY, maxLengthMessage, patternMessage } from './formatmessages.ts'
import { dnsSubdomainMessages } from './names.ts'
import { byteLength } from './utf8.ts'

const NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const VALUE = `(${NAME})?`
const NAME_PATTERN = new RegExp(`^${NAME}$`)
const VALUE_PATTERN = new RegExp(`^${VALUE}$`)
const CHARACTERS =
  "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const NAME_MESSAGE = patternMessage(`must ${CHARACTERS}`, NAME, 'MyName', 'my.name', '123-abc')
const VALUE_MESSAGE = patternMessage(
  `a valid label must be an empty string or ${CHARACTERS}`,
  VALUE,
  'MyValue',
  'my_value',
  '12345',
)
const KEY_MESSAGE = `a valid label key ${NAME_MESSAGE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`
const MAX_LENGTH = 63

/** `[prefix/]name`: label and annotation keys, finalizers, resource names. Messages, none when good. */
export function qualifiedNameMessages(value: string): string[] {
  const slash = value.indexOf('/')
  if (slash < 0) return namePartMessages(value)
  if (value.indexOf('/', slash + 1) >= 0) return [KEY_MESSAGE]
  return [...prefixPartMessages(value.slice(0, slash)), ...namePartMessages(value.slice(slash + 1))]
}

function prefixPartMessages(prefix: string): string[] {
  if (prefix === '') return [`prefix part ${MUST_BE_NON_EMPTY}`]
  return dnsSubdomainMessages(prefix).map((message) => `prefix part ${message}`)
}

function namePartMessages(name: string): string[] {
  const messages: string[] = []
  if (name === '') messages.push(`name part ${MUST_BE_NON_EMPTY}`)
  else if (byteLength(name) > MAX_LENGTH) messages.push(`name part ${maxLengthMessage(MAX_LENGTH)}`)
  if (!NAME_PATTERN.test(name)) messages.push(`name part ${NAME_MESSAGE}`)
  return messages
}

/** A label's value. Messages, none when good. */
export function labelValueMessages(value: string): string[] {
  const messages: string[] = []
  if (byteLength(value) > MAX_LENGTH) messages.push(maxLengthMessage(MAX_LENGTH))
  if (!VALUE_PATTERN.test(value)) messages.push(VALUE_MESSAGE)
  return messages
}

/** A label key that must have a prefix (`example.com/key`). Messages, none when good. */
export function prefixedLabelKeyMessages(value: string): string[] {
  const messages = qualifiedNameMessages(value)
  if (messages.length > 0 || value.includes('/')) return messages
  return ["must include a prefix (e.g. 'example.com/key')"]
}
