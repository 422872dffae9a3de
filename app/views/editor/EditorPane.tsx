/** The YAML pane: text in, Apply and Dry run out. */
import { useState } from 'react'
import type { ApplyResult } from '../../../engine/protocol.ts'
import { useActions } from '../../session/context.tsx'

export function EditorPane() {
  const actions = useActions()
  const [text, setText] = useState('')
  const [result, setResult] = useState<ApplyResult>()
  return (
    <div className="editor-plain">
      <textarea
        aria-label="Manifests"
        translate="no"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ul aria-label="What became of it">
        {result?.documents.map((document) => (
          <li key={document.index}>{document.error?.message ?? `${document.object} ${document.outcome}`}</li>
        ))}
      </ul>
      <footer className="pane-foot">
        <button type="button" className="btn p" onClick={() => actions.apply(text).then(setResult)}>
          Apply
        </button>
        <button type="button" className="btn g" onClick={() => actions.dryRun(text).then(setResult)}>
          Dry run
        </button>
      </footer>
    </div>
  )
}
