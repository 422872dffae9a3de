/** A node's verdict as a shape: square, triangle, slashed square, crossed square. */

export type NodeVerdictKind = 'ready' | 'pressure' | 'cordoned' | 'lost'

const SQUARE = <rect x="1" y="1" width="8" height="8" rx="1" fill="none" stroke="currentColor" strokeWidth="1.4" />

const GLYPHS = {
  ready: <rect x="1" y="1" width="8" height="8" rx="1" fill="currentColor" />,
  pressure: <path d="M5 .8 9.6 9H.4z" fill="currentColor" />,
  cordoned: (
    <>
      {SQUARE}
      <path d="M1.5 8.5 8.5 1.5" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  lost: (
    <>
      {SQUARE}
      <path d="M3.2 3.2l3.6 3.6M6.8 3.2 3.2 6.8" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
} as const

const TONES = { ready: 'ok', pressure: 'wait', cordoned: 'wait', lost: 'bad' } as const

export function NodeGlyph({ kind, words }: { kind: NodeVerdictKind; words: string }) {
  return (
    <span className={`nst ${TONES[kind]}`}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        {GLYPHS[kind]}
      </svg>
      {words}
    </span>
  )
}
