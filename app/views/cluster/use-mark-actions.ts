/** What the pointer and the keyboard do to marks alike: select, and open the menu where the mark stands. */
import { useMemo } from 'react'
import { useSession } from '../../session/context.tsx'
import { openHandles, subjectOf } from './handles.ts'
import { rectOf } from './mark-rect.ts'
import { type MarkRef, objectOf, sameObject } from './mark-ref.ts'
import { useStageStore } from './stage-state.tsx'

export interface MarkActions {
  select(mark: MarkRef): void
  /** Selects it and asks why it is as it is. */
  why(mark: MarkRef): void
  /** Takes out the handles of its manifest, or of its owner's. */
  shape(mark: MarkRef): void
  /** A click or tap: selects; on what is selected already it opens the menu, for fingers that have no second button. */
  press(mark: MarkRef, point: { x: number; y: number }): void
  clear(): void
  /** At the mark, or at a point for the pointer's context menu. */
  openMenu(mark: MarkRef, point?: { x: number; y: number }): void
}

export function useMarkActions(): MarkActions {
  const { mirror, ui, actions } = useSession()
  const stage = useStageStore()
  return useMemo(() => {
    const select = (mark: MarkRef) => {
      const selected = objectOf(mirror.getState(), mark)
      if (!selected) return
      stage.setState({ touched: mark })
      ui.setState({ selected, selectedPod: mark.kind === 'pod' ? mark.id : -1, side: 'inspector' })
      void actions.select(selected)
    }
    const openMenu = (mark: MarkRef, point?: { x: number; y: number }) => {
      const at = point ? { ...point, width: 0, height: 0 } : rectOf(mark)
      stage.setState({ menu: { mark, at }, touched: mark })
    }
    return {
      select,
      why(mark) {
        select(mark)
        ui.setState({ side: 'why', pane: 'side', question: undefined })
      },
      shape(mark) {
        const subject = subjectOf(mirror.getState(), mark)
        if (subject) openHandles(stage, subject, mark)
      },
      openMenu,
      press(mark, point) {
        if (sameObject(ui.getState().selected, objectOf(mirror.getState(), mark))) openMenu(mark, point)
        else select(mark)
      },
      clear() {
        if (!ui.getState().selected) return
        ui.setState({ selected: undefined, selectedPod: -1 })
        void actions.select(undefined)
      },
    }
  }, [mirror, ui, actions, stage])
}
