/** Bundles of Pods from afar: a square that fills up from its floor, and a tile with figures and a bar. */
import type { Cell } from '../../../draw/field.ts'
import type { Resolve } from '../../../theme/resolve.ts'
import type { Counts } from './groups.ts'

type Context = CanvasRenderingContext2D

/** Ready solid, on their way pale, trouble red on top, as parts of the capacity. */
export function paintSquare(context: Context, resolve: Resolve, cell: Cell, counts: Counts, capacity: number): void {
  const whole = Math.max(1, capacity, counts.ready + counts.starting + counts.trouble)
  if (cell.height < LEAST_LAYERED) return paintSpeck(context, resolve, cell, counts, whole)
  let bottom = cell.y + cell.height - 1
  const layer = (count: number, token: string, alpha: number, least: number) => {
    if (count === 0) return
    const height = Math.max((count / whole) * (cell.height - 2), least)
    context.globalAlpha = alpha
    context.fillStyle = resolve(token)
    context.fillRect(cell.x + 1, bottom - height, cell.width - 2, height)
    bottom -= height
  }
  layer(counts.ready, 'ink-2', 1, 0)
  layer(counts.starting, 'ink-2', 0.35, 0)
  // Never too thin to be seen.
  layer(counts.trouble, 'bad', 1, 2)
  context.globalAlpha = 1
}

/** Lower squares have no room for layers. */
const LEAST_LAYERED = 14

/** The fuller the darker, with a red corner when anybody is in trouble. */
function paintSpeck(context: Context, resolve: Resolve, cell: Cell, counts: Counts, whole: number): void {
  context.globalAlpha = 0.12 + 0.88 * Math.sqrt((counts.ready + counts.starting) / whole)
  context.fillStyle = resolve('ink-2')
  context.fillRect(cell.x, cell.y, cell.width, cell.height)
  context.globalAlpha = 1
  if (counts.trouble === 0) return
  const edge = Math.max(2, Math.round(cell.height / 3))
  context.fillStyle = resolve('bad')
  context.fillRect(cell.x + cell.width - edge, cell.y, edge, edge)
}

const PAD = 8
const BAR = 5
/** Room for the count of those in trouble, beside the title. */
const TROUBLE = 56

/** `payments / 1,204 Pods / ✕ 14 in trouble`, and a bar of the three parts. */
export function paintTile(context: Context, resolve: Resolve, cell: Cell, title: string, counts: Counts): void {
  const { ready, starting, trouble } = counts
  const all = ready + starting + trouble
  const inner = cell.width - 2 * PAD
  const text = (words: string, y: number, token: string, font: string, room = inner) => {
    context.fillStyle = resolve(token)
    context.font = font
    context.fillText(words, cell.x + PAD, cell.y + y, room)
  }
  context.textAlign = 'left'
  text(title, 18, 'ink', '600 12px "Plex Sans", sans-serif', trouble > 0 ? inner - TROUBLE : inner)
  const words = `${all.toLocaleString('en')} ${all === 1 ? 'Pod' : 'Pods'}`
  text(
    starting > 0 ? `${words}, ${starting.toLocaleString('en')} starting` : words,
    35,
    'ink-2',
    '400 11.5px "Plex Sans", sans-serif',
  )
  if (trouble > 0) {
    context.textAlign = 'right'
    context.fillStyle = resolve('bad')
    context.fillText(`✕ ${trouble.toLocaleString('en')}`, cell.x + cell.width - PAD, cell.y + 18, TROUBLE)
    context.textAlign = 'left'
  }
  bar(context, resolve, cell, counts, inner)
}

function bar(context: Context, resolve: Resolve, cell: Cell, counts: Counts, inner: number): void {
  const all = Math.max(1, counts.ready + counts.starting + counts.trouble)
  const y = cell.y + cell.height - PAD - BAR
  let x = cell.x + PAD
  const part = (count: number, token: string, alpha: number) => {
    const width = (count / all) * inner
    context.globalAlpha = alpha
    context.fillStyle = resolve(token)
    context.fillRect(x, y, width, BAR)
    x += width
  }
  part(counts.ready, 'ink-2', 1)
  part(counts.starting, 'ink-2', 0.35)
  part(counts.trouble, 'bad', 1)
  context.globalAlpha = 1
}
