/** Raw scores of the candidates made into 0 … 100. Source: plugins/helper/normalize_score.go. */
import { MAX_SCORE } from './plugin.ts'

/** In place over the first `count`: in proportion to the largest, or the other way round. */
export function normalize(scores: Int32Array, count: number, reversed: boolean): void {
  let max = 0
  for (let i = 0; i < count; i++) if ((scores[i] as number) > max) max = scores[i] as number
  if (max === 0) {
    if (reversed) scores.fill(MAX_SCORE, 0, count)
    return
  }
  for (let i = 0; i < count; i++) {
    const share = Math.trunc((MAX_SCORE * (scores[i] as number)) / max)
    scores[i] = reversed ? MAX_SCORE - share : share
  }
}
