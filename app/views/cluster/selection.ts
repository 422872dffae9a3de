/** Which Pods are blue: the selected one, or all of the selected workload. */
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import type { Mirror } from '../../session/mirror.ts'
import type { Ui } from '../../session/ui.ts'
import type { Blue } from './field/painter.ts'
import { sameObject, workloadRef } from './mark-ref.ts'

/** What is blue, for drawings that ask it of each mark. */
export function blueOf(mirror: Mirror, { selected, selectedPod }: Pick<Ui, 'selected' | 'selectedPod'>): Blue {
  const workload = selectedWorkload(mirror, selected)
  const { linked, pods } = mirror
  const key = `${selectedPod}/${workload}/${linkedKey(linked)}`
  return { key, has: (pod) => pod === selectedPod || pods.workload[pod] === workload || linked.has(pod) }
}

const numbers = new WeakMap<ReadonlySet<number>, number>()
let count = 0

/** Sets are replaced when they change, so each has a number. */
function linkedKey(linked: ReadonlySet<number>): number {
  const known = numbers.get(linked) ?? ++count
  numbers.set(linked, known)
  return known
}

/** Index of the selected workload in the mirror's, -1 for anything else. */
export function selectedWorkload({ workloads }: Mirror, selected: ObjectRef | undefined): number {
  if (!selected || selected.kind === 'Pod' || selected.kind === 'Node') return -1
  return workloads.findIndex((workload) => sameObject(workloadRef(workload), selected))
}

/** Living Pods of a workload; looks at every Pod, so ask at a pace. */
export function podsOf({ pods }: Mirror, workload: number): number {
  let count = 0
  for (let id = 0; id < pods.alive.length; id++) if (pods.alive[id] && pods.workload[id] === workload) count++
  return count
}
