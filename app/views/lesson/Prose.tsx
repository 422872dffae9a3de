/**
 * A step's prose: Markdown without raw HTML. Links of our own: `kind:Pod`, `field:Pod.spec.containers` and `term:back-off` explain
 * themselves, `lesson:slug/step` goes there, `live:up` is a number
 * as it is now, `run:kubectl …` is a command to click. A link elsewhere is shown as text: the page reaches no other origin.
 */
import Markdown, { type Components } from 'react-markdown'
import { formatRoute } from '../../session/lesson/route.ts'
import { Explained } from './Explained.tsx'
import { LiveFigure } from './LiveFigure.tsx'
import { RunLine } from './RunLine.tsx'

const OWN = /^(kind|field|term|lesson|run|live):/

const COMPONENTS: Components = {
  a: ({ href = '', children }) => {
    const [scheme, target] = [href.slice(0, href.indexOf(':')), href.slice(href.indexOf(':') + 1)]
    if (scheme === 'kind' || scheme === 'field') return <Explained at={decodeURI(target)}>{children}</Explained>
    if (scheme === 'term') return <Explained at={`~${decodeURI(target)}`}>{children}</Explained>
    if (scheme === 'lesson') {
      const [slug = '', step] = target.split('/')
      return <a href={formatRoute({ page: 'lesson', slug, ...(step ? { step } : {}) })}>{children}</a>
    }
    if (scheme === 'live') return <LiveFigure name={target}>{children}</LiveFigure>
    if (scheme === 'run') return <RunLine line={decodeURI(target)}>{children}</RunLine>
    return <span>{children}</span>
  },
  code: ({ children }) => <code translate="no">{children}</code>,
}

export function Prose({ text }: { text: string }) {
  return (
    <Markdown components={COMPONENTS} skipHtml urlTransform={(url) => (OWN.test(url) ? url : '')}>
      {text}
    </Markdown>
  )
}
