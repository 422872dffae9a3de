/** Cells of several words. Source: pkg/printers/internalversion. */

/** `a=b,c=d` sorted by key; `<none>` for an empty map. */
export function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${map?.[key] ?? ''}`)
  return pairs.length === 0 ? '<none>' : pairs.join(',')
}
