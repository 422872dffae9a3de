/** Selects an object for the whole page: blue in every view, open in the inspector. */
import { useCallback } from 'react'
import type { ObjectRef } from '../../engine/protocol/object.ts'
import { useSession } from '../session/context.tsx'

export function useSelect(): (ref: ObjectRef) => void {
  const { ui, actions } = useSession()
  return useCallback(
    (selected) => {
      ui.setState({ selected, selectedPod: -1, side: 'inspector' })
      void actions.select(selected)
    },
    [ui, actions],
  )
}
