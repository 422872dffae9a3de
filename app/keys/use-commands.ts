/** Carries out the page's commands, for keys and the palette alike. */
import { useCallback } from 'react'
import { useTransport } from '../hooks/transport.ts'
import { useSession } from '../session/context.tsx'
import type { Command } from './shortcuts.ts'

export function useCommands(): (command: Command) => void {
  const { ui, lessons } = useSession()
  const transport = useTransport()
  return useCallback(
    (command) => {
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
        case 'split':
          return ui.setState(({ view, beside }) => ({
            beside: beside ? '' : view === 'timeline' ? 'cluster' : 'timeline',
          }))
        case 'projector':
          return ui.setState(({ projector }) => ({ projector: !projector, pane: 'stage' }))
        case 'nextStep':
        case 'previousStep':
          return void lessons?.go(command === 'nextStep' ? 1 : -1)
        case 'palette':
          return ui.setState({ palette: '' })
        case 'help':
          return ui.setState({ helpOpen: true })
      }
    },
    [ui, lessons, transport],
  )
}

/** The pane may have to be drawn first. */
function focusSoon(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus())
}
