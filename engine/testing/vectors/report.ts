/** The table of the vectors command. */
import type { Outcome, RowResult } from './run.ts'

export type Counts = Record<Outcome, number>

export function countOutcomes(results: readonly RowResult[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0, unadapted: 0 }
  for (const { outcome } of results) counts[outcome]++
  return counts
}

function line(name: string, cells: readonly (string | number)[]): string {
  return name.padEnd(48) + cells.map((cell) => String(cell).padStart(11)).join('')
}

/** Lines of the table: a head, a row per file, the total. */
export function reportLines(results: readonly RowResult[]): string[] {
  const files = [...new Set(results.map(({ file }) => file))]
  const cells = ({ passed, failed, skipped, unadapted }: Counts) => [passed, failed, skipped, unadapted]
  return [
    line('file', ['passed', 'failed', 'skipped', 'unadapted']),
    ...files.map((file) => line(file, cells(countOutcomes(results.filter((result) => result.file === file))))),
    line('total', cells(countOutcomes(results))),
  ]
}
