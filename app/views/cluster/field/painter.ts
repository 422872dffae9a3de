/**
 * Paints the field on a canvas: only what changed and can be seen, and never longer than a part of a frame. What found no time waits for
 * the next one. Rings and fills follow the clock.
 */
import type { PodState } from '../../../../engine/protocol/pods.ts'
import { leftOf } from '../../../draw/countdown.ts'
import { type Cell, type Field, slotAt } from '../../../draw/field.ts'
import { MARK, markForm, RING_RADIUS, ringArc } from '../../../draw/pod-mark.ts'
import { CALM_REAL_MS, FLICKERS_AT_SPEED } from '../../../hooks/calm.ts'
import type { Mirror } from '../../../session/mirror.ts'
import type { Resolve } from '../../../theme/resolve.ts'
import { codeAt, codesOf } from '../use-codes.ts'
import { type Face, type Grouping } from './grouping.ts'
import type { PodGroups } from './groups.ts'
import { BLEED, FILL_STEPS, SHAPE_FROM, Sprites } from './sprites.ts'
import { paintSquare, paintTile } from './tiles.ts'

/** Below this edge a ring is noise. */
const RING_FROM = 14
/** A ring's visible steps; fewer repaints than frames. */
const RING_STEPS = 60
/** Real ms of one frame that painting may take; the rest of the page needs its share. */
const PAINT_REAL_MS = 2.5
/** Marks between two looks at the watch, and painted at least: a watch tells little of a machine that is busy elsewhere. */
const BETWEEN_LOOKS = 64
const LEAST = 768
/** A tile with its words, in marks. */
const TILE_COST = 32

/** What is blue: asked of every mark that is painted. */
export interface Blue {
  /** Changes when anything of it does. */
  key: unknown
  has(pod: number): boolean
}

export interface Frame {
  nowMs: number
  nowReal: number
  /** What can be seen, in field pixels. */
  from: number
  to: number
  blue: Blue
}

export class FieldPainter {
  private readonly context: CanvasRenderingContext2D
  private readonly sprites: Sprites
  /** Cells to be painted as a whole, and the slot they have come to. */
  private readonly whole = new Map<number, number>()
  /** Slots to be painted in cells that are right otherwise. */
  private readonly slots = new Map<number, Set<number>>()
  /** What a cell's frame showed; a cell that is not here is not painted. */
  private readonly frames = new Map<number, unknown>()
  /** Step at which a moving Pod was painted, by row. */
  private readonly steps = new Map<number, number>()
  private blueKey: unknown
  private view = ''
  private nodes: unknown
  private lastReal = Number.NEGATIVE_INFINITY
  private spent = 0

  /** Sizes the canvas and clears it; a new theme, width, layout or grouping needs a new painter. */
  constructor(
    canvas: HTMLCanvasElement,
    private readonly field: Field,
    private readonly grouping: Grouping,
    private readonly groups: PodGroups,
    private readonly resolve: Resolve,
    dpr: number,
  ) {
    canvas.width = Math.ceil(field.width * dpr)
    canvas.height = Math.ceil(field.height * dpr)
    this.context = canvas.getContext('2d') as CanvasRenderingContext2D
    this.context.scale(dpr, dpr)
    this.sprites = new Sprites(resolve, field.mark, dpr)
  }

  /** Brings the canvas nearer to the mirror, as far as this frame has time. */
  paint(mirror: Mirror, frame: Frame): void {
    const began = performance.now()
    const hasTime = () => performance.now() - began < PAINT_REAL_MS
    this.groups.update(mirror)
    this.collect(mirror, frame)
    this.spent = 0
    for (const [id, from] of this.whole) {
      const cell = this.field.cells.get(id)
      if (!cell || !this.sees(cell, frame)) {
        this.whole.delete(id)
        this.frames.delete(id)
      } else if (!this.paintCell(mirror, cell, from, frame, hasTime)) return
    }
    for (const [id, slots] of this.slots) {
      const cell = this.field.cells.get(id) as Cell
      for (const slot of slots) {
        this.repaint(mirror, cell, slot, frame)
        slots.delete(slot)
        if (this.isOver(hasTime)) return
      }
      this.slots.delete(id)
    }
    this.move(mirror, frame, hasTime)
  }

  /** Nothing waits to be painted. */
  get isDone(): boolean {
    return this.whole.size === 0 && this.slots.size === 0
  }

  /** Whether this frame's share is used up, after something that cost as much as so many marks. */
  private isOver(hasTime: () => boolean, cost = 1): boolean {
    const looks = Math.floor(this.spent / BETWEEN_LOOKS)
    this.spent += cost
    return Math.floor(this.spent / BETWEEN_LOOKS) > looks && this.spent >= LEAST && !hasTime()
  }

  private sees(cell: Cell, { from, to }: Frame): boolean {
    return cell.y <= to && cell.y + cell.height >= from
  }

  /** What has to be painted since the last frame; at high speed in beats, or it would flash. */
  private collect(mirror: Mirror, frame: Frame): void {
    // Figures change in beats at any speed: nobody reads them sixty times a second.
    const isCalm = mirror.clock.speed >= FLICKERS_AT_SPEED || this.field.mode === 'counts'
    if (isCalm && frame.nowReal - this.lastReal < CALM_REAL_MS) return
    this.lastReal = frame.nowReal
    if (frame.blue.key !== this.blueKey) {
      this.blueKey = frame.blue.key
      this.frames.clear()
      this.view = ''
    }
    const marks = this.field.mode === 'field'
    for (const [id, stale] of this.groups.takeStale()) {
      const cell = this.field.cells.get(id)
      if (!cell) continue
      if (stale === 'all' || !marks || !this.frames.has(id) || !this.sees(cell, frame)) this.spoil(cell, frame)
      else if (!this.whole.has(id)) this.addSlots(id, stale)
    }
    const view = `${frame.from}/${frame.to}`
    if (view === this.view && mirror.nodes === this.nodes) return
    this.view = view
    this.nodes = mirror.nodes
    for (const cell of this.field.cells.values())
      if (!this.frames.has(cell.id) || this.frames.get(cell.id) !== this.grouping.frameOf(mirror, cell.id))
        this.spoil(cell, frame)
  }

  private addSlots(id: number, stale: readonly number[]): void {
    const slots = this.slots.get(id)
    if (slots) for (const slot of stale) slots.add(slot)
    else this.slots.set(id, new Set(stale))
  }

  /** A cell has to be painted as a whole, now or when it comes into sight. */
  private spoil(cell: Cell, frame: Frame): void {
    this.slots.delete(cell.id)
    if (this.sees(cell, frame)) this.whole.set(cell.id, 0)
    else this.frames.delete(cell.id)
  }

  /** Paints a cell from a slot on; false when time ran out. */
  private paintCell(mirror: Mirror, cell: Cell, from: number, frame: Frame, hasTime: () => boolean): boolean {
    const face = this.grouping.faceOf(mirror, cell.id)
    if (from === 0) {
      this.frames.set(cell.id, this.grouping.frameOf(mirror, cell.id))
      this.frame(cell, face)
    }
    const counts = this.groups.countsOf(cell.id)
    if (this.field.mode === 'squares') paintSquare(this.context, this.resolve, cell, counts, face?.capacity ?? 0)
    else if (this.field.mode === 'counts') paintTile(this.context, this.resolve, cell, face?.title ?? '', counts)
    else {
      const rows = this.groups.of(cell.id)
      for (let slot = from; slot < rows.length; slot++) {
        if (slotAt(this.field, cell, slot).y + this.field.mark > cell.y + cell.height) break
        this.mark(mirror, cell, slot, frame)
        if (!this.isOver(hasTime)) continue
        this.whole.set(cell.id, slot + 1)
        return false
      }
    }
    this.whole.delete(cell.id)
    return !this.isOver(hasTime, this.field.mode === 'counts' ? TILE_COST : 1)
  }

  /** Repaints marks whose ring or fill took a visible step. */
  private move(mirror: Mirror, frame: Frame, hasTime: () => boolean): void {
    for (const [pod, step] of this.steps) {
      const place = this.groups.placeOf(pod)
      const cell = place && this.field.cells.get(place.group)
      const now = cell && this.stepOf(mirror, pod, frame.nowMs)
      if (now === undefined) this.steps.delete(pod)
      else if (now !== step && cell && place && this.sees(cell, frame)) {
        this.repaint(mirror, cell, place.slot, frame)
        if (this.isOver(hasTime)) return
      }
    }
  }

  private repaint(mirror: Mirror, cell: Cell, slot: number, frame: Frame): void {
    const { mark } = this.field
    const at = slotAt(this.field, cell, slot)
    if (at.y + mark > cell.y + cell.height) return
    this.context.fillStyle = this.resolve('raised')
    const bleed = mark >= SHAPE_FROM ? 1 : 0
    this.context.fillRect(at.x - bleed, at.y - bleed, mark + 2 * bleed, mark + 2 * bleed)
    if (slot < this.groups.of(cell.id).length) this.mark(mirror, cell, slot, frame)
  }

  /** Which step of its countdown a Pod shows; undefined when it shows none at this size. */
  private stepOf({ pods }: Mirror, id: number, nowMs: number): number | undefined {
    const { mark } = this.field
    if (mark < SHAPE_FROM) return undefined
    const state = pods.stateOf(id)
    const form = state && markForm(state)
    const steps = form?.fills ? FILL_STEPS : form?.ring && mark >= RING_FROM ? RING_STEPS : 0
    if (steps === 0) return undefined
    return Math.round(leftOf(pods.sinceMs[id] as number, pods.untilMs[id] as number, nowMs) * steps)
  }

  private mark(mirror: Mirror, cell: Cell, slot: number, { nowMs, blue }: Frame): void {
    const { pods } = mirror
    const id = this.groups.of(cell.id)[slot] as number
    const at = slotAt(this.field, cell, slot)
    const state = pods.stateOf(id)
    if (!state) return
    const step = this.stepOf(mirror, id, nowMs)
    if (step !== undefined) this.steps.set(id, step)
    const left = step === undefined ? 1 : leftOf(pods.sinceMs[id] as number, pods.untilMs[id] as number, nowMs)
    if (blue.has(id)) this.selection(at)
    if (this.field.mark >= RING_FROM) this.ring(at, state, left)
    const sprite = this.sprites.get(state, codeAt(codesOf(mirror.workloads), pods.workload[id] as number), 1 - left)
    const size = this.field.mark + 2 * BLEED
    this.context.drawImage(sprite, at.x - BLEED, at.y - BLEED, size, size)
  }

  private frame(cell: Cell, face: Face | undefined): void {
    const { context, field } = this
    // Marks at the edge reach over it; squares may touch each other.
    if (field.mode === 'field')
      context.clearRect(cell.x - BLEED, cell.y - BLEED, cell.width + 2 * BLEED, cell.height + 2 * BLEED)
    context.fillStyle = this.resolve('raised')
    context.fillRect(cell.x, cell.y, cell.width, cell.height)
    // A square has its own edge; only one that needs a look gets a frame.
    if (field.mode === 'squares' && (face?.ink ?? 'line') === 'line') return
    context.strokeStyle = this.resolve(face?.ink ?? 'line')
    context.lineWidth = 1
    context.setLineDash(face?.dashed ? [3, 2] : [])
    context.strokeRect(cell.x + 0.5, cell.y + 0.5, cell.width - 1, cell.height - 1)
    if (!field.header || !face) return
    context.fillStyle = this.resolve('ink')
    context.font = '600 10.5px "Plex Sans", sans-serif'
    context.textAlign = 'left'
    context.fillText(face.title, cell.x + 4, cell.y + 12, cell.width - 8)
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
}
