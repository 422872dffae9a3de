/** The default normalization of plugin scores. Source: kube-scheduler framework/plugins/helper. */

const MAX_SCORE = 100

/** A raw score as a share of the highest one, 0 … 100; reversed, low raw scores become high ones. */
export function normalizedScore(score: number, highest: number, reverse: boolean): number {
  if (highest === 0) return reverse ? MAX_SCORE : score
  const share = Math.trunc((score * MAX_SCORE) / highest)
  return reverse ? MAX_SCORE - share : share
}
