/** What stands there before an embed is looked at: its title, a button, and the way to the page itself. */
import './embed.css'
import { Logo } from '../components/Logo.tsx'

export interface WaitingProps {
  title: string
  said: string
  href: string
  onStart: (() => void) | undefined
}

export function Waiting({ title, said, href, onStart }: WaitingProps) {
  return (
    <main className="embed-wait">
      <Logo />
      <h1>{title}</h1>
      <p className="i2">{said}</p>
      {onStart && (
        <button type="button" className="btn p" onClick={onStart}>
          Start the cluster
        </button>
      )}
      <a href={href} target="_blank" rel="noopener">
        Open in Drydock
      </a>
    </main>
  )
}
