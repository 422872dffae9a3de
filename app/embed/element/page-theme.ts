/** Which theme the page around an element has, and when that changes. Pages say it in many ways; what is seen counts. */

export type PageTheme = 'light' | 'dark' | 'system'

const DARK = '(prefers-color-scheme: dark)'
/** Below this a background is dark: relative luminance at which black and white text are equally readable. */
const MIDDLE = 0.179

/** The colours behind the element decide; a page that leaves them to the browser follows the system. */
export function themeOf(element: Element): PageTheme {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor)
    if (colour) return luminance(colour) < MIDDLE ? 'dark' : 'light'
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme
  if (/\bdark\b/.test(scheme)) return /\blight\b/.test(scheme) ? 'system' : 'dark'
  return 'light'
}

/** Calls back when the page may have changed its theme; returns the end of it. */
export function followTheme(changed: () => void): () => void {
  const list = matchMedia(DARK)
  list.addEventListener('change', changed)
  const observer = new MutationObserver(changed)
  const options = { attributes: true, attributeFilter: ['class', 'style', 'data-theme', 'data-bs-theme', 'data-mode'] }
  observer.observe(document.documentElement, options)
  if (document.body) observer.observe(document.body, options)
  return () => {
    list.removeEventListener('change', changed)
    observer.disconnect()
  }
}

/** Red, green, blue from 0 to 1; undefined for what is (mostly) seen through. */
function channels(colour: string): [number, number, number] | undefined {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (/^rgba?\(([^)]*)\)/.exec(colour)?.[1] ?? '0 0 0 0')
    .split(/[\s,/]+/)
    .map(Number)
  return alpha < 0.5 ? undefined : [red / 255, green / 255, blue / 255]
}

function luminance([red, green, blue]: [number, number, number]): number {
  const [r, g, b] = [red, green, blue].map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * (r as number) + 0.7152 * (g as number) + 0.0722 * (b as number)
}
