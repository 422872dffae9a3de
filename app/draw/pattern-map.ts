/** Geometry of the map of patterns: each as far right as the chain it builds on is long, near what it has to do with. CSS pixels. */
import type { Chapter } from '../../lessons/chapters.ts'
import type { PatternRelation } from '../../lessons/reference/relations.ts'

export interface PatternBox {
  slug: string
  title: string
  part: string
  x: number
  y: number
  width: number
  height: number
}

export interface PatternLine extends PatternRelation {
  path: string
}

export interface PatternDrawing {
  width: number
  height: number
  boxes: PatternBox[]
  lines: PatternLine[]
}

const BOX = { width: 158, height: 40 }
/** Narrow, so that all but the last of eight columns stand in a window of 1440. */
const COLUMN_GAP = 50
const ROW_GAP = 12
const EDGE = 14
/** Sweeps that bring what has to do with each other to the same height; more change little. */
const SWEEPS = 6

export function patternDrawing(
  chapters: readonly Chapter[],
  relations: readonly PatternRelation[],
  partTitle: (part: string) => string,
): PatternDrawing {
  const columns = swept(columnsOf(chapters, relations), relations)
  const most = Math.max(...columns.map((column) => column.length))
  const place = (column: readonly string[], row: number) =>
    EDGE + (row + (most - column.length) / 2) * (BOX.height + ROW_GAP)
  const boxes = columns.flatMap((column, at) =>
    column.flatMap((slug, row): PatternBox[] => {
      const chapter = chapters.find((each) => each.slug === slug)
      const x = EDGE + at * (BOX.width + COLUMN_GAP)
      return chapter
        ? [{ slug, title: chapter.title, part: partTitle(chapter.part), x, y: place(column, row), ...BOX }]
        : []
    }),
  )
  const boxOf = new Map(boxes.map((box) => [box.slug, box]))
  const lines = relations.flatMap((relation): PatternLine[] => {
    const [from, to] = [boxOf.get(relation.from), boxOf.get(relation.to)]
    return from && to ? [{ ...relation, path: curve(from, to) }] : []
  })
  return {
    width: EDGE * 2 + columns.length * (BOX.width + COLUMN_GAP) - COLUMN_GAP,
    height: EDGE * 2 + most * (BOX.height + ROW_GAP) - ROW_GAP,
    boxes,
    lines,
  }
}

/** Slugs by the length of the longest chain below them. @throws Error where two build on each other */
export function columnsOf(chapters: readonly Chapter[], relations: readonly PatternRelation[]): string[][] {
  const depths = new Map<string, number>()
  const depthOf = (slug: string, above: readonly string[]): number => {
    const known = depths.get(slug)
    if (known !== undefined) return known
    if (above.includes(slug)) throw new Error(`${[...above, slug].join(' builds on ')}`)
    const below = relations.filter(({ from, kind }) => from === slug && kind === 'builds on')
    const depth = Math.max(-1, ...below.map(({ to }) => depthOf(to, [...above, slug]))) + 1
    depths.set(slug, depth)
    return depth
  }
  const columns: string[][] = []
  for (const { slug } of chapters) (columns[depthOf(slug, [])] ??= []).push(slug)
  return columns
}

/** Each column in the order of the mean height of what its members have to do with. */
function swept(columns: string[][], relations: readonly PatternRelation[]): string[][] {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const heights = new Map(columns.flatMap((column) => column.map((slug, i) => [slug, (i + 0.5) / column.length])))
    const wanted = (slug: string): number => {
      const near = relations.flatMap(({ from, to }) => (from === slug ? [to] : to === slug ? [from] : []))
      const sum = near.reduce((total, other) => total + (heights.get(other) ?? 0.5), heights.get(slug) ?? 0.5)
      return sum / (near.length + 1)
    }
    const means = new Map([...heights.keys()].map((slug) => [slug, wanted(slug)]))
    for (const column of columns) column.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0))
  }
  return columns
}

/** From the right side of the earlier to the left side of the later; within a column, around its right side. */
function curve(a: PatternBox, b: PatternBox): string {
  const [left, right] = a.x <= b.x ? [a, b] : [b, a]
  const [y0, y1] = [left.y + left.height / 2, right.y + right.height / 2]
  const x0 = left.x + left.width
  if (left.x === right.x) return `M${x0} ${y0}C${x0 + 30} ${y0} ${x0 + 30} ${y1} ${x0} ${y1}`
  const bend = (right.x - x0) / 2
  return `M${x0} ${y0}C${x0 + bend} ${y0} ${right.x - bend} ${y1} ${right.x} ${y1}`
}
