/** What a sync of an autoscaler asks of the world. */
import type { Selector } from '../../api/labels.ts'
import type { Pod } from '../../kinds/types.ts'
import type { MetricsClient } from '../../rules/hpa/client.ts'
import type { ObjectScale } from '../../rules/scale.ts'

export interface AutoscalerPorts {
  /** Milliseconds since 1970, and the same as a status shows it. */
  readonly nowMs: number
  readonly now: string
  readonly features: Readonly<Record<string, boolean>>
  /** The scale of the target; a text is why there is none. */
  scale(): ObjectScale | string
  /** Pods of the target, by its selector and the text it was given as. */
  pods(selector: Selector, text: string): readonly Pod[]
  /** The autoscalers, this one among them, whose selectors choose any of these Pods: `{name namespace}` each. */
  rivals(selector: Selector, pods: readonly Pod[]): readonly string[]
  client(selector: Selector, pods: readonly Pod[]): MetricsClient
  /** Sets the target's replicas; the server's refusal, if any. */
  rescale(replicas: number): string | undefined
  event(type: 'Normal' | 'Warning', reason: string, message: string): void
}
