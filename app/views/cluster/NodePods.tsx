/** The Pods on one node; drawn again only when one of them changed. */
import { useCalmMirror } from '../../hooks/calm.ts'
import type { Mirror } from '../../session/mirror.ts'
import { useSession, useUi } from '../../session/context.tsx'
import { Ghosts, useLeaving } from './Ghosts.tsx'
import { Pod, type PodProps } from './Pod.tsx'
import { selectedWorkload } from './selection.ts'
import { codeAt, codesOf } from './use-codes.ts'

export function NodePods({ node, name }: { node: number; name: string }) {
  const leaving = useLeaving()
  const { mirror } = useSession()
  useCalmMirror((state) => state.pods.nodeRev(node))
  useCalmMirror((state) => state.workloads)
  const namespace = useUi((ui) => ui.namespace)
  const selected = useUi((ui) => (mirror.getState().pods.node[ui.selectedPod] === node ? ui.selectedPod : -1))
  const workload = useUi((ui) => selectedWorkload(mirror.getState(), ui.selected))
  const linked = useCalmMirror((state) => state.linked)
  const state = mirror.getState()
  const rows = state.pods.onNode(node).filter((id) => !namespace || state.pods.labels[id]?.namespace === namespace)
  return (
    <div className="pods">
      {rows.map((id) => (
        <Pod
          key={id}
          {...podProps(state, id)}
          leaving={
            leaving.size > 0 && leaving.has(`${state.pods.labels[id]?.namespace}/${state.pods.labels[id]?.name}`)
          }
          selected={id === selected || state.pods.workload[id] === workload || linked.has(id)}
        />
      ))}
      <Ghosts node={name} />
    </div>
  )
}

/** What the mirror knows of a Pod, as plain values. */
export function podProps(mirror: Mirror, id: number): Omit<PodProps, 'selected'> {
  const { pods } = mirror
  const label = pods.labels[id]
  const code = codeAt(codesOf(mirror.workloads), pods.workload[id] ?? -1)
  const state = pods.stateOf(id) ?? 'unknown'
  return {
    id,
    state,
    letter: code.letter,
    hue: code.hue,
    sinceMs: pods.sinceMs[id] ?? 0,
    untilMs: pods.untilMs[id] ?? Number.NaN,
    restarts: pods.restarts[id] ?? 0,
    note: label?.note ?? '',
    title: label ? `${label.namespace}/${label.name}: ${label.note || state}` : '',
  }
}
