/** The same as the drawing, for those who read it: a row for each stretch of time, and for each probe its count. */
import type { TimelineTrack } from '../../../engine/protocol/timeline.ts'
import type { Row } from '../../draw/timeline/rows.ts'
import { shortDuration } from '../../draw/countdown.ts'
import { TableForm } from '../../components/TableForm.tsx'
import { fineTime, spanText } from './words.ts'

const MOST_LINES = 600

interface Line {
  key: string
  title: string
  note: string
  text: string
  fromMs: number
  toMs: number
}

export function TimelineTable({ rows, presentMs }: { rows: readonly Row[]; presentMs: number }) {
  const lines = rows.flatMap(({ track, folded, title, note }) =>
    track ? linesOf(track, title, note) : (folded ?? []).flatMap((each) => linesOf(each, each.title, each.note)),
  )
  return (
    <>
      <TableForm
        caption={`Objects over time, up to ${fineTime(presentMs)}`}
        titles={['Object', 'Kind', 'State', 'From', 'To', 'Lasted']}
      >
        {lines.slice(0, MOST_LINES).map(({ key, title, note, text, fromMs, toMs }) => (
          <tr key={key}>
            <th scope="row">{title}</th>
            <td>{note}</td>
            <td>{text}</td>
            <td>{fineTime(fromMs)}</td>
            <td>{Number.isNaN(toMs) ? 'now' : fineTime(toMs)}</td>
            <td>{shortDuration((Number.isNaN(toMs) ? presentMs : toMs) - fromMs, true)}</td>
          </tr>
        ))}
      </TableForm>
      {lines.length > MOST_LINES && (
        <p className="timeline-left">{`${lines.length - MOST_LINES} more lines: fold owners or choose one.`}</p>
      )}
    </>
  )
}

function linesOf(track: TimelineTrack, title: string, note: string): Line[] {
  if (track.ticks) {
    const { passedMs, missedMs, held, said } = track.ticks
    const text = `${missedMs.length} missed, ${passedMs.length} passed one by one, ${held.length} stretches of passes${said ? `; ${said}` : ''}`
    return [{ key: `${track.id}`, title, note, text, fromMs: track.fromMs, toMs: track.toMs }]
  }
  return track.spans.map((span) => ({
    key: `${track.id} ${span.fromMs} ${span.state}`,
    title,
    note,
    text: spanText(span),
    fromMs: span.fromMs,
    toMs: span.toMs,
  }))
}
