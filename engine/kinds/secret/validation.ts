/** Secrets by type. Source: ValidateSecret. */
import { type FieldError, invalid, required, tooLong } from '../../api/fielderror.ts'
import { key } from '../../api/fieldpath.ts'
import { configKeyMessages } from '../../api/valueformats.ts'
import { decodedLength, fromBase64 } from '../base64.ts'
import type { Secret } from '../types.ts'
import { each } from '../validation/checks.ts'
import { MAX_DATA_BYTES } from '../validation/data.ts'

type Data = Readonly<Record<string, string>>

const ACCOUNT = 'kubernetes.io/service-account.name'

/** Rules of the types that have any. */
const BY_TYPE: Readonly<Record<string, (data: Data, secret: Secret) => FieldError[]>> = {
  'kubernetes.io/service-account-token': (_, { metadata }) =>
    metadata.annotations?.[ACCOUNT] ? [] : [required(key('metadata.annotations', ACCOUNT), '')],
  'kubernetes.io/dockercfg': (data) => jsonErrors(data, '.dockercfg'),
  'kubernetes.io/dockerconfigjson': (data) => jsonErrors(data, '.dockerconfigjson'),
  'kubernetes.io/basic-auth': (data) =>
    data.username === undefined && data.password === undefined
      ? [...missing(data, 'username'), ...missing(data, 'password')]
      : [],
  'kubernetes.io/ssh-auth': (data) => (data['ssh-privatekey'] ? [] : [required(key('data', 'ssh-privatekey'), '')]),
  'kubernetes.io/tls': (data) => [...missing(data, 'tls.crt'), ...missing(data, 'tls.key')],
}

export function validateSecret(secret: Secret): FieldError[] {
  const { data = {}, type = '' } = secret
  const names = Object.keys(data).sort()
  const errors = names.flatMap((name) => each(key('data', name), name, configKeyMessages(name)))
  let size = 0
  for (const name of names) size += decodedLength(data[name] ?? '')
  if (size > MAX_DATA_BYTES) errors.push(tooLong('data', MAX_DATA_BYTES))
  return [...errors, ...(BY_TYPE[type]?.(data, secret) ?? [])]
}

const missing = (data: Data, name: string): FieldError[] =>
  data[name] === undefined ? [required(key('data', name), '')] : []

function jsonErrors(data: Data, name: string): FieldError[] {
  const encoded = data[name]
  if (encoded === undefined) return missing(data, name)
  const wrong = jsonError(fromBase64(encoded) ?? '')
  return wrong === undefined ? [] : [invalid(key('data', name), '<secret contents redacted>', wrong)]
}

/** Why a text is no JSON object, roughly in Go's words. */
function jsonError(text: string): string | undefined {
  if (text.trim() === '') return 'unexpected end of JSON input'
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && !Array.isArray(value)) return undefined
    const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
    return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`
  } catch {
    return `invalid character '${text.trim()[0]}' looking for beginning of value`
  }
}
