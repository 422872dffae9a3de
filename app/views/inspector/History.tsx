/** Every version of the object: who wrote it, because of what, and the difference to the one before. */
import { useEffect, useState } from 'react'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import type { CauseLink, VersionDiff, VersionRow } from '../../../engine/protocol/time.ts'
import { DiffText } from '../../components/DiffText.tsx'
import { clockText } from '../../draw/clock-text.ts'
import { useSession } from '../../session/context.tsx'

const SHOWN = 30

/** @param stamp changes whenever the object does */
export function History({ subject, stamp }: { subject: ObjectRef; stamp: string | undefined }) {
  const { time } = useSession()
  const [open, setOpen] = useState(false)
  const [rows, setRows] = useState<VersionRow[]>()
  useEffect(() => {
    let current = true
    if (open && time)
      time.versions(subject).then(
        (found) => current && setRows(found),
        () => undefined,
      )
    return () => {
      current = false
    }
  }, [open, time, subject, stamp])
  if (!time) return null
  return (
    <section aria-label="History">
      <LastChange subject={subject} stamp={stamp} />
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{rows ? `Versions (${rows.length})` : 'Versions'}</summary>
        {rows && (
          <ol className="versions">
            {rows.slice(0, SHOWN).map((row, at) => (
              <Version key={row.revision} subject={subject} row={row} before={rows[at + 1]} />
            ))}
          </ol>
        )}
      </details>
    </section>
  )
}

function Version({ subject, row, before }: { subject: ObjectRef; row: VersionRow; before: VersionRow | undefined }) {
  const { time } = useSession()
  const [diff, setDiff] = useState<VersionDiff>()
  const show = () => {
    if (diff) return setDiff(undefined)
    void time
      ?.diff(subject, { revision: before?.revision ?? 0 }, { revision: row.revision })
      .then(setDiff, () => undefined)
  }
  return (
    <li>
      <div className="row">
        <button type="button" className="link" title="Go there" onClick={() => void time?.seek({ atMs: row.atMs })}>
          {clockText(row.atMs).main}
        </button>
        <span translate="no">{row.actor}</span>
        <span className="i2">{row.verb}</span>
        <span className="sp" />
        <button type="button" className="btn g sm" aria-expanded={diff !== undefined} onClick={show}>
          Diff
        </button>
      </div>
      <p className="i3" translate="no">
        {wordsOf(row)}
      </p>
      {diff && <DiffText before={diff.before.yaml} after={diff.after.yaml} label={`Version ${row.revision}`} />}
    </li>
  )
}

const FEW = 3

function wordsOf({ changes, changeCount }: VersionRow): string {
  const named = changes.slice(0, FEW).map(({ path }) => path)
  return changeCount > FEW ? `${named.join(', ')} and ${changeCount - FEW} more` : named.join(', ')
}

/** Who changed it last, and what of yours that goes back to. */
function LastChange({ subject, stamp }: { subject: ObjectRef; stamp: string | undefined }) {
  const { time } = useSession()
  const [links, setLinks] = useState<CauseLink[]>([])
  useEffect(() => {
    let current = true
    time?.why({ ref: subject }).then(
      ({ links: found }) => current && setLinks(found),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [time, subject, stamp])
  const last = links.at(-1)
  const [first] = links
  if (!last) return null
  const changed = last.changes[0]?.path
  return (
    <>
      <h3>Last change</h3>
      <p>
        <span translate="no">{last.actor}</span>
        {` ${last.verb} it at `}
        <button type="button" className="link" onClick={() => void time?.seek({ atMs: last.atMs })}>
          {clockText(last.atMs).main}
        </button>
        {changed && (
          <>
            {': '}
            <code translate="no">{changed}</code>
          </>
        )}
      </p>
      {first?.flag !== undefined && links.length > 1 && (
        <p>
          {'It goes back to your action '}
          <button type="button" className="link" onClick={() => void time?.seek({ flag: first.flag as number })}>
            {`${first.flag}, ${first.text ?? ''}`}
          </button>
          {`, ${links.length - 1} steps before.`}
        </p>
      )}
    </>
  )
}
