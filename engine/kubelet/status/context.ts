/** What a status is written with, besides the Pod and the kubelet's record of it. */
import type { Calendar } from '../../core/calendar.ts'
import type { ContainerRuntime } from '../../core/runtime.ts'

export interface StatusContext {
  calendar: Calendar
  nowMs: number
  /** One shared list a node. */
  hostIPs: readonly { ip: string }[]
  /** Who knows images, and the Pod's annotations it may look at. */
  runtime: Pick<ContainerRuntime, 'image'>
  annotations: Readonly<Record<string, string>> | undefined
}
