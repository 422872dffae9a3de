/** The window of time that is shown, and the lenses in it: moved by pointer, keys and buttons alike, kept in the address. */
import { useMemo } from 'react'
import type { TimelineTrack } from '../../../engine/protocol/timeline.ts'
import { fitted, type Lens, panned, SHORTEST_MS, zoomed } from '../../draw/timeline/scale.ts'
import { useViewState } from '../../hooks/view-state.ts'

export interface Window extends Lens {
  lenses: readonly Lens[]
  /** It follows the run: from the beginning to a little after now. */
  fits: boolean
  show(at: Lens): void
  fit(): void
  zoom(factor: number, aboutMs: number): void
  /** By a share of what is shown. */
  pan(share: number): void
  addLens(lens: Lens): void
  clearLenses(): void
}

const MOST_LENSES = 3

export function useWindow(tracks: ReadonlyMap<number, TimelineTrack>, presentMs: number): Window {
  const [kept, keep] = useViewState('timeline.window')
  const [lensText, keepLenses] = useViewState('timeline.lens')
  const beginMs = useMemo(() => beginOf(tracks), [tracks])
  const all = fitted(beginMs, presentMs)
  const [allFrom, allTo] = [all.fromMs, all.toMs]
  return useMemo(() => {
    const [own] = parseLenses(kept)
    const at = own ?? { fromMs: allFrom, toMs: allTo }
    const lenses = parseLenses(lensText).slice(0, MOST_LENSES)
    const show = (next: Lens) => keep(lensesText([next]))
    return {
      ...at,
      lenses,
      fits: own === undefined,
      show,
      fit: () => keep(''),
      zoom: (factor, aboutMs) => show(zoomed(at, factor, aboutMs, Math.max(allTo * 2, 60_000))),
      pan: (share) => show(panned(at, (at.toMs - at.fromMs) * share)),
      addLens: (lens) => keepLenses(lensesText([...lenses, lens].slice(-MOST_LENSES))),
      clearLenses: () => keepLenses(''),
    }
  }, [kept, lensText, allFrom, allTo, keep, keepLenses])
}

/** Machines were there before anything happened. */
function beginOf(tracks: ReadonlyMap<number, TimelineTrack>): number {
  let begin = Number.POSITIVE_INFINITY
  for (const { what, fromMs } of tracks.values()) if (what !== 'node') begin = Math.min(begin, fromMs)
  return begin === Number.POSITIVE_INFINITY ? 0 : begin
}

/** `58400-58520,90000-90100`; an address may hold anything. */
export function parseLenses(text: string): Lens[] {
  return text.split(',').flatMap((part) => {
    const [from, to] = part.split('-').map(Number)
    const valid = Number.isFinite(from) && Number.isFinite(to) && (from as number) >= 0
    return part && valid && (to as number) - (from as number) >= SHORTEST_MS / 4
      ? [{ fromMs: from as number, toMs: to as number }]
      : []
  })
}

const lensesText = (lenses: readonly Lens[]): string =>
  lenses.map(({ fromMs, toMs }) => `${Math.round(fromMs)}-${Math.round(toMs)}`).join(',')
