/** Listens for the page's single keys. */
import { useEffect } from 'react'
import { useActions, useSession } from '../session/context.tsx'
import { commandOf, isPresenters, opensPalette, takesKeys } from './shortcuts.ts'
import { useCommands } from './use-commands.ts'

export function useShortcuts(): void {
  const { ui } = useSession()
  const run = useCommands()
  const actions = useActions()
  useEffect(() => {
    const letGo = (target: EventTarget | null) => {
      if (takesKeys(target, 'Escape') || !ui.getState().selected) return
      ui.setState({ selected: undefined, selectedPod: -1 })
      void actions.select(undefined)
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      if (event.key === 'Escape') return letGo(event.target)
      if (!ui.getState().keys || takesKeys(event.target, event.key)) return
      const command = commandOf(event)
      if (!command || (isPresenters(command) && !ui.getState().projector)) return
      event.preventDefault()
      run(command)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [ui, run, actions])
  useEffect(() => {
    // Before the editor, which begins chords of its own with this key.
    const onChord = (event: KeyboardEvent) => {
      if (!opensPalette(event, event.target)) return
      event.preventDefault()
      event.stopPropagation()
      ui.setState(({ palette }) => ({ palette: palette === undefined ? '' : undefined }))
    }
    window.addEventListener('keydown', onChord, true)
    return () => window.removeEventListener('keydown', onChord, true)
  }, [ui])
}
