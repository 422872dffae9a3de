/**
 * Formats of object names: DNS labels and subdomains, path segments, identifiers. Every check gives the messages of
 * apimachinery (pkg/util/validation, pkg/api/validation), none when the value is good.
 */
import { maxLengthMessage, patternMessage } from './formatmessages.ts'
import { byteLength } from './utf8.ts'

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const UNDERSCORE_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const UNDERSCORE_SUBDOMAIN = `${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*`
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const WILDCARD = `\\*\\.${SUBDOMAIN}`
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*'

const LABEL_PATTERN = new RegExp(`^${LABEL}$`)
const SUBDOMAIN_PATTERN = new RegExp(`^${SUBDOMAIN}$`)

const ENDS_ALPHANUMERIC = 'and must start and end with an alphanumeric character'
const LABEL_RULE = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${ENDS_ALPHANUMERIC}`
const SUBDOMAIN_RULE = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${ENDS_ALPHANUMERIC}`
const CASELESS_RULE = `an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', ${ENDS_ALPHANUMERIC}`
const UNDERSCORE_RULE = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', ${ENDS_ALPHANUMERIC}`
const LABEL_1035_RULE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
const WILDCARD_RULE =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
const C_IDENTIFIER_RULE =
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'"

export const MAX_LABEL_LENGTH = 63
export const MAX_SUBDOMAIN_LENGTH = 253

/** A check of one kind of name: messages, none when good. */
export type NameCheck = (value: string) => string[]

/** A check of a limited length and a pattern. */
function check(
  pattern: string,
  rule: string,
  examples: string[],
  maxLength = Number.POSITIVE_INFINITY,
  flags = '',
): NameCheck {
  const expression = new RegExp(`^${pattern}$`, flags)
  const message = patternMessage(rule, pattern, ...examples)
  return (value) => {
    const messages: string[] = []
    if (value.length * 3 > maxLength && byteLength(value) > maxLength) messages.push(maxLengthMessage(maxLength))
    if (!expression.test(value)) messages.push(message)
    return messages
  }
}

/** RFC 1123 subdomain, lower case: the name of most objects. */
export const dnsSubdomainMessages = check(SUBDOMAIN, SUBDOMAIN_RULE, ['example.com'], MAX_SUBDOMAIN_LENGTH)

/** RFC 1123 subdomain in either case. */
export const caselessSubdomainMessages = check(SUBDOMAIN, CASELESS_RULE, ['Example.com'], MAX_SUBDOMAIN_LENGTH, 'i')

/** RFC 1123 subdomain whose labels may hold underscores (SRV record names). */
export const underscoreSubdomainMessages = check(
  UNDERSCORE_SUBDOMAIN,
  UNDERSCORE_RULE,
  ['example.com'],
  MAX_SUBDOMAIN_LENGTH,
)

/** RFC 1035 label: the name of a Service. */
export const dns1035LabelMessages = check(LABEL_1035, LABEL_1035_RULE, ['my-name', 'abc-123'], MAX_LABEL_LENGTH)

/** `*.` and a subdomain: wildcard hosts of an Ingress. */
export const wildcardSubdomainMessages = check(WILDCARD, WILDCARD_RULE, ['*.example.com'], MAX_SUBDOMAIN_LENGTH)

/** An identifier of the C language. */
export const cIdentifierMessages = check(C_IDENTIFIER, C_IDENTIFIER_RULE, ['my_name', 'MY_NAME', 'MyName'])

const plainLabelMessages = check(LABEL, LABEL_RULE, ['my-name', '123-abc'], MAX_LABEL_LENGTH)

/** RFC 1123 label: namespaces, container and volume names. */
export function dnsLabelMessages(value: string): string[] {
  if (LABEL_PATTERN.test(value) && value.length <= MAX_LABEL_LENGTH) return []
  const messages = plainLabelMessages(value)
  if (!LABEL_PATTERN.test(value) && SUBDOMAIN_PATTERN.test(value))
    messages[messages.length - 1] = 'must not contain dots'
  return messages
}

/** A generateName's trailing dash stands for the characters to come. */
export function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix
}

/** A check of a name (or, with `prefix`, of a generateName). */
export type NameValidator = (name: string, prefix: boolean) => string[]

function validator(messages: NameCheck): NameValidator {
  return (name, prefix) => messages(prefix ? maskTrailingDash(name) : name)
}

export const nameIsDnsSubdomain = validator(dnsSubdomainMessages)
export const nameIsDnsLabel = validator(dnsLabelMessages)
export const nameIsDns1035Label = validator(dns1035LabelMessages)

/** Names that stand alone in a URL path (Roles, custom resources of old): no `/` or `%`, not `.` or `..`. */
export function nameIsPathSegment(name: string, prefix: boolean): string[] {
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`]
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`)
}
