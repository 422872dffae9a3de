/** Where marks stand in the window. */
import { type MarkRef, markKey } from './mark-ref.ts'

/** Where a mark is drawn; a drawing on canvas answers through the focus ring it places. */
export function rectOf(mark: MarkRef): { x: number; y: number; width: number; height: number } {
  const element = document.querySelector(`[data-mark="${markKey(mark)}"]`) ?? document.querySelector('.stage-focus')
  const rect = (element ?? document.querySelector('.floor'))?.getBoundingClientRect()
  return rect ? { x: rect.x, y: rect.y, width: rect.width, height: rect.height } : { x: 0, y: 0, width: 0, height: 0 }
}
