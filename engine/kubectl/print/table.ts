/** Tables of `kubectl get`. Source: cli-runtime pkg/printers tableprinter.go, kubectl pkg/cmd/get. */
import { type Json, list, map, text } from '../base/json.ts'
import { type Mapping, resourceName } from '../client/mapping.ts'
import { goText } from './gotext.ts'

export interface TableOptions {
  wide: boolean
  headers: boolean
  withNamespace: boolean
  /** Names are printed as `deployment.apps/web`. */
  withKind: boolean
  showLabels: boolean
  labelColumns: readonly string[]
  /** A first column with the watch event's type. */
  withEvents: boolean
}

interface Column {
  name: string
  priority: number
}

/** Prints tables of one kind: the header comes before the first row. */
export class TableRows {
  private headed = false

  constructor(
    private readonly mapping: Mapping | undefined,
    private readonly options: TableOptions,
  ) {}

  private columns: Column[] = []

  /** Rows of one Table answer as tab-separated lines. */
  print(table: Json, event = ''): string {
    const defined = list(table, 'columnDefinitions').map((column) => ({
      name: text(column, 'name'),
      priority: Number(column.priority ?? 0),
    }))
    if (defined.length > 0) this.columns = defined
    const rows = list(table, 'rows')
    if (rows.length === 0 && !this.headed) return ''
    const head = this.headed || !this.options.headers ? '' : `${this.header()}\n`
    this.headed = true
    return head + rows.map((row) => `${this.row(row, event)}\n`).join('')
  }

  private header(): string {
    const { options } = this
    const shown = this.columns
      .filter(({ priority }) => options.wide || priority === 0)
      .map(({ name }) => name.toUpperCase())
    return [
      ...(options.withEvents ? ['EVENT'] : []),
      ...(options.withNamespace ? ['NAMESPACE'] : []),
      ...shown,
      ...options.labelColumns.map((label) => (label.split('/').at(-1) as string).toUpperCase()),
      ...(options.showLabels ? ['LABELS'] : []),
    ].join('\t')
  }

  private row(row: Json, event: string): string {
    const { options, mapping } = this
    const cells = Array.isArray(row.cells) ? row.cells : []
    const labels = map(row, 'object', 'metadata', 'labels')
    const shown = this.columns.flatMap(({ priority, name }, at) => {
      if (!options.wide && priority !== 0) return []
      const cell = cellText(cells[at])
      return name === 'Name' && options.withKind && mapping ? [resourceName(mapping, String(cell))] : [cell]
    })
    return [
      ...(options.withEvents ? [event] : []),
      ...(options.withNamespace ? [text(row, 'object', 'metadata', 'namespace')] : []),
      ...shown,
      ...options.labelColumns.map((label) => labels[label] ?? ''),
      ...(options.showLabels ? [labelsText(labels)] : []),
    ].join('\t')
  }
}

/** Cut at the first line break. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return goText(cell)
  const cut = cell.search(/[\f\n\r]/)
  return cut < 0 ? cell : `${cell.slice(0, cut)}...`
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
  return pairs.length === 0 ? '<none>' : pairs.join(',')
}
