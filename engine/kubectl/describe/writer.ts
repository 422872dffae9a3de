/** Where describers write: lines of tab-separated cells, indented by level. Source: describe.go PrefixWriter, tabbedString. */
import { DESCRIBE_STYLE, tabbed } from '../base/tabwriter.ts'

export class Writer {
  private done = ''
  private pending = ''

  /** A text at a level of two spaces each. */
  write(level: number, text: string): void {
    this.pending += '  '.repeat(level) + text
  }

  /** `Name:\tvalue`, with a line end. */
  field(level: number, name: string, value: unknown): void {
    this.write(level, `${name}:\t${String(value)}\n`)
  }

  /** Columns begin anew. */
  flush(): void {
    this.done += tabbed(this.pending, DESCRIBE_STYLE)
    this.pending = ''
  }

  get text(): string {
    this.flush()
    return this.done
  }
}
