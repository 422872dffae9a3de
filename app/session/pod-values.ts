/** The value of one label of every Pod, by row. */
import type { PodValues } from '../../engine/protocol/batch.ts'

export class PodLabelValues {
  private names: string[] = []
  private of = new Uint16Array(0)

  /** Takes over what changed; a new start is a new object. */
  with(news: PodValues): PodLabelValues {
    const next = news.reset ? new PodLabelValues() : this
    next.names = [...next.names, ...news.names]
    for (let i = 0; i < news.id.length; i++) next.put(news.id[i] as number, news.value[i] as number)
    return next
  }

  /** Undefined for a Pod without the label, or one not heard of yet. */
  valueOf(pod: number): string | undefined {
    return this.names[this.of[pod] ?? -1] || undefined
  }

  private put(pod: number, value: number): void {
    if (pod >= this.of.length) {
      const grown = new Uint16Array(Math.max(64, (pod + 1) * 2))
      grown.set(this.of)
      this.of = grown
    }
    this.of[pod] = value
  }
}
