/**
 * Text in aligned columns. Source: Go's text/tabwriter: a column is a block of consecutive lines that have a
 * tab-terminated cell there; the last cell of a line belongs to none.
 */

export interface TabStyle {
  /** Least width of a cell, padding included. */
  minWidth: number
  padding: number
}

/** `kubectl get` (cli-runtime GetNewTabWriter). */
export const GET_STYLE: TabStyle = { minWidth: 6, padding: 3 }
/** `kubectl describe` (describe.go tabbedString). */
export const DESCRIBE_STYLE: TabStyle = { minWidth: 0, padding: 2 }

/** Aligns a text whose cells end in tabs. @param remembered least widths by column, widened in place (watches) */
export function tabbed(text: string, style: TabStyle, remembered?: number[]): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const out: string[] = []
  const widths: number[] = []

  const write = (from: number, to: number) => {
    for (let n = from; n < to; n++) {
      const cells = lines[n] as string[]
      let line = ''
      for (const [column, cell] of cells.entries()) {
        line += column < widths.length && column < cells.length - 1 ? pad(cell, widths[column] as number) : cell
      }
      out.push(line)
    }
  }
  const format = (from: number, to: number): void => {
    const column = widths.length
    let start = from
    for (let n = from; n < to; n++) {
      if (column >= (lines[n] as string[]).length - 1) continue
      write(start, n)
      start = n
      let width = Math.max(style.minWidth, remembered?.[column] ?? 0)
      while (n < to && column < (lines[n] as string[]).length - 1) {
        width = Math.max(width, cellWidth((lines[n] as string[])[column] as string) + style.padding)
        n++
      }
      if (remembered) remembered[column] = width
      widths.push(width)
      format(start, n)
      widths.pop()
      start = n
      n--
    }
    write(start, to)
  }
  format(0, lines.length)
  return out.join('\n')
}

const cellWidth = (cell: string): number => [...cell].length
const pad = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - cellWidth(cell)))
