/** What volumes need of the pod worker's desk; an interface, so that the desk can own them. */
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Setups } from '../../core/machinesetup.ts'
import type { Pod } from '../../kinds/types.ts'
import type { NodeAgents } from '../nodes.ts'
import type { PodWork } from '../podwork.ts'

export interface VolumeDesk {
  readonly server: ApiServer
  readonly pods: Table
  readonly nodes: NodeAgents
  readonly setups: Setups
  readonly works: { get(row: number): Readonly<PodWork> | undefined }
  /** The Pod of a row, if it is still the one its kubelet works for. */
  pod(row: number): Pod | undefined
}
