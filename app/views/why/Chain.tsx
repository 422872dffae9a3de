/** The chain from your action to what is asked about, each step with who, what and when, and a way to go there. */
import { useState } from 'react'
import type { EventRow } from '../../../engine/protocol/batch.ts'
import type { CauseLink, VersionDiff } from '../../../engine/protocol/time.ts'
import { DiffText } from '../../components/DiffText.tsx'
import { Icon } from '../../components/Icon.tsx'
import { clockText } from '../../draw/clock-text.ts'
import { useAskWhy } from '../../hooks/ask-why.ts'
import { useMirror, useSession } from '../../session/context.tsx'
import { linkWords, sinceText } from './words.ts'

export function Chain({ links, cut }: { links: readonly CauseLink[]; cut: boolean }) {
  const [open, setOpen] = useState(-1)
  if (links.length === 0) return null
  return (
    <>
      {cut && <p className="why-note">Older steps could not be found again.</p>}
      <ol className="chain" aria-label="From the beginning to what is asked about">
        {links.map((link, at) => (
          <Step
            // A chain is told whole each time: a step is its place.
            // oxlint-disable-next-line react/no-array-index-key
            key={`${at} ${link.revision}`}
            link={link}
            number={at + 1}
            beforeMs={links[at - 1]?.atMs}
            open={open === at}
            onToggle={() => setOpen(open === at ? -1 : at)}
          />
        ))}
      </ol>
    </>
  )
}

interface StepProps {
  link: CauseLink
  number: number
  beforeMs: number | undefined
  open: boolean
  onToggle(): void
}

function Step({ link, number, beforeMs, open, onToggle }: StepProps) {
  const components = useMirror((mirror) => mirror.components)
  const { icon, who, did, object, detail } = linkWords(link, components)
  const { main, millis } = clockText(link.atMs)
  return (
    <li className={`${open ? 'on' : ''}${link.flag === undefined && link.verb !== 'did' ? '' : ' yours'}`}>
      {link.events.length > 0 && <Seen events={link.events} />}
      <span className="no" aria-hidden="true">
        {link.flag ?? number}
      </span>
      <button type="button" className="step" aria-expanded={open} onClick={onToggle}>
        <span className="who">
          <Icon name={icon} small />
          <b translate="no">{who}</b> {did}
        </span>
        <span className="what" translate="no">
          {object && <code>{object}</code>} <span className="i2">{detail}</span>
        </span>
      </button>
      <time className="t">
        {main.slice(3)}
        {millis}
        <small>{beforeMs === undefined ? 'start' : sinceText(link.atMs - beforeMs)}</small>
      </time>
      {open && <StepActions link={link} />}
    </li>
  )
}

/** What was said of the object on the way to a step: probes missed, pulls, back-offs. */
function Seen({ events }: { events: readonly EventRow[] }) {
  return (
    <ul className="seen" aria-label="What was seen on the way">
      {events.map((event) => (
        <li key={event.id} className={event.type === 'Warning' ? 'warning' : undefined}>
          <b translate="no">{event.reason}</b>
          {event.count > 1 && ` × ${event.count}`} <span translate="no">{event.message}</span>
        </li>
      ))}
    </ul>
  )
}

function StepActions({ link: { atMs, object, revision, flag } }: { link: CauseLink }) {
  const { time, ui, actions } = useSession()
  const ask = useAskWhy()
  const [diff, setDiff] = useState<VersionDiff>()
  const jump = () => {
    void time?.seek(flag === undefined ? { atMs } : { flag })
    if (!object) return
    ui.setState({ selected: object, selectedPod: -1 })
    void actions.select(object)
  }
  const show = () => {
    if (diff) return setDiff(undefined)
    if (object) void time?.diff(object, { revision: revision - 1 }, { revision }).then(setDiff, () => undefined)
  }
  return (
    <div className="acts">
      <div className="row">
        <button type="button" className="btn sm" onClick={jump}>
          <Icon name="jump" small />
          Jump to
        </button>
        {object && (
          <>
            <button type="button" className="btn sm g" aria-expanded={diff !== undefined} onClick={show}>
              Show the change
            </button>
            <button type="button" className="btn sm g" onClick={() => ask(object)}>
              {`Ask of this ${object.kind}`}
            </button>
          </>
        )}
      </div>
      {diff && (
        <DiffText before={diff.before.yaml} after={diff.after.yaml} label={`What revision ${revision} changed`} />
      )}
    </div>
  )
}
