/** The floor before there is anything on it. */
import { useLesson, useRun, useSession } from '../../session/context.tsx'
import { useEffect, useState } from 'react'
import { SAMPLE } from './sample.ts'

export function NoPods() {
  const { ui, lessons } = useSession()
  const open = () => ui.setState({ offered: SAMPLE, side: 'yaml', pane: 'side' })
  // The editor applies it, so that the file knows what of it was applied.
  const apply = () => ui.setState({ offered: { ...SAMPLE, apply: true }, side: 'yaml' })
  return (
    <div className="no-pods">
      <b>No Pods yet</b>
      <button type="button" className="btn p" onClick={apply}>
        Apply a Deployment
      </button>
      <button type="button" className="btn" onClick={open}>
        Open a sample
      </button>
      {lessons && <Learn />}
    </div>
  )
}

/** A step of a lesson says itself what comes next. */
function Learn() {
  const inLesson = useLesson(({ phase }) => phase !== 'none')
  if (inLesson) return null
  return (
    <a className="btn g" href="#home">
      Learn the patterns
    </a>
  )
}

/** Real ms after which starting shows that it goes on. */
const PATIENCE_MS = 2000

export function Starting() {
  const { phase, detail } = useRun((run) => run)
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="starting">
      <div className="starting-line">
        <p role={phase === 'failed' ? 'alert' : 'status'}>{detail}</p>
        {long && phase !== 'failed' && <progress aria-label={detail} />}
      </div>
      <div className="zones" style={{ '--columns': 3 } as React.CSSProperties} aria-hidden="true">
        {[0, 1, 2, 3, 4, 5].map((outline) => (
          <div key={outline} className="node outline" />
        ))}
      </div>
    </div>
  )
}
