/** A step for others: a link to it as it stands, HTML for a course page, an assignment, and what a learner hands in. */
import { useEffect, useState } from 'react'
import { useLesson, useSession } from '../../session/context.tsx'
import { stepOf } from '../../session/lesson/lesson-machine.ts'
import { momentHash } from '../../session/lesson/moment.ts'
import { siteOf } from '../../session/lesson/site.ts'
import { download } from './download.ts'
import { type EmbedKind, embedText } from './embed-text.ts'

const KINDS: readonly { id: EmbedKind; title: string }[] = [
  { id: 'element', title: 'Element' },
  { id: 'frame', title: 'Frame' },
  { id: 'markdown', title: 'Link with a picture' },
]

export function StepForm() {
  const session = useSession()
  const lesson = useLesson((state) => state.lesson)
  const step = useLesson(stepOf)
  const [pinned, setPinned] = useState(true)
  const [hidden, setHidden] = useState(false)
  const [kind, setKind] = useState<EmbedKind>('element')
  const [moment, setMoment] = useState('')
  const [said, setSaid] = useState('')
  useEffect(() => {
    momentHash(session, true).then(
      (hash) => setMoment(hash ?? ''),
      (error: unknown) => setSaid(String(error)),
    )
  }, [session])
  if (!lesson || !step) return <p className="empty">No step is open.</p>
  const site = siteOf(location.href, pinned ? import.meta.env.DRYDOCK_VERSION : undefined)
  const place = { lesson: lesson.slug, step: step.id }
  const snippet = embedText(kind, { ...place, title: `${lesson.title}: ${step.title}`, site, hidden })
  const assignment = `${site}#lesson=${place.lesson}&step=${place.step}${hidden ? '&solutions=hidden' : ''}`
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied.'),
      () => setSaid('The browser refused; select the text and copy it.'),
    )
  const handIn = () =>
    session.handIns?.text(siteOf(location.href, import.meta.env.DRYDOCK_VERSION)).then(
      (text) => download(`${lesson.slug}.handin.txt`, text),
      (error: unknown) => setSaid(String(error)),
    )
  return (
    <div className="share-form">
      <div className="row wrap">
        <label className="row">
          <input type="checkbox" checked={pinned} onChange={(event) => setPinned(event.target.checked)} />
          Stay with this version
        </label>
        <label className="row">
          <input type="checkbox" checked={hidden} onChange={(event) => setHidden(event.target.checked)} />
          Without hints and solutions
        </label>
      </div>
      <div className="seg" role="group" aria-label="How it is put in">
        {KINDS.map(({ id, title }) => (
          <button key={id} type="button" aria-pressed={id === kind} onClick={() => setKind(id)}>
            {title}
          </button>
        ))}
      </div>
      <label className="field">
        HTML for your page
        <textarea
          className="input"
          readOnly
          rows={5}
          value={snippet}
          translate="no"
          onFocus={(event) => event.target.select()}
        />
      </label>
      <label className="field">
        The step from its start, as an assignment
        <input
          className="input"
          readOnly
          value={assignment}
          translate="no"
          onFocus={(event) => event.target.select()}
        />
      </label>
      <label className="field">
        The step as it stands now
        <input
          className="input"
          readOnly
          value={moment && `${site}${moment}`}
          translate="no"
          onFocus={(event) => event.target.select()}
        />
      </label>
      <div className="row wrap">
        <button type="button" className="btn p" onClick={() => void copy(snippet)}>
          Copy HTML
        </button>
        <button type="button" className="btn" onClick={() => void copy(assignment)}>
          Copy assignment
        </button>
        <button type="button" className="btn" disabled={!moment} onClick={() => void copy(`${site}${moment}`)}>
          Copy link
        </button>
        <button type="button" className="btn" onClick={() => void handIn()}>
          Hand in
        </button>
        <span role="status">{said}</span>
      </div>
      <p className="i2">
        Hand in saves a file with everything you did in the steps passed on this page. Whoever grades it plays it again
        with <code translate="no">npm run grade -- FILE</code>. Nothing is sent anywhere.
      </p>
    </div>
  )
}
