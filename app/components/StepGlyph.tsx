/** Where a step or a check stands: open, current, under way, done, failed. Shape tells as much as colour. */

export type Standing = 'open' | 'current' | 'waiting' | 'done' | 'failed'

export function StepGlyph({ standing }: { standing: Standing }) {
  return (
    <svg className={`sg ${standing}`} viewBox="0 0 16 16" aria-hidden="true">
      <circle className="ring" cx="8" cy="8" r="6.6" />
      {standing === 'current' && <circle className="dot" cx="8" cy="8" r="3.2" />}
      {standing === 'done' && <path className="mark" d="M4.8 8.3 7 10.5l4.3-4.8" />}
      {standing === 'failed' && <path className="mark" d="M5.5 5.5l5 5M10.5 5.5l-5 5" />}
    </svg>
  )
}

/** The same in words, for those who don't see it. */
export const STANDING_WORDS: Record<Standing, string> = {
  open: 'not yet',
  current: 'open',
  waiting: 'under way',
  done: 'done',
  failed: 'failed',
}
