/** Asks why: selects the object and shows the panel with its most pressing question, or the one named. */
import { useCallback } from 'react'
import type { ObjectRef } from '../../engine/protocol/object.ts'
import { useSession } from '../session/context.tsx'

export function useAskWhy(): (ref: ObjectRef, question?: string) => void {
  const { ui, actions } = useSession()
  return useCallback(
    (ref, question) => {
      ui.setState({ selected: ref, selectedPod: -1, side: 'why', pane: 'side', question })
      void actions.select(ref)
    },
    [ui, actions],
  )
}
