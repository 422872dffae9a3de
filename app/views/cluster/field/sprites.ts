/** Pod marks drawn once and stamped many times: one small canvas per state, colour, letter and step of progress. */
import { type PodState } from '../../../../engine/protocol/pods.ts'
import {
  BODY,
  FILL_TOP,
  type Ink,
  MARK,
  markForm,
  type Shape,
  square,
  waterline,
  WATERLINE,
} from '../../../draw/pod-mark.ts'
import type { WorkloadCode } from '../../../draw/workload-code.ts'
import type { Resolve } from '../../../theme/resolve.ts'

/** Marks keep their letter from here; below SHAPE_FROM only the body's fill or outline is left. */
const LETTER_FROM = 19
export const SHAPE_FROM = 9
/** The selection and the ring reach over the grid. */
export const BLEED = 2
export const FILL_STEPS = 10

export class Sprites {
  private readonly cache = new Map<string, HTMLCanvasElement>()
  private readonly resolve: Resolve
  readonly mark: number
  readonly dpr: number

  constructor(resolve: Resolve, mark: number, dpr: number) {
    this.resolve = resolve
    this.mark = mark
    this.dpr = dpr
  }

  /** The stamp for a Pod; `progress` (0…1) matters while it pulls. */
  get(state: PodState, code: WorkloadCode, progress: number): HTMLCanvasElement {
    const step = markForm(state).fills ? Math.round(progress * FILL_STEPS) : 0
    const key = `${state}/${code.hue}/${this.mark >= LETTER_FROM ? code.letter : ''}/${step}`
    const known = this.cache.get(key)
    if (known) return known
    const made = this.draw(state, code, step / FILL_STEPS)
    this.cache.set(key, made)
    return made
  }

  /** A token's colour, `own` being the workload's. */
  colour(ink: Ink, hue: number): string {
    return this.resolve(ink === 'own' ? `w${hue}` : ink)
  }

  private draw(state: PodState, code: WorkloadCode, progress: number): HTMLCanvasElement {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = Math.ceil((this.mark + 2 * BLEED) * this.dpr)
    const context = canvas.getContext('2d')
    if (!context) return canvas
    const scale = (this.mark / MARK) * this.dpr
    context.setTransform(scale, 0, 0, scale, BLEED * this.dpr, BLEED * this.dpr)
    if (this.mark < SHAPE_FROM) this.block(context, state, code.hue)
    else this.full(context, state, code, progress)
    return canvas
  }

  /** Tiny marks: solid when ready, red with a cross when in trouble, pale otherwise. */
  private block(context: CanvasRenderingContext2D, state: PodState, hue: number): void {
    const path = new Path2D(square(1, 2))
    const trouble = state === 'backoff' || state === 'failed' || state === 'unknown' || state === 'evicted'
    context.fillStyle = this.colour(trouble ? 'bad' : 'own', hue)
    context.globalAlpha = state === 'ready' || trouble || state === 'completed' ? 1 : 0.4
    context.fill(path)
    if (!trouble) return
    // A cross, because red alone may be a workload's colour or no colour at all.
    context.strokeStyle = this.colour('raised', hue)
    context.lineWidth = 4
    context.stroke(new Path2D('M7 7l14 14M21 7L7 21'))
  }

  private full(context: CanvasRenderingContext2D, state: PodState, code: WorkloadCode, progress: number): void {
    const form = markForm(state)
    for (const shape of form.body) this.shape(context, shape, code.hue)
    if (form.fills) this.fill(context, code.hue, progress)
    if (this.mark >= LETTER_FROM) this.letter(context, form.letter.text ?? code.letter, form.letter, code.hue)
    for (const shape of form.badge) this.shape(context, shape, code.hue)
  }

  private shape(context: CanvasRenderingContext2D, shape: Shape, hue: number): void {
    const path = new Path2D(shape.d)
    context.globalAlpha = shape.opacity ?? 1
    if (shape.fill) {
      context.fillStyle = this.colour(shape.fill, hue)
      context.fill(path)
    }
    if (shape.stroke) {
      context.strokeStyle = this.colour(shape.stroke, hue)
      context.lineWidth = shape.width ?? 1
      context.lineCap = context.lineJoin = shape.round ? 'round' : ('butt' as 'round')
      context.setLineDash([...(shape.dash ?? [])])
      context.stroke(path)
    }
    context.globalAlpha = 1
  }

  private fill(context: CanvasRenderingContext2D, hue: number, progress: number): void {
    const y = waterline(progress)
    context.save()
    context.beginPath()
    context.rect(0, y, MARK, MARK)
    context.clip()
    this.shape(context, { d: BODY, fill: 'own', opacity: 0.28 }, hue)
    context.restore()
    context.save()
    context.translate(0, Math.max(FILL_TOP, y))
    this.shape(context, { d: WATERLINE, stroke: 'own', width: 1.5 }, hue)
    context.restore()
  }

  private letter(
    context: CanvasRenderingContext2D,
    text: string,
    { ink, y, size }: { ink: Ink; y: number; size: number },
    hue: number,
  ): void {
    context.font = `600 ${text.length > 1 ? size * 0.85 : size}px "Plex Sans", sans-serif`
    context.textAlign = 'center'
    context.fillStyle = this.colour(ink, hue)
    context.fillText(text, MARK / 2, y)
  }
}
