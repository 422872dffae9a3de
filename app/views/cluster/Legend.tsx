/** Whose Pods these are, what a triangle means, and the stage's two switches. */
import { Icon } from '../../components/Icon.tsx'
import { WorkloadSwatch } from '../../components/WorkloadSwatch.tsx'
import { plural } from '../../draw/countdown.ts'
import { useMirrorEvery } from '../../hooks/mirror-every.ts'
import { useMirror, useSession, useUi } from '../../session/context.tsx'
import { StageTools } from './StageTools.tsx'
import { podsOf, selectedWorkload } from './selection.ts'
import { codeAt, useCodes } from './use-codes.ts'

/** Workloads named; more are reached through the table. */
const SHOWN = 12

export function Legend() {
  const workloads = useMirror((mirror) => mirror.workloads)
  const codes = useCodes()
  const { mirror, ui } = useSession()
  const selected = useUi((state) => selectedWorkload(mirror.getState(), state.selected))
  const table = useUi((state) => state.table)
  const namespace = useUi((state) => state.namespace)
  const shown = workloads
    .map((workload, index) => ({ workload, index }))
    .filter(({ workload }) => !namespace || workload.namespace === namespace)
  return (
    <div className="legend">
      <div className="legend-list">
        {shown.slice(0, SHOWN).map(({ workload, index }) => (
          <button
            key={index}
            type="button"
            className="legend-chip"
            data-mark={`workload:${index}`}
            title={`${workload.kind} ${workload.namespace}/${workload.name}`}
            aria-pressed={index === selected}
          >
            <WorkloadSwatch code={codeAt(codes, index)} />
            {workload.name}
            {index === selected && <SelectedCount workload={index} />}
          </button>
        ))}
        {shown.length > SHOWN && <span className="i3">{`+ ${shown.length - SHOWN}`}</span>}
      </div>
      <span className="sp" />
      <span className="legend-key i3">
        <svg width="10" height="9" aria-hidden="true">
          <path d="M5 0l5 9H0z" fill="var(--ink)" />
        </svg>
        write
      </span>
      <span className="legend-key i3">
        <svg width="11" height="10" aria-hidden="true">
          <path d="M5.5 1.5 10 9H1z" fill="none" stroke="var(--link)" strokeWidth="1.5" />
        </svg>
        watch
      </span>
      <StageTools />
      <button type="button" className="btn g sm" aria-pressed={table} onClick={() => ui.setState({ table: !table })}>
        <Icon name="table" small />
        View as table
      </button>
    </div>
  )
}

/** `4 Pods`: those that are blue. */
function SelectedCount({ workload }: { workload: number }) {
  return <span>{plural(podsOf(useMirrorEvery(500), workload), 'Pod')}</span>
}
