/** A resource's name where there is no server to ask. Source: apimachinery pkg/api/meta UnsafeGuessKindToResource. */

/** Kubernetes' plurals are English ones, written small. */
export function pluralOf(kind: string): string {
  const word = kind.toLowerCase()
  if (word === 'endpoints') return word
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`
  return word.endsWith('y') && !/[aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`
}
