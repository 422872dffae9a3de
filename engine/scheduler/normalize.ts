/** Raw scores of the candidates made into 0 … 100. Source: plugins/helper/normalize_score.go. */
import { normalizedScore } from '../rules/normalizescore.ts'

/** In place over the first `count`: in proportion to the largest, or the other way round. */
export function normalize(scores: Int32Array, count: number, reversed: boolean): void {
  let max = 0
  for (let i = 0; i < count; i++) if ((scores[i] as number) > max) max = scores[i] as number
  for (let i = 0; i < count; i++) scores[i] = normalizedScore(scores[i] as number, max, reversed)
}
