/** Keeps the address's fragment and the page's views in step: a link leads to any state of any view. */
import { useEffect } from 'react'
import { useSession } from '../session/context.tsx'
import { parseRoute } from '../session/lesson/route.ts'
import { formatViewParts, parseViewParts } from './view-parts.ts'

export function useViewRoute(): void {
  const { ui, actions } = useSession()
  useEffect(() => {
    const read = () => {
      const { viewState, selected, ...parts } = parseViewParts(location.hash)
      if (Object.keys(parts).length > 0 || Object.keys(viewState).length > 0)
        ui.setState((state) => ({ ...parts, viewState: { ...state.viewState, ...viewState } }))
      if (!selected) return
      ui.setState({ selected, selectedPod: -1 })
      void actions.select(selected)
    }
    // A lesson's address is the lesson's; one who sets a view there does not change it.
    const write = () => {
      if (parseRoute(location.hash).page !== 'cluster') return
      const { view, beside, namespace, selected, viewState } = ui.getState()
      const next = formatViewParts({ view, beside, namespace, viewState, ...(selected ? { selected } : {}) })
      const here = location.hash || '#cluster'
      if (next !== here) history.replaceState(history.state, '', next)
    }
    read()
    const stop = ui.subscribe((state, before) => {
      if (
        state.view !== before.view ||
        state.beside !== before.beside ||
        state.viewState !== before.viewState ||
        state.namespace !== before.namespace ||
        state.selected !== before.selected
      )
        write()
    })
    window.addEventListener('hashchange', read)
    return () => {
      stop()
      window.removeEventListener('hashchange', read)
    }
  }, [ui, actions])
}
