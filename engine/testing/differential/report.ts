/** What the differential sets are counted by: one comparison, with what differs. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Comparison {
  /** Scenario and what of it was compared. */
  readonly id: string
  /** Empty when engine and recording agree. */
  readonly differences: readonly string[]
}

/** The scenarios of a file; undefined when there is no such file. */
export function readScenarios<Scenario>(dir: string, file: string): Scenario[] | undefined {
  const path = join(dir, file)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Scenario[]) : undefined
}

export const differing = (all: readonly Comparison[]): Comparison[] => all.filter((c) => c.differences.length > 0)
