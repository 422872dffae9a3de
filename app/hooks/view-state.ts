/** A view's setting that outlives the view and stands in the page's address: a window of time, a grouping, a choice. */
import { useCallback } from 'react'
import { useSession, useUi } from '../session/context.tsx'

/** @param name `view.setting`; the usual value is not kept, so that a plain address stays plain */
export function useViewState(name: string, usual = ''): [string, (value: string) => void] {
  const { ui } = useSession()
  const value = useUi(({ viewState }) => viewState[name] ?? usual)
  const set = useCallback(
    (next: string) => {
      const { [name]: _, ...others } = ui.getState().viewState
      ui.setState({ viewState: next === usual ? others : { ...others, [name]: next } })
    },
    [ui, name, usual],
  )
  return [value, set]
}
