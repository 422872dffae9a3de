/** The exact marks, and what the pointer does. */
const KEYS = [
  ['ready', 'ready'],
  ['hatch', 'running, not ready'],
  ['pull', 'pulling or starting'],
  ['back', 'back-off, counting down'],
  ['exit', 'exit and code'],
  ['pass', 'probe passed'],
  ['miss', 'probe missed'],
] as const

export function Legend() {
  return (
    <footer className="timeline-legend" aria-hidden="true">
      {KEYS.map(([id, text]) => (
        <span key={id} className="key">
          <svg width="20" height="14" viewBox="0 0 20 14">
            <Mark id={id} />
          </svg>
          {text}
        </span>
      ))}
      <span className="sp" />
      <span className="i3">Drag to zoom, Alt-drag for a lens, axis moves the playhead</span>
    </footer>
  )
}

function Mark({ id }: { id: (typeof KEYS)[number][0] }) {
  switch (id) {
    case 'ready':
      return <rect className="s-ready" x="1" y="2" width="18" height="10" rx="1" />
    case 'hatch':
      return <rect className="s-running" x="1" y="2" width="18" height="10" rx="1" fill="url(#tl-hatch)" />
    case 'pull':
      return <rect className="s-pulling" x="1" y="2" width="18" height="10" rx="1" />
    case 'back':
      return <path className="s-backoff" d="M1 2L19 12L1 12Z" />
    case 'exit':
      return <path className="exit bad" d="M10 1V13" />
    case 'pass':
      return <path className="tick-pass" d="M10 12v-7" />
    case 'miss':
      return <path className="tick-miss" d="M10 13v-6M7.500 2l5 5m-5 0l5 -5" />
  }
}
