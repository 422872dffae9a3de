/** A line that was drawn: what it can mean, the difference it makes in the manifest, and the choice to have it so. */
import { useEffect, useId, useRef, useState } from 'react'
import type { ObjectRef } from '../../../../engine/protocol/object.ts'
import { DiffText } from '../../../components/DiffText.tsx'
import { useSession } from '../../../session/context.tsx'
import { lookAhead } from '../../../session/look-ahead.ts'
import { editFile } from '../../editor/edit-file.ts'
import { filesOf } from '../../editor/use-editor.ts'
import { liveObject, manifestOf } from '../../shape/manifest-of.ts'
import { type Connection, connections, type End } from './relations.ts'

export interface Line {
  from: ObjectRef
  to: ObjectRef
}

interface Drawn {
  connection: Connection
  /** The file whose text changes, and how; undefined where no open file has the object. */
  file?: { id: number; name: string; before: string; after: string }
  refused?: string
}

export function Connect({ line, close }: { line: Line; close(): void }) {
  const session = useSession()
  const { ui, tools } = session
  const drawn = useDrawn(line)
  const [at, setAt] = useState(0)
  const choices = useRef<HTMLFieldSetElement>(null)
  const isRead = drawn !== undefined
  useEffect(() => {
    if (isRead) choices.current?.querySelector('input')?.focus()
  }, [isRead])
  const id = useId()
  const chosen = drawn?.[at]
  const accept = () => {
    if (!chosen?.file || !tools) return
    const store = filesOf(session)
    store.setState({ current: chosen.file.id })
    void editFile(store, tools, chosen.file.id, { object: chosen.connection.edited }, chosen.connection.edits).then(
      ({ text }) => void lookAhead(session, text).catch(() => undefined),
    )
    ui.setState({ side: 'yaml' })
    close()
  }
  return (
    <section
      className="connect"
      aria-label={`Connect ${line.from.kind} ${line.from.name} to ${line.to.kind} ${line.to.name}`}
    >
      {!drawn && <p className="empty">Reading both manifests</p>}
      {drawn?.length === 0 && (
        <p className="empty">{`${line.to.kind} ${line.to.name} has no labels or ports to be found by.`}</p>
      )}
      {drawn && drawn.length > 0 && (
        <fieldset className="connect-choices" ref={choices}>
          <legend className="vh">What the line means</legend>
          {drawn.map(({ connection }, i) => (
            <label key={connection.id} className="row">
              <input type="radio" name={id} checked={i === at} onChange={() => setAt(i)} />
              {connection.title}
            </label>
          ))}
        </fieldset>
      )}
      {chosen?.refused && <p className="bad">{`It cannot be made: ${chosen.refused}.`}</p>}
      {chosen && !chosen.file && !chosen.refused && (
        <p className="i2">{`No open file holds the manifest of ${chosen.connection.edited.kind} ${chosen.connection.edited.name}: open it, and draw the line again.`}</p>
      )}
      {chosen?.file && (
        <>
          <p className="i2" translate="no">
            {chosen.file.name}
          </p>
          <DiffText
            before={chosen.file.before}
            after={chosen.file.after}
            label={`What changes in ${chosen.file.name}`}
          />
        </>
      )}
      <div className="row">
        <button type="button" className="btn p" disabled={!chosen?.file} onClick={accept}>
          Write it
        </button>
        <button type="button" className="btn g" onClick={close}>
          Cancel
        </button>
      </div>
    </section>
  )
}

/** Everything the line can mean, each with the text it would leave. */
function useDrawn({ from, to }: Line): Drawn[] | undefined {
  const session = useSession()
  const [drawn, setDrawn] = useState<Drawn[]>()
  useEffect(() => {
    let isCurrent = true
    void draw(session, from, to).then((found) => {
      if (isCurrent) setDrawn(found)
    })
    return () => {
      isCurrent = false
    }
  }, [session, from, to])
  return drawn
}

async function draw(session: ReturnType<typeof useSession>, from: ObjectRef, to: ObjectRef): Promise<Drawn[]> {
  const { tools, objects } = session
  if (!tools) return []
  const { files } = filesOf(session).getState()
  const end = async (ref: ObjectRef): Promise<End> => {
    const held = await manifestOf(files, tools, ref)
    return { ref, value: held ? held.value : await liveObject(objects, ref) }
  }
  const found = connections(await end(from), await end(to))
  return Promise.all(
    found.map(async (connection): Promise<Drawn> => {
      const held = await manifestOf(files, tools, connection.edited)
      if (!held) return { connection }
      const { id, name, text: before } = held.file
      const { text: after, refused } = await tools.edit(before, { object: connection.edited }, connection.edits)
      return refused === undefined ? { connection, file: { id, name, before, after } } : { connection, refused }
    }),
  )
}
