/** Paints the field on a canvas: whole cells, and only those whose node changed; rings and fills follow the clock. */
import type { NodeRow, PodState } from '../../../../engine/protocol.ts'
import { leftOf } from '../../../draw/countdown.ts'
import { type Cell, type Field, shareOf, slotAt } from '../../../draw/field.ts'
import { markForm, RING_RADIUS, MARK, ringArc } from '../../../draw/pod-mark.ts'
import { CALM_REAL_MS, FLICKERS_AT_SPEED } from '../../../hooks/calm.ts'
import type { Mirror } from '../../../session/mirror.ts'
import type { Resolve } from '../../../theme/resolve.ts'
import { codeAt, codesOf } from '../use-codes.ts'
import { BLEED, FILL_STEPS, SHAPE_FROM, Sprites } from './sprites.ts'

/** Below this edge a ring is noise. */
const RING_FROM = 14

/** A ring's visible steps; fewer repaints than frames. */
const RING_STEPS = 60
const NO_ROWS: readonly number[] = []

export class FieldPainter {
  private readonly context: CanvasRenderingContext2D
  private readonly resolve: Resolve
  private readonly field: Field
  private readonly sprites: Sprites
  /** What each node's cell showed when it was painted. */
  private readonly painted = new Map<number, string>()
  /** Slots of a cell whose ring or fill moves with the clock. */
  private readonly moving = new Map<number, number[]>()
  /** Step at which a moving Pod was painted, by row. */
  private readonly steps = new Map<number, number>()
  private selected = -1
  private linked = -1
  /** Revision, nodes and view of the last paint: equal ones leave nothing to compare. */
  private last: readonly unknown[] = []
  private lastReal = Number.NEGATIVE_INFINITY

  /** Sizes the canvas and clears it; a new theme, width or layout needs a new painter. */
  constructor(canvas: HTMLCanvasElement, field: Field, resolve: Resolve, dpr: number) {
    canvas.width = Math.ceil(field.width * dpr)
    canvas.height = Math.ceil(field.height * dpr)
    this.context = canvas.getContext('2d') as CanvasRenderingContext2D
    this.context.scale(dpr, dpr)
    this.field = field
    this.resolve = resolve
    this.sprites = new Sprites(resolve, field.mark, dpr)
  }

  /**
   * Brings the canvas up to date. `view` bounds what can be seen, in field pixels; `blue` is the selected Pod, or the
   * workload whose Pods are linked, -1 for none.
   */
  paint(
    mirror: Mirror,
    nowMs: number,
    nowReal: number,
    view: { from: number; to: number },
    blue: { pod: number; workload: number },
  ): void {
    const inView = (cell: Cell) => cell.y <= view.to && cell.y + this.field.cellHeight >= view.from
    this.select(mirror, blue.pod, blue.workload)
    const now = [mirror.podsRev, mirror.nodes, view.from, view.to, blue.pod, blue.workload]
    if (this.calm(mirror, nowReal) && now.some((value, i) => value !== this.last[i])) {
      for (const cell of this.field.cells.values()) if (inView(cell)) this.cell(mirror, cell, nowMs)
      this.last = now
      this.lastReal = nowReal
    }
    for (const node of this.moving.keys()) {
      const cell = this.field.cells.get(node)
      if (cell && inView(cell)) this.move(mirror, cell, nowMs)
    }
  }

  /** At high speed cells change in beats, or they would flash. */
  private calm(mirror: Mirror, nowReal: number): boolean {
    return mirror.clock.speed < FLICKERS_AT_SPEED || nowReal - this.lastReal >= CALM_REAL_MS
  }

  /** Cells that gain or lose the selection are painted anew. */
  private select({ pods }: Mirror, selected: number, linked: number): void {
    if (linked !== this.linked) this.painted.clear()
    this.linked = linked
    if (selected === this.selected) return
    for (const id of [this.selected, selected]) this.painted.delete(pods.node[id] ?? -1)
    this.selected = selected
  }

  private cell(mirror: Mirror, cell: Cell, nowMs: number): void {
    const node = mirror.nodes.get(cell.node)
    if (!node) return
    const shows = `${mirror.pods.nodeRev(cell.node)}/${node.ready}/${node.cordoned}/${node.pressure}`
    if (this.painted.get(cell.node) === shows) return
    this.painted.set(cell.node, shows)
    this.frame(cell, node)
    if (this.field.mode === 'squares') this.square(mirror, cell, node)
    else this.marks(mirror, cell, nowMs)
  }

  private marks(mirror: Mirror, cell: Cell, nowMs: number): void {
    const moving: number[] = []
    mirror.pods.onNode(cell.node).forEach((id, slot) => {
      if (slotAt(this.field, cell, slot).y + this.field.mark > cell.y + this.field.cellHeight) return
      this.mark(mirror, cell, slot, nowMs)
      if (this.stepOf(mirror, id, nowMs) !== undefined) moving.push(slot)
    })
    if (moving.length > 0) this.moving.set(cell.node, moving)
    else this.moving.delete(cell.node)
  }

  /** Repaints the marks of a cell whose ring or fill took a visible step. */
  private move(mirror: Mirror, cell: Cell, nowMs: number): void {
    const rows = mirror.pods.onNode(cell.node) ?? NO_ROWS
    for (const slot of this.moving.get(cell.node) ?? NO_ROWS) {
      const id = rows[slot]
      if (id === undefined || this.stepOf(mirror, id, nowMs) === this.steps.get(id)) continue
      const at = slotAt(this.field, cell, slot)
      this.context.fillStyle = this.resolve('raised')
      this.context.fillRect(at.x - 1, at.y - 1, this.field.mark + 2, this.field.mark + 2)
      this.mark(mirror, cell, slot, nowMs)
    }
  }

  /** Which step of its countdown a Pod shows; undefined when it shows none at this size. */
  private stepOf({ pods }: Mirror, id: number, nowMs: number): number | undefined {
    const state = pods.stateOf(id)
    const form = state && markForm(state)
    const steps =
      form?.fills && this.field.mark >= SHAPE_FROM
        ? FILL_STEPS
        : form?.ring && this.field.mark >= RING_FROM
          ? RING_STEPS
          : 0
    if (steps === 0) return undefined
    return Math.round(leftOf(pods.sinceMs[id] as number, pods.untilMs[id] as number, nowMs) * steps)
  }

  private mark(mirror: Mirror, cell: Cell, slot: number, nowMs: number): void {
    const { pods } = mirror
    const id = pods.onNode(cell.node)[slot] as number
    const at = slotAt(this.field, cell, slot)
    const state = pods.stateOf(id) as PodState
    const left = leftOf(pods.sinceMs[id] as number, pods.untilMs[id] as number, nowMs)
    const step = this.stepOf(mirror, id, nowMs)
    if (step !== undefined) this.steps.set(id, step)
    if (id === this.selected || pods.workload[id] === this.linked) this.selection(at)
    if (this.field.mark >= RING_FROM) this.ring(at, state, left)
    const sprite = this.sprites.get(state, codeAt(codesOf(mirror.workloads), pods.workload[id] as number), 1 - left)
    const size = this.field.mark + 2 * BLEED
    this.context.drawImage(sprite, at.x - BLEED, at.y - BLEED, size, size)
  }

  private frame(cell: Cell, node: NodeRow): void {
    const { context, field } = this
    context.clearRect(cell.x - 2, cell.y - 2, field.cellWidth + 4, field.cellHeight + 4)
    context.fillStyle = this.resolve('raised')
    context.fillRect(cell.x, cell.y, field.cellWidth, field.cellHeight)
    context.strokeStyle = this.resolve(node.ready ? (node.cordoned || node.pressure ? 'wait' : 'line') : 'bad')
    context.lineWidth = 1
    context.setLineDash(node.ready ? [] : [3, 2])
    context.strokeRect(cell.x + 0.5, cell.y + 0.5, field.cellWidth - 1, field.cellHeight - 1)
    if (!field.header) return
    context.fillStyle = this.resolve('ink')
    context.font = '600 10.5px "Plex Sans", sans-serif'
    context.fillText(node.name, cell.x + 4, cell.y + 12, field.cellWidth - 8)
  }

  private ring({ x, y }: { x: number; y: number }, state: PodState, left: number): void {
    const ring = markForm(state).ring
    if (!ring) return
    const { context } = this
    const scale = this.field.mark / MARK
    const half = this.field.mark / 2
    const arc = ringArc(left)
    context.setLineDash([])
    context.lineWidth = ring.width * scale
    context.strokeStyle = this.resolve(ring.ink)
    context.beginPath()
    context.arc(x + half, y + half, RING_RADIUS * scale, arc.start, arc.end)
    context.stroke()
  }

  private selection({ x, y }: { x: number; y: number }): void {
    const { context, field } = this
    context.setLineDash([])
    context.fillStyle = this.resolve('selected')
    context.strokeStyle = this.resolve('link')
    context.lineWidth = 1.5
    context.fillRect(x - 1, y - 1, field.mark + 2, field.mark + 2)
    context.strokeRect(x - 1, y - 1, field.mark + 2, field.mark + 2)
  }

  /** Filled from the floor: ready solid, on their way pale, trouble red on top. */
  private square(mirror: Mirror, cell: Cell, node: NodeRow): void {
    const { context, field } = this
    const share = shareOf(mirror.pods.onNode(cell.node), mirror.pods.state, node.podCapacity)
    let bottom = cell.y + field.cellHeight - 1
    const layer = (part: number, token: string, alpha: number) => {
      const height = part * (field.cellHeight - 2)
      context.globalAlpha = alpha
      context.fillStyle = this.resolve(token)
      context.fillRect(cell.x + 1, bottom - height, field.cellWidth - 2, height)
      bottom -= height
    }
    layer(share.ready, 'ink-2', 1)
    layer(share.starting, 'ink-2', 0.35)
    layer(share.trouble > 0 ? Math.max(share.trouble, 2 / field.cellHeight) : 0, 'bad', 1)
    context.globalAlpha = 1
  }
}
