/** One autoscaler: load, what is measured against its target, what is recommended and done, and the nodes below. */
import './autoscale.css'
import { useEffect, useMemo } from 'react'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import type { Autoscale } from '../../../engine/protocol/autoscale.ts'
import { heldAt, ruleText, valueAt } from '../../draw/autoscale.ts'
import { shortDuration } from '../../draw/countdown.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { ask, useTraffic } from '../../hooks/needs.ts'
import { useViewState } from '../../hooks/view-state.ts'
import { parseRef, refText } from '../../page/view-parts.ts'
import type { Mirror } from '../../session/mirror.ts'
import { useActions, useMirror, useSession, useUi } from '../../session/context.tsx'
import { AutoscaleCharts } from './AutoscaleCharts.tsx'
import { AutoscaleTable } from './AutoscaleTable.tsx'
import { LoadControl } from './LoadControl.tsx'
import { useAutoscalers } from './use-autoscalers.ts'

const PACE_MS = 120

export function AutoscaleView() {
  const { refs, shown } = useShown()
  const mirror = useMirrorEvery(PACE_MS)
  const { autoscale } = mirror
  if (!shown)
    return (
      <p className="empty">
        No HorizontalPodAutoscaler here. Type{' '}
        <code translate="no">kubectl autoscale deployment NAME --cpu-percent=60 --min=2 --max=10</code> in the terminal,
        and load, metric and replicas are drawn on one clock.
      </p>
    )
  if (!autoscale || refText(autoscale.ref) !== refText(shown))
    return <p className="empty">{`Looking at ${shown.name}`}</p>
  return <Shown autoscale={autoscale} mirror={mirror} refs={refs} />
}

/** The chosen or selected autoscaler, else the first; the worker is asked for it while the view is open. */
function useShown(): { refs: readonly ObjectRef[]; shown: ObjectRef | undefined } {
  const actions = useActions()
  const booted = useMirror((mirror) => mirror.booted)
  const namespace = useUi((ui) => ui.namespace)
  const selected = useUi((ui) => ui.selected)
  const refs = useAutoscalers(namespace)
  const [chosen] = useViewState('autoscale.of')
  const known = (text: string) => refs.find((ref) => refText(ref) === text)
  const shown = (selected?.kind === 'HorizontalPodAutoscaler' && known(refText(selected))) || known(chosen) || refs[0]
  const text = shown ? refText(shown) : ''
  useEffect(() => {
    if (booted) ask(actions, { autoscale: parseRef(text) })
  }, [actions, booted, text])
  useTraffic()
  useEffect(() => () => ask(actions, { autoscale: undefined }), [actions])
  return { refs, shown }
}

function Shown({ autoscale, mirror, refs }: { autoscale: Autoscale; mirror: Mirror; refs: readonly ObjectRef[] }) {
  const { ui } = useSession()
  const table = useUi((state) => state.table)
  const [, choose] = useViewState('autoscale.of')
  const { nowMs } = mirror.clock
  const held = useMemo(() => heldAt(autoscale, nowMs), [autoscale, nowMs])
  const { ref, target, metric, services } = autoscale
  return (
    <div className="view-page autoscale">
      <header className="view-head autoscale-head">
        <h2>{ref.name}</h2>
        <span className="i2">{`HorizontalPodAutoscaler of ${target.kind} ${target.name}${metric ? `, ${metric.name}` : ''}`}</span>
        {held && <span className="held">{`Scale-down held, ${shortDuration(held.untilMs - nowMs)} left`}</span>}
        <span className="sp" />
        {refs.length > 1 && (
          <select
            className="select"
            aria-label="Autoscaler"
            value={refText(ref)}
            onChange={({ target: { value } }) => choose(value)}
          >
            {refs.map((each) => (
              <option key={refText(each)} value={refText(each)}>
                {each.name}
              </option>
            ))}
          </select>
        )}
        <button type="button" className="btn g" aria-pressed={table} onClick={() => ui.setState({ table: !table })}>
          View as table
        </button>
      </header>
      {services[0] ? (
        <LoadControl service={services[0]} traffic={mirror.traffic} />
      ) : (
        <p className="autoscale-note">No Service chooses these Pods: no load from outside can reach them.</p>
      )}
      {table ? (
        <AutoscaleTable autoscale={autoscale} nowMs={nowMs} />
      ) : (
        <AutoscaleCharts
          autoscale={autoscale}
          traffic={mirror.traffic}
          flags={mirror.flags}
          nowMs={nowMs}
          held={held}
        />
      )}
      <Verdict autoscale={autoscale} nowMs={nowMs} />
    </div>
  )
}

/** The rule with its numbers, what the window makes of it, and what the controller says. */
function Verdict({ autoscale, nowMs }: { autoscale: Autoscale; nowMs: number }) {
  const rule = ruleText(autoscale, nowMs)
  const replicas = valueAt(autoscale.replicas, nowMs)
  const window = autoscale.recommended.filter(([ms]) => ms <= nowMs && ms > nowMs - autoscale.downWindowSeconds * 1000)
  const most = Math.max(0, ...window.map(([, value]) => value))
  const trouble = autoscale.conditions.filter(
    ({ type, status }) =>
      (type === 'ScalingLimited' && status === 'True') || (type !== 'ScalingLimited' && status === 'False'),
  )
  return (
    <div className="autoscale-verdict">
      <div>
        <h3>Recommended now</h3>
        {rule ? (
          <p className="rule">
            {rule.rule} = <b>{rule.result}</b>
          </p>
        ) : (
          <p className="rule">nothing measured yet</p>
        )}
        <p className="i2">{`current replicas × metric ÷ target, rounded up; no change within ±${Math.round(autoscale.tolerance * 100)}%`}</p>
      </div>
      <div>
        <h3>Applied now</h3>
        <p className="rule">
          {`max of last ${autoscale.downWindowSeconds} s = ${most || '?'}, between ${autoscale.minReplicas} and ${autoscale.maxReplicas}: `}
          <b>{replicas ?? '?'}</b>
        </p>
        <p className="i2">
          {trouble.length > 0
            ? trouble.map(({ reason, message }) => `${reason}: ${message}`).join(' ')
            : `A lower number waits until every higher one is ${autoscale.downWindowSeconds} s old.`}
        </p>
      </div>
    </div>
  )
}
