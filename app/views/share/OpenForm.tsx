/** Opens a link, a run's file, or what `kubectl get -A -o yaml` printed of a real cluster. */
import { type ChangeEvent, useState } from 'react'
import { useStore } from 'zustand'
import type { Imported } from '../../../engine/protocol/time.ts'
import { useSession } from '../../session/context.tsx'
import type { Library } from '../../session/library/library.ts'

const COMMAND = 'kubectl get nodes,ns,deploy,sts,ds,svc,cm,job,cronjob,ing,netpol,pdb,hpa,pvc -A -o yaml'
const RUN = /^(\s*https?:\/\/\S*#run=|\s*\d+\.[0-9a-f]{16}\.)/

export function OpenForm({ library }: { library: Library }) {
  const { ui } = useSession()
  const [text, setText] = useState('')
  const [said, setSaid] = useState('')
  const [found, setFound] = useState<Imported>()
  const close = () => ui.setState({ dialog: undefined })
  const open = async () => {
    try {
      if (!RUN.test(text)) return setFound(await library.look(text))
      if (await library.openText(text)) close()
      else setSaid(ui.getState().notice)
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error))
    }
  }
  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) setText(await file.text())
  }
  if (found)
    return (
      <Look
        found={found}
        onBack={() => setFound(undefined)}
        onTake={() => void library.take(found, 'Imported cluster').then(close)}
      />
    )
  return (
    <div className="share-form">
      <Saved library={library} onOpened={close} />
      <p className="i2">
        A link, a file of a run, or what a real cluster prints with <code translate="no">{COMMAND}</code>. It is read
        here; nothing is sent anywhere.
      </p>
      <label className="field">
        Text
        <textarea
          className="input"
          rows={8}
          value={text}
          spellCheck={false}
          translate="no"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <label className="field">
        or a file
        <input type="file" accept=".drydock,.yaml,.yml,.json,.txt" onChange={(event) => void take(event)} />
      </label>
      <p role="status" className="bad">
        {said}
      </p>
      <div className="row">
        <button type="button" className="btn p" disabled={text.trim() === ''} onClick={() => void open()}>
          Open
        </button>
      </div>
    </div>
  )
}

function Saved({ library, onOpened }: { library: Library; onOpened(): void }) {
  const { id, rows } = useStore(library.state)
  const others = rows.filter((row) => row.id !== id)
  if (others.length === 0) return null
  return (
    <ul className="saved" aria-label="Saved in this browser">
      {others.map((row) => (
        <li key={row.id} className="row">
          <b>{row.name}</b>
          <span className="i3">{new Date(row.savedAtReal).toLocaleString()}</span>
          <span className="sp" />
          <button type="button" className="btn sm" onClick={() => void library.open(row.id).then(onOpened)}>
            Open
          </button>
          <button
            type="button"
            className="btn g sm"
            aria-label={`Delete ${row.name}`}
            onClick={() => void library.remove(row.id)}
          >
            Delete
          </button>
        </li>
      ))}
    </ul>
  )
}

const MOST_LEFT = 200

function Look({ found, onBack, onTake }: { found: Imported; onBack(): void; onTake(): void }) {
  const { nodes, left, text } = found
  const objects = text === '' ? 0 : text.split('\n---\n').length
  return (
    <div className="share-form">
      <p>{`${objects} objects and ${nodes.length} machines come along; ${left.length} stay behind.`}</p>
      {left.length > 0 && (
        <div className="left-behind" tabIndex={0} role="region" aria-label="Left behind">
          <table className="data">
            <thead>
              <tr>
                <th scope="col">Left behind</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {left.slice(0, MOST_LEFT).map(({ object, why }, at) => (
                // The same object may stand in a text twice.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={at}>
                  <td translate="no">{object}</td>
                  <td>{why}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="row">
        <button type="button" className="btn p" disabled={objects + nodes.length === 0} onClick={onTake}>
          Make a cluster of it
        </button>
        <button type="button" className="btn g" onClick={onBack}>
          Back
        </button>
      </div>
    </div>
  )
}
