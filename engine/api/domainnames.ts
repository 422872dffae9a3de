/** Fully qualified names, and names and paths below a domain. Source: apimachinery pkg/util/validation. */
import { type FieldError, invalid, required } from './fielderror.ts'
import { patternMessage } from './formatmessages.ts'
import { qualifiedNameMessages } from './labelnames.ts'
import { dnsLabelMessages, dnsSubdomainMessages } from './names.ts'

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"
const HTTP_PATH_PATTERN = new RegExp(`^${HTTP_PATH}$`)

/** At least three labels, no trailing dot (old API; signer and CSI names). */
export function validateFullyQualifiedName(name: string, path: string): FieldError[] {
  if (name === '') return [required(path, '')]
  const messages = dnsSubdomainMessages(name)
  if (messages.length > 0) return [invalid(path, name, messages.join(','))]
  if (name.split('.').length >= 3) return []
  return [invalid(path, name, 'should be a domain with at least three segments separated by dots')]
}

/** At least two labels, a trailing dot allowed. */
export function validateFullyQualifiedDomainName(text: string, path: string): FieldError[] {
  if (text === '') return [required(path, '')]
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  const messages = dnsSubdomainMessages(name)
  if (messages.length > 0) return [invalid(path, name, messages.join(','))]
  const labels = name.split('.')
  if (labels.length < 2) {
    return [invalid(path, name, 'should be a domain with at least two segments separated by dots')]
  }
  for (const label of labels) {
    const wrong = dnsLabelMessages(label)
    if (wrong.length > 0) return [invalid(path, label, wrong.join(','))]
  }
  return []
}

/** `acme.io/foo`: a subdomain and an HTTP path. */
export function validateDomainPrefixedPath(text: string, path: string): FieldError[] {
  if (text === '') return [required(path, '')]
  const slash = text.indexOf('/')
  const host = text.slice(0, Math.max(slash, 0))
  const rest = text.slice(slash + 1)
  if (slash < 0 || host === '' || rest === '') {
    return [invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  }
  const errors = dnsSubdomainMessages(host).map((message) => invalid(path, host, message))
  if (!HTTP_PATH_PATTERN.test(rest)) errors.push(invalid(path, rest, patternMessage('Invalid path', HTTP_PATH)))
  return errors
}

/** `acme.io/foo`: a label key with its prefix. */
export function validateDomainPrefixedKey(text: string, path: string): FieldError[] {
  if (text === '') return [required(path, '')]
  const messages = qualifiedNameMessages(text)
  if (messages.length > 0) return messages.map((message) => invalid(path, text, message))
  return text.includes('/') ? [] : [invalid(path, text, 'must be a domain-prefixed key (such as "acme.io/foo")')]
}
