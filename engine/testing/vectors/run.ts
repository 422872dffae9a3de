/** Runs rows through their adapters. */
import { type Adapter, type AdapterRow, type Fields, SkipRow } from './adapter.ts'
import { defaultsAdapter } from './adapters/defaults.ts'
import { hpaCalculatorAdapter } from './adapters/hpacalculator.ts'
import { hpaControllerAdapter } from './adapters/hpacontroller.ts'
import { ADAPTERS, IN_SCOPE } from './list.ts'
import type { NamedRow } from './row.ts'

export type Outcome = 'passed' | 'failed' | 'skipped' | 'unadapted'

export interface RowResult {
  readonly id: string
  readonly file: string
  readonly source: string
  readonly outcome: Outcome
  /** Why it failed or was skipped; '' else. */
  readonly message: string
}

/** `folder/file_test.go:TestName` of a row's source. */
export function adapterKey(source: string): string {
  return source
    .replace(/#L\d+$/, '')
    .split('/')
    .slice(-2)
    .join('/')
}

/** Adapters of whole files, whose tests are many and alike. */
const WHOLE_FILES = [defaultsAdapter, hpaCalculatorAdapter, hpaControllerAdapter]

function adapterOf({ source }: NamedRow): Adapter | undefined {
  const own = ADAPTERS[adapterKey(source)]
  if (own) return own
  for (const find of WHOLE_FILES) {
    const adapter = find(source)
    if (adapter) return adapter
  }
  return undefined
}

export function runRow(row: NamedRow): RowResult {
  const { id, file, source } = row
  const adapter = adapterOf(row)
  if (adapter === undefined) {
    const inScope = IN_SCOPE.has(file)
    return { id, file, source, outcome: inScope ? 'failed' : 'unadapted', message: inScope ? 'no adapter' : '' }
  }
  const prepared: AdapterRow = { ...row, in: (row.input ?? {}) as Fields, out: (row.expected ?? {}) as Fields }
  try {
    adapter(prepared)
    return { id, file, source, outcome: 'passed', message: '' }
  } catch (error) {
    const outcome = error instanceof SkipRow ? 'skipped' : 'failed'
    return { id, file, source, outcome, message: error instanceof Error ? error.message : String(error) }
  }
}

export function runRows(rows: readonly NamedRow[]): RowResult[] {
  return rows.map(runRow)
}
