/** Where the containers of a Pod stand in the machine that the kubelet moves them along. */
import type { Table } from '../../api/table.ts'
import type { Cluster } from '../../cluster.ts'
import { containerSpec } from '../../kubelet/desk.ts'
import { containerMachine } from '../../kubelet/stages/container.ts'
import type { Pod } from '../../kinds/types.ts'
import type { Lifecycle } from '../../protocol/object.ts'

const stages: Lifecycle['stages'] = Object.entries(containerMachine.states).map(([stage, { on }]) => ({
  stage,
  next: Object.entries(on),
}))

/** Undefined for what is no Pod, and before a kubelet took it. */
export function lifecycleOf({ kubelets, server }: Cluster, table: Table, row: number): Lifecycle | undefined {
  const pod = table.get(row) as Pod | undefined
  if (table !== server.store.table('pods') || pod === undefined) return undefined
  const work = kubelets.worker.works.get(row)
  if (work?.uid !== pod.metadata.uid) return undefined
  const containers = work.containers.map(({ stage, restarts, ready }, i) => ({
    name: containerSpec(pod, i).name,
    stage,
    restarts,
    ready,
  }))
  return { stages, containers }
}
