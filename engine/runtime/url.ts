/** Addresses as clients in containers are given them. */

export interface Url {
  scheme: 'http' | 'https'
  user: string | undefined
  host: string
  port: number
  /** With its query, never empty. */
  path: string
}

const URL = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[0-9a-fA-F:.]+\]|[^:/?#]*)(?::(\d*))?([^#]*)/

/** Undefined: not an address of HTTP. */
export function splitUrl(text: string): Url | undefined {
  const found = URL.exec(text)
  if (found === null || !found[3]) return undefined
  const scheme = (found[1] ?? 'http').toLowerCase()
  if (scheme !== 'http' && scheme !== 'https') return undefined
  const port = found[4] ? Number(found[4]) : scheme === 'https' ? 443 : 80
  if (port > 65535) return undefined
  const rest = found[5] as string
  const path = rest.startsWith('/') ? rest : `/${rest}`
  return { scheme, user: found[2], host: found[3].replace(/^\[|\]$/g, ''), port, path }
}

/** A reference as a redirect gives it, seen from where it was found. */
export function resolveUrl(base: string, reference: string): string {
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(reference)) return reference
  const found = /^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/)?([^/?#]*)([^?#]*)/.exec(base)
  const origin = `${found?.[1] ?? 'http://'}${found?.[2] ?? ''}`
  if (reference.startsWith('//')) return `${found?.[1]?.slice(0, -2) ?? 'http:'}${reference}`
  if (reference.startsWith('/')) return origin + reference
  const path = found?.[3] ?? '/'
  return `${origin}${path.slice(0, path.lastIndexOf('/') + 1) || '/'}${reference}`
}
