/** The top bar: where you are, what the page has to say quietly, theme and help. */
import { useStore } from 'zustand'
import { Icon } from '../../components/Icon.tsx'
import { Logo } from '../../components/Logo.tsx'
import { useRun, useSession } from '../../session/context.tsx'
import { choose, nextChoice, type ThemeChoice, theme } from '../../theme/theme.ts'
import { PaneSwitch } from './PaneSwitch.tsx'

export function TopBar({ onePane }: { onePane: boolean }) {
  const { ui } = useSession()
  return (
    <header className="top">
      <h1 className="brand">
        <Logo />
        Drydock
      </h1>
      {onePane ? <PaneSwitch /> : <span className="crumb">Your cluster</span>}
      <span className="sp" />
      <QuietLine />
      <ThemeButton />
      <button
        type="button"
        className="btn g i"
        aria-label="Help and shortcuts"
        onClick={() => ui.setState({ helpOpen: true })}
      >
        <Icon name="help" />
      </button>
    </header>
  )
}

/** Starting, recovering, failing: one line, nothing lost silently. */
function QuietLine() {
  const { phase, detail } = useRun((run) => run)
  const said = phase === 'booting' ? '' : detail
  return (
    <span className={phase === 'failed' ? 'quiet bad' : 'quiet'} role="status">
      {said}
    </span>
  )
}

const NAMES: Record<ThemeChoice, string> = { system: 'as the system', light: 'light', dark: 'dark' }
const ICONS = { system: 'auto', light: 'sun', dark: 'moon' } as const

function ThemeButton() {
  const choice = useStore(theme, (state) => state.choice)
  return (
    <button
      type="button"
      className="btn g i"
      aria-label={`Theme: ${NAMES[choice]}`}
      title={`Theme: ${NAMES[choice]}`}
      onClick={() => choose(nextChoice(choice))}
    >
      <Icon name={ICONS[choice]} />
    </button>
  )
}
