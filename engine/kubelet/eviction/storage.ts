/**
 * Local storage of Pods that have a limit on it (eviction_manager.go localStorageEviction): emptyDirs with a size limit,
 * containers with a limit of ephemeral storage. Only such Pods are looked at, every ten seconds.
 */
import { formatQuantity, quantityOf } from '../../api/quantity.ts'
import { quantity, value } from '../../api/quantityvalue.ts'
import type { Container, Pod } from '../../kinds/types.ts'
import { containerSpec, type Desk } from '../desk.ts'
import type { Ender } from '../ender.ts'
import type { PodWork } from '../podwork.ts'
import type { Reporter } from '../reporter.ts'
import { type DiskUse, totalOf } from './disk.ts'

const LOOK_MS = 10_000
const GRACE_SECONDS = 1

export class StorageManager {
  private readonly handler: number

  constructor(
    private readonly desk: Desk,
    private readonly reporter: Reporter,
    private readonly ender: Ender,
    private readonly disk: DiskUse,
  ) {
    this.handler = desk.server.clock.register('kubelet/storage', (row, turn) => this.look(row, turn), {
      periodic: true,
    })
  }

  /** Begins to look after a Pod that was just admitted, if it has a limit. */
  begin(row: number, { spec }: Pod): void {
    const isLimited =
      spec.volumes?.some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined) || spec.containers.some(limitOf)
    if (isLimited) this.desk.server.clock.after(LOOK_MS, this.handler, row, this.desk.work(row).turn)
  }

  private look(row: number, turn: number): void {
    const { desk } = this
    const work = desk.works.get(row)
    const pod = desk.pod(row)
    if (work === undefined || pod === undefined || work.turn !== turn || work.terminating) return
    const message = this.volumeTrouble(row, pod) ?? this.containerTrouble(row, pod, work)
    if (message === undefined) {
      desk.server.clock.after(LOOK_MS, this.handler, row, turn)
      return
    }
    this.reporter.podEvent(row, pod, 'Warning', 'Evicted', message)
    this.ender.evict(row, { reason: 'Evicted', message }, GRACE_SECONDS)
  }

  private volumeTrouble(row: number, pod: Pod): string | undefined {
    for (const { volume, bytes } of this.desk.volumes.usage(row, pod)) {
      const limit = volume.emptyDir?.sizeLimit as string | undefined
      if (limit === undefined || bytes <= value(limit)) continue
      return `Usage of EmptyDir volume "${volume.name}" exceeds the limit "${formatQuantity(quantity(limit))}". `
    }
    return undefined
  }

  /** The Pod as a whole may take what its containers may; each what it may itself. */
  private containerTrouble(row: number, pod: Pod, work: Readonly<PodWork>): string | undefined {
    const limits = pod.spec.containers.map(limitOf)
    if (limits.every((limit) => limit === undefined)) return undefined
    const use = this.disk.ofPod(row, pod, work)
    const total = limits.reduce<number>((sum, limit = 0) => sum + limit, 0)
    if (totalOf(use) > total) {
      return `Pod ephemeral local storage usage exceeds the total limit of containers ${formatQuantity(quantityOf(total, 'BinarySI'))}. `
    }
    for (const [i, bytes] of use.containers.entries()) {
      const spec = containerSpec(pod, i)
      const limit = limitOf(spec)
      if (limit === undefined || bytes <= limit) continue
      const text = spec.resources?.limits?.['ephemeral-storage'] as string
      return `Container ${spec.name} exceeded its local ephemeral storage limit "${formatQuantity(quantity(text))}". `
    }
    return undefined
  }
}

function limitOf({ resources }: Container): number | undefined {
  const text = resources?.limits?.['ephemeral-storage'] as string | undefined
  return text === undefined ? undefined : value(text)
}
