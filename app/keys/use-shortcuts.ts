/** Listens for the page's single keys. */
import { useEffect } from 'react'
import { useTransport } from '../hooks/transport.ts'
import { useActions, useSession } from '../session/context.tsx'
import { type Command, commandOf, takesKeys } from './shortcuts.ts'

export function useShortcuts(): void {
  const { ui } = useSession()
  const transport = useTransport()
  const actions = useActions()
  useEffect(() => {
    const run = (command: Command) => {
      if (command.startsWith('view:')) return ui.setState({ view: command.slice('view:'.length), pane: 'stage' })
      switch (command) {
        case 'toggle':
          return transport.toggle()
        case 'step':
          return transport.step()
        case 'stepBack':
          return transport.stepBack()
        case 'flagBack':
          return transport.flag(-1)
        case 'flagForward':
          return transport.flag(1)
        case 'start':
          return transport.start()
        case 'now':
          return transport.now()
        case 'branch':
          return transport.branch()
        case 'slower':
          return transport.slower()
        case 'faster':
          return transport.faster()
        case 'editor':
          ui.setState({ side: 'yaml', pane: 'side' })
          return focusSoon(
            '.editor-body textarea.plain-editor, .editor-body .native-edit-context, .editor-body textarea',
          )
        case 'inspector':
          ui.setState({ side: 'inspector', pane: 'side' })
          return focusSoon('#side-inspector-tab')
        case 'why':
          ui.setState({ side: 'why', pane: 'side', question: undefined })
          return focusSoon('#side-why-tab')
        case 'tray':
          return ui.setState(({ trayOpen }) => ({ trayOpen: !trayOpen }))
        case 'marks':
          ui.setState({ pane: 'stage', table: false })
          return focusSoon('[role=tree] [tabindex="0"]')
        case 'table':
          return ui.setState(({ table }) => ({ table: !table }))
        case 'help':
          return ui.setState({ helpOpen: true })
      }
    }
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
      if (!command) return
      event.preventDefault()
      run(command)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [ui, transport, actions])
}

/** The pane may have to be drawn first. */
function focusSoon(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus())
}
