/** The tag an image reference names. Source: pkg/util/parsers ParseImageName (distribution reference grammar). */

/** `nginx` and `nginx:latest` → `latest`; `nginx:1.25` → `1.25`; by digest alone, or no reference at all → empty. */
export function imageTag(reference: string): string {
  if (reference === '') return ''
  const at = reference.indexOf('@')
  const named = at < 0 ? reference : reference.slice(0, at)
  const colon = named.lastIndexOf(':')
  if (colon > named.lastIndexOf('/')) return named.slice(colon + 1)
  return at < 0 ? 'latest' : ''
}
