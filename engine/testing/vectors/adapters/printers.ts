/** Adapter of kubectl_printers.json: pkg/printers/internalversion, for the workload kinds. */
import type { KObject } from '../../../api/object.ts'
import { kinds } from '../../../kinds/list.ts'
import { unixMs } from '../../../rules/instants.ts'
import { type Adapter, type Adapters, type Fields, plain, same } from '../adapter.ts'

const TEST = 'internalversion/printers_test.go'

/** Prints the row's object of this kind; "now" is when the row was recorded. */
function prints(kind: string, field: string): Adapter {
  return ({ in: input, out, recordedAt }) => {
    const definition = kinds.find(({ info }) => info.kind === kind)
    const object = plain(input[field]) as Fields
    for (const part of ['metadata', 'spec', 'status']) object[part] ??= {}
    const nowMs = unixMs(recordedAt) ?? 0
    const cells = definition?.printRow(object as KObject, { nowMs, virtualMs: (text) => unixMs(text) ?? nowMs }) ?? []
    // A narrow row has the cells of the columns of priority 0 only.
    const wanted: unknown[] = out.expected[0].cells
    const shown = input.options?.Wide || kind === 'PersistentVolumeClaim' ? cells : cells.slice(0, wanted.length)
    same(shown, wanted)
  }
}

export const printerAdapters: Adapters = {
  [`${TEST}:TestPrintDaemonSet`]: prints('DaemonSet', 'daemonSet'),
  [`${TEST}:TestPrintStatefulSet`]: prints('StatefulSet', 'statefulSet'),
  [`${TEST}:TestPrintPodDisruptionBudget`]: prints('PodDisruptionBudget', 'pdb'),
  [`${TEST}:TestPrintPersistentVolumeClaim`]: prints('PersistentVolumeClaim', 'pvc'),
  [`${TEST}:TestPrintHPA`]: prints('HorizontalPodAutoscaler', 'hpa'),
  [`${TEST}:TestPrintReplicationController`]: prints('ReplicationController', 'rc'),
  [`${TEST}:TestPrintPersistentVolume`]: prints('PersistentVolume', 'pv'),
  [`${TEST}:TestPrintControllerRevision`]: prints('ControllerRevision', 'history'),
}
