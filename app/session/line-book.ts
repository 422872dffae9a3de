/** The page's copy of every line of time: what a worker that dies is rebuilt from, and what is saved. */
import type { LineRow } from '../../engine/protocol/batch.ts'
import type { ActionLog, ClusterConfig, LoggedAction } from '../../engine/protocol/run.ts'
import type { LineState, ToldLine } from '../../engine/protocol/time.ts'

/** A whole run with its branches, as plain data. */
export interface Told {
  log: ActionLog
  untilMs: number
  others: ToldLine[]
  /** The line that is shown. */
  current: number
}

const MAIN: LineRow = { id: 0, name: 'main', forkMs: 0, endMs: 0 }

export class LineBook {
  private readonly lines = new Map<number, ToldLine>([[0, { ...MAIN, actions: [] }]])
  /** The line that is shown. */
  current = 0

  /** What the shown line's log has. */
  get actions(): LoggedAction[] {
    return (this.lines.get(this.current) as ToldLine).actions
  }

  /** Another run begins. */
  clear(): void {
    this.lines.clear()
    this.lines.set(0, { ...MAIN, actions: [] })
    this.current = 0
  }

  /** The worker shows this line from here on. */
  show({ row, actions }: Pick<LineState, 'row' | 'actions'>): void {
    this.lines.set(row.id, { ...row, actions })
    this.current = row.id
  }

  /** A line by its id; the shown one where there is none. */
  lineLog(id: number): ToldLine {
    return (this.lines.get(id) ?? this.lines.get(this.current)) as ToldLine
  }

  /** Keeps up with the worker's list; what it dropped goes. */
  follow(rows: readonly LineRow[]): void {
    for (const id of [...this.lines.keys()]) if (!rows.some((row) => row.id === id)) this.lines.delete(id)
    for (const row of rows) {
      const known = this.lines.get(row.id)
      if (known) Object.assign(known, row)
    }
  }

  /** The shown line's present got here. */
  reach(endMs: number): void {
    const line = this.lines.get(this.current)
    if (line) line.endMs = Math.floor(endMs)
  }

  /** Everything, for a new worker or for storage: the main line's log, then the others. */
  told(engine: string, config: ClusterConfig): Told {
    const [main, ...others] = [...this.lines.values()] as [ToldLine, ...ToldLine[]]
    const log: ActionLog = { format: 1, engine, config, actions: [...main.actions] }
    return { log, untilMs: main.endMs, others, current: this.current }
  }

  /** Begins from what was told. */
  load(told: Told): void {
    this.lines.clear()
    this.lines.set(0, { ...MAIN, endMs: told.untilMs, actions: [...told.log.actions] })
    for (const line of told.others) this.lines.set(line.id, { ...line, actions: [...line.actions] })
    this.current = this.lines.has(told.current) ? told.current : 0
  }
}
