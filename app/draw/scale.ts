/** Scales of the first screen. d3's bring number formats, colours and interpolation along, which wait with the views that need them. */

export interface Scale {
  (value: number): number
  invert(at: number): number
}

type Pair = readonly [number, number]

const between = ([from, to]: Pair, share: number): number => from * (1 - share) + to * share
const shareOf = ([from, to]: Pair, value: number): number => (to === from ? 0.5 : (value - from) / (to - from))
const clamped = (share: number): number => Math.max(0, Math.min(1, share))

export function linear(domain: Pair, range: Pair): Scale {
  return Object.assign((value: number) => between(range, shareOf(domain, value)), {
    invert: (at: number) => between(domain, shareOf(range, at)),
  })
}

/** Equal ratios are equal distances; what lies outside of the domain goes to its end. Both ends are above 0. */
export function logarithmic(domain: Pair, range: Pair): Scale {
  const decades: Pair = [Math.log10(domain[0]), Math.log10(domain[1])]
  return Object.assign((value: number) => between(range, clamped(shareOf(decades, Math.log10(value)))), {
    invert: (at: number) => 10 ** between(decades, clamped(shareOf(range, at))),
  })
}
