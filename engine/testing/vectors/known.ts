/**
 * The checked-in list of rows that do not pass, each with its reason: those that differ on purpose, and those that no adapter can
 * ask of this engine. It must shrink: a listed row that passes fails the tests.
 */
import known from './known.json' with { type: 'json' }

const REASONS: ReadonlyMap<string, string> = new Map(Object.entries(known))

export function isKnown(id: string): boolean {
  return REASONS.has(id)
}

export function knownIds(): string[] {
  return [...REASONS.keys()]
}

export const reasonOf = (id: string): string | undefined => REASONS.get(id)
