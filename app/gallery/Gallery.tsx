/** The bench: marks and components alone, and whole pages over invented clusters. Reached by `?gallery`. */
import '../styles/gallery.css'
import { type ReactNode, useState } from 'react'
import { Page } from '../page/Page.tsx'
import { demoSession } from './demo-session.ts'
import { MarksBench } from './MarksBench.tsx'
import { stormSession } from './storm-session.ts'
import { empty, many, playground } from './scenes.ts'

/** `?gallery=many&pods=5000&nodes=200&speed=0.05&paused` */
function pageOf(show: string, query: URLSearchParams): ReactNode {
  const number = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise)
  const options = { speed: number('speed', 1), playing: !query.has('paused') }
  switch (show) {
    case 'playground':
      return <Page session={demoSession(playground(), options)} />
    case 'empty':
      return <Page session={demoSession(empty(), options)} />
    case 'loading':
      return <Page session={demoSession(empty(), { ...options, booting: true })} />
    case 'many':
      return <Page session={demoSession(many(number('pods', 5000), number('nodes', 200)), options)} />
    case 'storm':
      return (
        <Page
          session={stormSession({
            pods: number('pods', 150_000),
            nodes: number('nodes', 5000),
            changes: query.has('paused') ? 0 : number('changes', 2000),
          })}
        />
      )
    default:
      return <MarksBench />
  }
}

export function Gallery({ show }: { show: string }) {
  const [page] = useState(() => pageOf(show, new URLSearchParams(location.search)))
  return page
}
