/** A difference of two texts: what went in red, what came in green, each with its sign. */
import { memo } from 'react'
import { textDiff } from '../draw/text-diff.ts'

const SIGNS = { same: ' ', added: '+', removed: '−', gap: ' ' }
const SPOKEN = { same: '', added: 'added: ', removed: 'removed: ', gap: '' }

export const DiffText = memo(function DiffText({
  before,
  after,
  label,
}: {
  before: string
  after: string
  label: string
}) {
  const rows = textDiff(before, after)
  if (rows.length === 0) return <p className="empty">No difference</p>
  return (
    <pre className="diff" translate="no" tabIndex={0} role="region" aria-label={label}>
      {rows.map(({ kind, text }, at) => (
        // Lines have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className={kind}>
          <span aria-hidden="true">{SIGNS[kind]} </span>
          {SPOKEN[kind] && <span className="vh">{SPOKEN[kind]}</span>}
          {text}
          {'\n'}
        </div>
      ))}
    </pre>
  )
})
