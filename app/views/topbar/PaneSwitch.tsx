/** Where there is room for one pane only: which one. */
import { useSession, useUi } from '../../session/context.tsx'

export function PaneSwitch({ lesson }: { lesson: boolean }) {
  const { ui } = useSession()
  const pane = useUi((state) => state.pane)
  const side = useUi((state) => state.side)
  const panes = [
    ...(lesson ? [{ title: 'Lesson', on: pane === 'lesson', show: () => ui.setState({ pane: 'lesson' }) }] : []),
    { title: 'Cluster', on: pane === 'stage', show: () => ui.setState({ pane: 'stage' }) },
    { title: 'YAML', on: pane === 'side' && side === 'yaml', show: () => ui.setState({ pane: 'side', side: 'yaml' }) },
    {
      title: 'Inspector',
      on: pane === 'side' && side === 'inspector',
      show: () => ui.setState({ pane: 'side', side: 'inspector' }),
    },
  ]
  return (
    <div className="seg" role="group" aria-label="Pane">
      {panes.map(({ title, on, show }) => (
        <button key={title} type="button" aria-pressed={on} onClick={show}>
          {title}
        </button>
      ))}
    </div>
  )
}
