/** Design tokens as plain colours, for Canvas and Monaco, which don't understand light-dark(). */

export type Resolve = (token: string) => string

/** A resolver for the current theme; make a new one when the theme changed. Tokens without dashes: `w1`, `ink-2`. */
export function tokenResolver(doc: Document): Resolve {
  const probe = doc.createElement('span')
  probe.hidden = true
  doc.body.append(probe)
  const known = new Map<string, string>()
  return (token) => {
    const cached = known.get(token)
    if (cached) return cached
    probe.style.color = `var(--${token})`
    const colour = getComputedStyle(probe).color
    known.set(token, colour)
    return colour
  }
}
