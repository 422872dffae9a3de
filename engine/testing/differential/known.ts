/** The checked-in list of comparisons that differ on purpose, each with its reason. It must shrink: a listed one that agrees fails. */
import known from './known.json' with { type: 'json' }

const REASONS: ReadonlyMap<string, string> = new Map(Object.entries(known))

export const isKnown = (id: string): boolean => REASONS.has(id)

export const knownIds = (): string[] => [...REASONS.keys()]
