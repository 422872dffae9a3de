/**
 * The Pods each Job still has to do with: those that run or leave, and those that it has not counted. What is counted
 * drops out, so that a sync costs what is in flight and not all that ever ran.
 */
import { controllerOf } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { Groups } from '../../core/groups.ts'
import type { Job, Pod } from '../../kinds/types.ts'
import { isTracked } from '../../rules/job/names.ts'
import { isPodTerminal } from '../../rules/podutil.ts'

export class JobPods {
  private readonly groups: Groups
  private readonly pods: Table
  private readonly jobs: Table

  constructor(server: ApiServer) {
    this.groups = new Groups(server.checkpoints)
    this.pods = server.store.table('pods')
    this.jobs = server.store.table('jobs.batch')
  }

  /** Takes in a write to a Pod of Jobs; -1 or the row of the Job it names as its controller. */
  changed(row: number, after: Pod | undefined): number {
    const owner = after === undefined ? -1 : this.ownerRow(after)
    const open = after !== undefined && (isTracked(after) || !isPodTerminal(after))
    this.groups.set(row, open ? owner : -1)
    return owner
  }

  /** The Job's Pods that matter, in order of joining. */
  of(row: number, job: Job): Pod[] {
    const found: Pod[] = []
    this.groups.each(row, (podRow) => {
      const pod = this.pods.get(podRow) as Pod
      if (controllerOf(pod)?.uid === job.metadata.uid) found.push(pod)
    })
    return found
  }

  /** Row of the Job of that name, there or not. */
  ownerRow(pod: Pod): number {
    const owner = jobOwner(pod)
    return owner === undefined ? -1 : this.jobs.row(pod.metadata.namespace ?? '', owner.name)
  }
}

/** The controller reference to a Job, if the Pod has one. */
export function jobOwner(pod: Pod) {
  const owner = controllerOf(pod)
  return owner?.kind === 'Job' && owner.apiVersion === 'batch/v1' ? owner : undefined
}
