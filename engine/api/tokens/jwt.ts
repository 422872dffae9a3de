/** JSON Web Tokens, signed with HMAC-SHA-256: the same claims and key give the same token everywhere. Source: RFC 7519. */
import { fromBytes, toBytes } from '../../core/bytes.ts'
import { hmacSha256 } from '../../core/sha256.ts'
import { decodeBytes, encodeBytes } from '../door/base64.ts'

const HEADER = { alg: 'HS256', typ: 'JWT' }

const part = (value: unknown) => encodeBytes(toBytes(JSON.stringify(value)))

export function signToken(claims: object, key: string): string {
  const signed = `${part(HEADER)}.${part(claims)}`
  return `${signed}.${encodeBytes(hmacSha256(key, signed))}`
}

/** The claims of a token with a good signature; undefined for anything else. */
export function verifyToken(token: string, key: string): Record<string, unknown> | undefined {
  const [header = '', claims = '', signature = '', ...rest] = token.split('.')
  if (rest.length > 0 || header !== part(HEADER)) return undefined
  if (encodeBytes(hmacSha256(key, `${header}.${claims}`)) !== signature) return undefined
  try {
    const value: unknown = JSON.parse(fromBytes(decodeBytes(claims) ?? ''))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
