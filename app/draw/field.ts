/**
 * The field: many bundles of Pods (nodes, or groups by something else) as cells, for Canvas. Marks shrink until everything fits; then
 * the field scrolls. Farther away a bundle is one square that fills up, and still farther a tile with its counts. CSS pixels.
 */
import { MARK } from './pod-mark.ts'

/** SVG marks up to here, Canvas above. */
export const SVG_UP_TO = 1000
/** Marks up to here, squares above. */
export const AGGREGATE_ABOVE = 20_000
/** More nodes than these are cells on Canvas even with few Pods. */
export const CARDS_UP_TO = 60

export type FieldMode = 'field' | 'squares' | 'counts'
export type StageMode = 'cards' | FieldMode

/** How near one stands when nobody chose. */
export function stageMode(pods: number, nodes: number): StageMode {
  if (pods > AGGREGATE_ABOVE) return 'squares'
  return pods > SVG_UP_TO || nodes > CARDS_UP_TO ? 'field' : 'cards'
}

/** Cells under a title. */
export interface Section {
  name: string
  title: string
  /** `size`: the most Pods the cell has to hold; cells of a field that is even are all as large as the fullest. */
  cells: readonly { id: number; size: number }[]
}

export interface Cell {
  id: number
  x: number
  y: number
  width: number
  height: number
  /** Marks in a row. */
  perRow: number
}

export interface FieldSection {
  name: string
  title: string
  x: number
  y: number
  width: number
}

export interface Field {
  mode: FieldMode
  width: number
  height: number
  /** Edge of one mark; of the whole square when aggregated. */
  mark: number
  gap: number
  /** Height kept for the cell's name; 0 when there is no room. */
  header: number
  sections: FieldSection[]
  cells: Map<number, Cell>
}

export interface FieldRequest {
  sections: readonly Section[]
  mode: FieldMode
  /** All cells as large as the fullest: a grid of machines. Otherwise each as large as its Pods need. */
  even: boolean
  width: number
  /** Height without scrolling. */
  height: number
}

const SIZES = [MARK, 22, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5, 4]
const SQUARES = [56, 48, 40, 34, 28, 24, 21, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6]
/** A tile with two lines of figures and a bar. */
export const TILE = { width: 180, height: 60 }
/** Shapes a cell may take, as width to height; the first that lets everything fit is taken. */
const ASPECTS = [2, 3, 1.4, 4.5, 1, 7]
const FLAT_ASPECTS = [2, 3, 4.5, 7, 12, 20]
const ZONE_GAP = 12
const CELL_GAP = 4
/** Between squares too small for air. */
const TIGHT_GAP = 1
const TIGHT_BELOW = 14
const CELL_PAD = 3
const ZONE_TITLE = 20
const NAME_FROM = 11
const NAME_HEIGHT = 14
/** A named group is never narrower than its name needs. */
const LEAST_NAMED = 120

/** Lays out all cells. Columns of sections when each has room, sections below each other otherwise. */
export function layoutField(request: FieldRequest): Field {
  if (request.mode === 'counts') return tryLayout(request, TILE.height, 1)
  const isSquares = request.mode === 'squares'
  const sizes = isSquares ? SQUARES : SIZES
  for (const size of sizes) {
    for (const aspect of isSquares ? [1] : ASPECTS) {
      const attempt = tryLayout(request, size, aspect)
      if (attempt.height <= request.height) return attempt
    }
  }
  // It has to scroll: as little as it can.
  const least = sizes.at(-1) as number
  const attempts = (request.even ? [2] : FLAT_ASPECTS).map((aspect) => tryLayout(request, least, aspect))
  return attempts.reduce((best, attempt) => (attempt.height < best.height ? attempt : best))
}

function tryLayout({ sections, mode, even, width }: FieldRequest, mark: number, aspect: number): Field {
  const gap = mark >= 18 ? 3 : mark >= 9 ? 2 : 1
  // Groups keep their names at every size: they are what one looks for.
  const header = mode === 'field' && (!even || mark >= NAME_FROM) ? NAME_HEIGHT : 0
  const field: Field = { mode, width, height: 0, mark, gap, header, sections: [], cells: new Map() }
  const columns = Math.max(1, sections.length)
  const columnWidth = (width - ZONE_GAP * (columns - 1)) / columns
  const shape = shapes(field, sections, even, aspect)
  const stacked =
    !even ||
    columnWidth < Math.max(0, ...sections.flatMap(({ cells }) => (cells[0] ? [shape(cells[0].size).width] : [])))
  let top = 0
  sections.forEach((section, index) => {
    const x = stacked ? 0 : index * (columnWidth + ZONE_GAP)
    const y = stacked ? top : 0
    const room = stacked ? width : columnWidth
    field.sections.push({ name: section.name, title: section.title, x, y, width: room })
    const bottom = layCells(field, section, { x, y: y + ZONE_TITLE, width: room }, shape)
    field.height = Math.max(field.height, bottom)
    top = bottom + ZONE_GAP
  })
  return field
}

type Shape = Pick<Cell, 'width' | 'height' | 'perRow'>

/** The shape of a cell by the Pods it has to hold. */
function shapes(field: Field, sections: readonly Section[], even: boolean, aspect: number): (size: number) => Shape {
  const { mode, mark, gap, header, width } = field
  if (mode === 'counts') return () => ({ ...TILE, perRow: 1 })
  if (mode === 'squares') return () => ({ width: mark, height: mark, perRow: 1 })
  const pitch = mark + gap
  const most = Math.max(1, Math.floor((width - 2 * CELL_PAD + gap) / pitch))
  const of = (size: number): Shape => {
    const perRow = Math.min(most, Math.max(2, Math.ceil(Math.sqrt(Math.max(4, size) * aspect))))
    const rows = Math.ceil(Math.max(4, size) / perRow)
    const inner = perRow * pitch - gap
    return {
      perRow,
      width: Math.max(2 * CELL_PAD + inner, even ? 0 : Math.min(LEAST_NAMED, width)),
      height: 2 * CELL_PAD + header + rows * pitch - gap,
    }
  }
  if (!even) return of
  const fullest = of(sections.reduce((max, { cells }) => cells.reduce((top, { size }) => Math.max(top, size), max), 4))
  return () => fullest
}

/** Fills a section with cells from left to right, in shelves as high as their highest; returns its bottom. */
function layCells(
  field: Field,
  { cells }: Section,
  room: { x: number; y: number; width: number },
  shape: (size: number) => Shape,
): number {
  const gap = field.mode === 'squares' && field.mark < TIGHT_BELOW ? TIGHT_GAP : CELL_GAP
  let [x, y, shelf] = [room.x, room.y, 0]
  for (const { id, size } of cells) {
    const form = shape(size)
    if (x > room.x && x + form.width > room.x + room.width) {
      x = room.x
      y += shelf + gap
      shelf = 0
    }
    field.cells.set(id, { id, x, y, ...form })
    x += form.width + gap
    shelf = Math.max(shelf, form.height)
  }
  return y + shelf + gap
}

/** Top left of the nth mark of a cell. */
export function slotAt(field: Field, cell: Cell, slot: number): { x: number; y: number } {
  const pad = field.mode === 'field' ? CELL_PAD : 0
  const pitch = field.mark + field.gap
  return {
    x: cell.x + pad + (slot % cell.perRow) * pitch,
    y: cell.y + pad + field.header + Math.floor(slot / cell.perRow) * pitch,
  }
}

/** What is under a point: a cell, and which of its slots (-1 for the cell itself). */
export function hitField(field: Field, x: number, y: number): { cell: Cell; slot: number } | undefined {
  for (const cell of field.cells.values()) {
    if (x < cell.x || y < cell.y || x >= cell.x + cell.width || y >= cell.y + cell.height) continue
    const first = slotAt(field, cell, 0)
    const pitch = field.mark + field.gap
    const column = Math.floor((x - first.x) / pitch)
    const row = Math.floor((y - first.y) / pitch)
    const inside = field.mode === 'field' && column >= 0 && row >= 0 && column < cell.perRow
    return { cell, slot: inside ? row * cell.perRow + column : -1 }
  }
  return undefined
}

/** Room for so many Pods, in steps, so that one more seldom lays out everything anew. */
export function roomFor(pods: number): number {
  const step = pods <= 100 ? 10 : 10 ** Math.floor(Math.log10(pods))
  return Math.max(4, Math.ceil(pods / step) * step)
}

/** What of a bundle is well, on its way, or in trouble. */
export type Verdict = 'ready' | 'starting' | 'trouble'

/** By PodStateOrder: back-off, failed, evicted and unknown are trouble; ready and completed are well. */
export const VERDICTS: readonly Verdict[] = [
  'starting',
  'starting',
  'starting',
  'starting',
  'ready',
  'trouble',
  'starting',
  'ready',
  'trouble',
  'trouble',
  'trouble',
]
