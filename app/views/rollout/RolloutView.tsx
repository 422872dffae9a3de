/** One Deployment's rollout: versions stacked between the drawn bounds, its Pods in order of creation, and what may be done about it. */
import './rollout.css'
import { useEffect, useMemo } from 'react'
import type { Workload } from '../../../engine/protocol/batch.ts'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import type { Rollout } from '../../../engine/protocol/rollout.ts'
import { clockText } from '../../draw/clock-text.ts'
import { rolloutChart } from '../../draw/rollout.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { useActions, useMirror, useSession, useUi } from '../../session/context.tsx'
import { RolloutCharts } from './RolloutCharts.tsx'
import { RolloutControls } from './RolloutControls.tsx'
import { RolloutTable } from './RolloutTable.tsx'

const PACE_MS = 100

export function RolloutView() {
  const ref = useShownDeployment()
  const { rollout, clock } = useMirrorEvery(PACE_MS)
  if (!ref) return <p className="empty">No Deployment yet. Apply one, and its rollout is drawn here as it happens.</p>
  if (!rollout || rollout.ref.name !== ref.name || rollout.ref.namespace !== ref.namespace)
    return <p className="empty">{`Looking at ${ref.name}`}</p>
  return <Shown rollout={rollout} nowMs={clock.nowMs} />
}

/** The selected Deployment, else the last one that came; the worker is asked for it while the view is open. */
function useShownDeployment(): ObjectRef | undefined {
  const actions = useActions()
  const workloads = useMirror((mirror) => mirror.workloads)
  const selected = useUi((ui) => ui.selected)
  const namespace = useUi((ui) => ui.namespace)
  const chosen = selected?.kind === 'Deployment' ? selected : undefined
  const last = workloads.findLast(
    ({ kind, namespace: its }) => kind === 'Deployment' && (!namespace || its === namespace),
  )
  const at = chosen ?? last
  const [name, its] = [at?.name, at?.namespace]
  const ref = useMemo(
    () => (name === undefined ? undefined : refOf({ kind: 'Deployment', namespace: its ?? '', name })),
    [name, its],
  )
  useEffect(() => {
    void actions.showRollout(ref)
    return () => void actions.showRollout(undefined)
  }, [actions, ref])
  return ref
}

const refOf = ({ namespace, name }: Workload): ObjectRef => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace,
  name,
})

function Shown({ rollout, nowMs }: { rollout: Rollout; nowMs: number }) {
  const table = useUi((ui) => ui.table)
  const chart = useMemo(() => rolloutChart(rollout, nowMs), [rollout, nowMs])
  const { ui } = useSession()
  const current = rollout.sets.find((set) => set.current)
  return (
    <div className="view-page rollout">
      <header className="view-head">
        <h2>{rollout.ref.name}</h2>
        <span className="i2">{`Deployment, ${rollout.strategy}, revision ${current?.revision ?? 1}`}</span>
        <span className="sp" />
        <DeploymentChoice current={rollout.ref} />
        <button type="button" className="btn g" aria-pressed={table} onClick={() => ui.setState({ table: !table })}>
          View as table
        </button>
      </header>
      <dl className="figures" aria-label="In figures">
        <Figure name="Updated" value={`${rollout.updated}`} of={`of ${rollout.replicas}`} />
        <Figure name="Ready" value={`${rollout.ready}`} of={`of ${rollout.replicas}`} />
        <Figure
          name="Lowest ready"
          value={`${chart.lowestReady}`}
          of={chart.bounds ? `allowed ${chart.bounds.least}` : 'no bound'}
        />
        <Figure name="Most Pods" value={`${chart.mostPods}`} of={chart.bounds ? `allowed ${chart.bounds.most}` : ''} />
        <Figure name="Since" value={clockText(nowMs - chart.fromMs).main.slice(3)} of="" />
        <Figure name="Progress deadline" value={deadlineText(rollout.deadlineMs - nowMs)} of="" />
      </dl>
      <RolloutControls rollout={rollout} />
      {table ? (
        <RolloutTable rollout={rollout} nowMs={nowMs} />
      ) : (
        <RolloutCharts rollout={rollout} chart={chart} nowMs={nowMs} />
      )}
      <Conditions rollout={rollout} />
    </div>
  )
}

function Figure({ name, value, of }: { name: string; value: string; of: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b> {of}
      </dd>
    </div>
  )
}

function deadlineText(leftMs: number): string {
  if (Number.isNaN(leftMs)) return 'none'
  return leftMs <= 0 ? 'passed' : `${clockText(leftMs).main.slice(3)} left`
}

function Conditions({ rollout }: { rollout: Rollout }) {
  return (
    <ul className="rollout-conditions" aria-label="Conditions">
      {rollout.conditions.map(({ type, status, reason, message }) => (
        <li key={type} className={status === 'True' ? 'ok' : 'wait'}>
          <b>{`${type}: ${status}`}</b>
          <span>{reason}</span>
          <span className="i2">{message}</span>
        </li>
      ))}
    </ul>
  )
}

/** Which Deployment, where there are several. */
function DeploymentChoice({ current }: { current: ObjectRef }) {
  const { ui } = useSession()
  const workloads = useMirror((mirror) => mirror.workloads)
  const deployments = workloads.filter(({ kind }) => kind === 'Deployment')
  if (deployments.length < 2) return null
  const key = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`
  return (
    <select
      className="select"
      aria-label="Deployment"
      value={key(current)}
      onChange={({ target }) => {
        const chosen = deployments.find((each) => key(each) === target.value)
        if (chosen) ui.setState({ selected: refOf(chosen) })
      }}
    >
      {deployments.map((each) => (
        <option key={key(each)}>{key(each)}</option>
      ))}
    </select>
  )
}
