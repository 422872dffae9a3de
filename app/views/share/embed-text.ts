/** Text to put a step into another page: an element, a frame, or, where HTML is taken out, a link with a picture. */

export type EmbedKind = 'element' | 'frame' | 'markdown'

export interface Embedded {
  lesson: string
  step: string
  title: string
  /** Ends in a slash. */
  site: string
  /** Without hints and solutions. */
  hidden: boolean
}

export function embedText(kind: EmbedKind, { lesson, step, title, site, hidden }: Embedded): string {
  const hash = `#lesson=${lesson}&step=${step}${hidden ? '&solutions=hidden' : ''}`
  const picture = `${site}embed/picture.svg`
  if (kind === 'markdown') return `[![${plain(title)}](${picture})](${site}${hash})`
  const name = attribute(title)
  if (kind === 'frame')
    return `<iframe src="${site}embed/${hash.replaceAll('&', '&amp;')}" title="${name}" loading="lazy" width="100%" height="620"></iframe>`
  return `<script src="${site}drydock-lesson.js" async></script>
<drydock-lesson lesson="${lesson}" step="${step}"${hidden ? ' solutions="hidden"' : ''}>
  <a href="${site}${hash.replaceAll('&', '&amp;')}"><img src="${picture}" alt="${name}: open it in Drydock"></a>
</drydock-lesson>`
}

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

const plain = (text: string): string => text.replaceAll(/[[\]\\]/g, ' ')
