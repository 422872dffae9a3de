/**
 * The field: many nodes as equal cells of Pod marks, for Canvas. Marks shrink until everything fits; then the field scrolls.
 * Above AGGREGATE_ABOVE Pods a node is one square that fills up. CSS pixels.
 */
import { MARK } from './pod-mark.ts'
import type { Zone } from './zones.ts'

/** SVG marks up to here, Canvas above. */
export const SVG_UP_TO = 1000
/** Marks up to here, squares and counts above. */
export const AGGREGATE_ABOVE = 20_000
/** More nodes than these are cells on Canvas even with few Pods. */
export const CARDS_UP_TO = 60

export type StageMode = 'cards' | 'field' | 'squares'

export function stageMode(pods: number, nodes: number): StageMode {
  if (pods > AGGREGATE_ABOVE) return 'squares'
  return pods > SVG_UP_TO || nodes > CARDS_UP_TO ? 'field' : 'cards'
}

export interface Cell {
  node: number
  x: number
  y: number
}

export interface FieldZone {
  name: string
  title: string
  x: number
  y: number
  width: number
}

export interface Field {
  mode: 'field' | 'squares'
  width: number
  height: number
  /** Edge of one mark; of the whole square when aggregated. */
  mark: number
  gap: number
  /** Marks in a row of a cell. */
  perRow: number
  /** Height kept for the node's name; 0 when there is no room. */
  header: number
  cellWidth: number
  cellHeight: number
  zones: FieldZone[]
  cells: Map<number, Cell>
}

export interface FieldRequest {
  zones: readonly Zone[]
  /** The most Pods on any node. */
  fullest: number
  mode: 'field' | 'squares'
  width: number
  /** Height without scrolling. */
  height: number
}

const SIZES = [MARK, 22, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5, 4]
const SQUARES = [56, 48, 40, 34, 28, 24, 21, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6]
/** Shapes a cell may take, as width to height; the first that lets everything fit is taken. */
const ASPECTS = [2, 3, 1.4, 4.5, 1, 7]
const ZONE_GAP = 12
const CELL_GAP = 4
const CELL_PAD = 3
const ZONE_TITLE = 20
const NAME_FROM = 11
const NAME_HEIGHT = 14

/** Lays out all nodes. Columns of zones when each has room, zones below each other otherwise. */
export function layoutField(request: FieldRequest): Field {
  const squares = request.mode === 'squares'
  const sizes = squares ? SQUARES : SIZES
  for (const size of sizes) {
    for (const aspect of squares ? [1] : ASPECTS) {
      const attempt = tryLayout(request, size, aspect)
      if (attempt.height <= request.height) return attempt
    }
  }
  return tryLayout(request, sizes.at(-1) as number, 2)
}

function tryLayout({ zones, fullest, mode, width }: FieldRequest, mark: number, aspect: number): Field {
  const gap = mark >= 18 ? 3 : mark >= 9 ? 2 : 1
  const squares = mode === 'squares'
  const perRow = squares ? 1 : Math.max(2, Math.ceil(Math.sqrt(Math.max(4, fullest) * aspect)))
  const rows = squares ? 1 : Math.ceil(Math.max(4, fullest) / perRow)
  const pad = squares ? 0 : CELL_PAD
  const header = !squares && mark >= NAME_FROM ? NAME_HEIGHT : 0
  const cellWidth = 2 * pad + perRow * (mark + gap) - gap
  const cellHeight = 2 * pad + header + rows * (mark + gap) - gap
  const columns = Math.max(1, zones.length)
  const zoneWidth = (width - ZONE_GAP * (columns - 1)) / columns
  const stacked = zoneWidth < cellWidth
  const base: Field = {
    mode,
    width,
    height: 0,
    mark,
    gap,
    perRow,
    header,
    cellWidth,
    cellHeight,
    zones: [],
    cells: new Map(),
  }
  let top = 0
  zones.forEach((zone, index) => {
    const place = {
      x: stacked ? 0 : index * (zoneWidth + ZONE_GAP),
      y: stacked ? top : 0,
      width: stacked ? width : zoneWidth,
    }
    const bottom = layZone(base, zone, place)
    base.height = Math.max(base.height, bottom)
    top = bottom + ZONE_GAP
  })
  return base
}

/** Fills a zone's column with cells; returns its bottom. */
function layZone(field: Field, zone: Zone, { x, y, width }: { x: number; y: number; width: number }): number {
  field.zones.push({ name: zone.name, title: zone.title, x, y, width })
  const across = Math.max(1, Math.floor((width + CELL_GAP) / (field.cellWidth + CELL_GAP)))
  zone.nodes.forEach((node, i) => {
    field.cells.set(node.id, {
      node: node.id,
      x: x + (i % across) * (field.cellWidth + CELL_GAP),
      y: y + ZONE_TITLE + Math.floor(i / across) * (field.cellHeight + CELL_GAP),
    })
  })
  return y + ZONE_TITLE + Math.ceil(zone.nodes.length / across) * (field.cellHeight + CELL_GAP)
}

/** Top left of the nth mark of a cell. */
export function slotAt(field: Field, cell: Cell, slot: number): { x: number; y: number } {
  const pad = field.mode === 'squares' ? 0 : CELL_PAD
  const pitch = field.mark + field.gap
  return {
    x: cell.x + pad + (slot % field.perRow) * pitch,
    y: cell.y + pad + field.header + Math.floor(slot / field.perRow) * pitch,
  }
}

/** What is under a point: a cell, and which of its slots (-1 for the cell itself). */
export function hitField(field: Field, x: number, y: number): { cell: Cell; slot: number } | undefined {
  for (const cell of field.cells.values()) {
    if (x < cell.x || y < cell.y || x >= cell.x + field.cellWidth || y >= cell.y + field.cellHeight) continue
    const first = slotAt(field, cell, 0)
    const pitch = field.mark + field.gap
    const column = Math.floor((x - first.x) / pitch)
    const row = Math.floor((y - first.y) / pitch)
    const inside = field.mode === 'field' && column >= 0 && row >= 0 && column < field.perRow
    return { cell, slot: inside ? row * field.perRow + column : -1 }
  }
  return undefined
}

/** How full a node's square is, and which part of it is ready, on its way, or in trouble; parts of its Pod capacity. */
export interface Share {
  ready: number
  starting: number
  trouble: number
}

/** Parts of a node's Pods by verdict, for a square. States are Indices into POD_STATES. */
export function shareOf(rows: readonly number[], state: Uint8Array, capacity: number): Share {
  const counts = { ready: 0, starting: 0, trouble: 0 }
  for (const id of rows) counts[VERDICT[state[id] as number] ?? 'starting']++
  const whole = Math.max(1, capacity, rows.length)
  return { ready: counts.ready / whole, starting: counts.starting / whole, trouble: counts.trouble / whole }
}

/** By POD_STATES: back-off, failed, evicted and unknown are trouble; ready and completed are well. */
const VERDICT: readonly (keyof Share)[] = [
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
