/** A probe on a lane of its own: when it would ask, and when its container would be restarted or ready. */
import { useState } from 'react'
import type { FieldEdit } from '../../../engine/protocol/edit.ts'
import {
  handleAt,
  laneWords,
  PROBE_DEFAULTS,
  type ProbeField,
  type ProbeNumbers,
  probeLane,
  probeNumbers,
  valueAt,
} from '../../draw/probe-lane.ts'
import { Grip } from './Grip.tsx'
import type { ProbeName, ShapedContainer } from './subject.ts'

const TITLES: Readonly<Record<ProbeName, string>> = {
  startupProbe: 'startup',
  livenessProbe: 'liveness',
  readinessProbe: 'readiness',
}
const FIELDS: readonly { field: ProbeField; title: string; unit: string; page: number }[] = [
  { field: 'initialDelaySeconds', title: 'initial delay', unit: 's', page: 10 },
  { field: 'timeoutSeconds', title: 'timeout', unit: 's', page: 5 },
  { field: 'periodSeconds', title: 'period', unit: 's', page: 10 },
  { field: 'successThreshold', title: 'success threshold', unit: '', page: 2 },
  { field: 'failureThreshold', title: 'failure threshold', unit: '', page: 5 },
]

export interface ProbeTrackProps {
  container: ShapedContainer
  kind: ProbeName
  probe: Readonly<Record<string, unknown>>
  onChange(edits: FieldEdit[]): void
}

export function ProbeTrack({ container, kind, probe, onChange }: ProbeTrackProps) {
  const [held, setHeld] = useState<Partial<ProbeNumbers>>({})
  const given = probeNumbers(probe)
  const numbers = { ...given, ...held }
  // The lane keeps its length while a handle is held, so that the handle stays under the pointer.
  const { lengthSeconds } = probeLane(given)
  const lane = probeLane(numbers)
  const share = (seconds: number) => seconds / lengthSeconds
  const left = (seconds: number) => `${(100 * Math.min(1, share(seconds))).toFixed(2)}%`
  const fields = FIELDS.filter(({ field }) => field !== 'successThreshold' || kind === 'readinessProbe')
  return (
    <div className="probe" role="group" aria-label={`${TITLES[kind]} probe of ${container.name}`}>
      <p className="probe-head">
        <b>{TITLES[kind]}</b> <span className="i2">{laneWords(kind, numbers)}</span>
      </p>
      <div className="shape-row lane">
        <span className="shape-name">runs at</span>
        <span className="probe-lane" aria-hidden="true">
          {lane.runs
            .filter((each) => each <= lengthSeconds)
            .map((each) => (
              <i key={each} className="probe-run" style={{ left: left(each), width: left(numbers.timeoutSeconds) }} />
            ))}
          {kind !== 'livenessProbe' && <i className="probe-good" style={{ left: left(lane.goodAt) }} />}
          <i className={kind === 'readinessProbe' ? 'probe-bad out' : 'probe-bad'} style={{ left: left(lane.badAt) }} />
        </span>
        <span className="shape-value i3">{`${lengthSeconds} s`}</span>
      </div>
      {fields.map(({ field, title, unit, page }) => (
        <div key={field} className="shape-row lane">
          <span className="shape-name">{title}</span>
          <span className="track thin">
            <Grip
              label={`${TITLES[kind]} ${title}`}
              className={field}
              value={given[field]}
              min={field === 'initialDelaySeconds' ? 0 : 1}
              max={3600}
              step={1}
              page={page}
              words={(value) =>
                `${value}${unit && ` ${unit}`}${probe[field] === undefined && value === PROBE_DEFAULTS[field] ? ', by default' : ''}`
              }
              valueOf={(at) => valueAt(field, given, at * lengthSeconds)}
              shareOf={(value) => share(handleAt(field, { ...given, [field]: value }))}
              onChange={(value) => onChange([{ set: [...container.path, kind, field], value }])}
              onMove={(value) => setHeld(value === undefined ? {} : { [field]: value })}
            />
          </span>
          <output className="shape-value">{`${numbers[field]}${unit && ` ${unit}`}`}</output>
        </div>
      ))}
    </div>
  )
}
