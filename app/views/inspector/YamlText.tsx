/** YAML to read: keys, texts and numbers in the colours of code. Always text, never markup. */
import { memo } from 'react'
import { yamlLines } from './yaml-parts.ts'

export const YamlText = memo(function YamlText({ text }: { text: string }) {
  return (
    <pre className="yaml" translate="no" tabIndex={0} aria-label="YAML, read only">
      {yamlLines(text).map((parts, line) => (
        // Lines have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={line}>
          {parts.map(({ kind, text: part }, i) => (
            // oxlint-disable-next-line react/no-array-index-key
            <span key={i} className={kind || undefined}>
              {part}
            </span>
          ))}
          {'\n'}
        </div>
      ))}
    </pre>
  )
})
