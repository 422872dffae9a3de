/** What a status is written with, besides the Pod and the kubelet's record of it. */
import type { Calendar } from '../../core/calendar.ts'
import type { ImageInfo } from '../../core/runtime.ts'

export interface StatusContext {
  calendar: Calendar
  nowMs: number
  /** One shared list a node. */
  hostIPs: readonly { ip: string }[]
  image(reference: string): ImageInfo | undefined
}
