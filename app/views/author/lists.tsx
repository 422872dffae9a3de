/** Lists of a draft: files, checks with their words, ways with their names. */
import type { DraftFile, DraftWay } from '../../../engine/protocol/author.ts'
import type { CheckSpec } from '../../../lessons/lesson.ts'
import { Icon } from '../../components/Icon.tsx'

function Remove({ what, onRemove }: { what: string; onRemove(): void }) {
  return (
    <button type="button" className="btn g i sm" aria-label={`Remove ${what}`} onClick={onRemove}>
      <Icon name="x" small />
    </button>
  )
}

export function FileList({ files, onRemove }: { files: readonly DraftFile[]; onRemove(at: number): void }) {
  return (
    <ul>
      {files.map(({ name, text }, i) => (
        // Two files may have the same name until they are packed.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={i} className="row">
          <details>
            <summary translate="no">{name}</summary>
            <pre translate="no">{text}</pre>
          </details>
          <span className="sp" />
          <Remove what={name} onRemove={() => onRemove(i)} />
        </li>
      ))}
    </ul>
  )
}

interface CheckListProps {
  checks: readonly CheckSpec[]
  onChange(checks: CheckSpec[]): void
}

const TIMES = ['now', 'ever', 'always', 'never'] as const

export function CheckList({ checks, onChange }: CheckListProps) {
  const change = (at: number, part: Partial<CheckSpec>) =>
    onChange(checks.map((check, i) => (i === at ? { ...check, ...part } : check)))
  return (
    <ul>
      {checks.map((check, i) => (
        // A check's words change while they are written.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={i} className="row">
          <input
            className="input"
            aria-label={`Words of check ${i + 1}`}
            title={`${check.that} ${JSON.stringify(check.args)}`}
            value={check.say}
            onChange={(event) => change(i, { say: event.target.value })}
          />
          <select
            className="select"
            aria-label={`When check ${i + 1} has to hold`}
            value={check.when ?? 'now'}
            onChange={(event) => change(i, { when: event.target.value as 'now' })}
          >
            {TIMES.map((time) => (
              <option key={time}>{time}</option>
            ))}
          </select>
          <Remove what={`check ${i + 1}`} onRemove={() => onChange(checks.filter((_, at) => at !== i))} />
        </li>
      ))}
    </ul>
  )
}

interface WaysProps<Way extends DraftWay> {
  ways: readonly Way[]
  onChange(ways: Way[]): void
}

export function Ways<Way extends DraftWay>({ ways, onChange }: WaysProps<Way>) {
  return (
    <ul>
      {ways.map((way, i) => (
        // A way's name changes while it is written.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={i} className="row">
          <input
            className="input"
            aria-label={`Name of ${way.name}`}
            value={way.name}
            onChange={(event) =>
              onChange(ways.map((each, at) => (at === i ? { ...each, name: event.target.value } : each)))
            }
          />
          <span className="i3">{way.files.map(({ name }) => name).join(', ')}</span>
          <Remove what={way.name} onRemove={() => onChange(ways.filter((_, at) => at !== i))} />
        </li>
      ))}
    </ul>
  )
}
