/** A refused Apply, field by field: what the file says, what the object has, who changed or owns it; and a choice for each. */
import './conflicts.css'
import { useEffect, useState } from 'react'
import type { DocumentConflict, FieldConflict } from '../../../../engine/protocol/edit.ts'
import { useSession } from '../../../session/context.tsx'
import { editFile } from '../edit-file.ts'
import type { EditorFile, FilesStore } from '../files.ts'
import { type Choice, CHOICES, merged, resolution } from './resolve.ts'

export interface ConflictPanelProps {
  store: FilesStore
  file: EditorFile
  serverSide: boolean
  /** Applies the file as it stands then. */
  apply(force: boolean): void
  close(): void
}

export function ConflictPanel({ store, file, serverSide, apply, close }: ConflictPanelProps) {
  const { tools } = useSession()
  const conflicts = useConflicts(file.text, serverSide)
  const [chosen, setChosen] = useState<Readonly<Record<string, Choice>>>({})
  if (!tools) return null
  const keyOf = ({ index }: DocumentConflict, { at }: FieldConflict) => `${index} ${at}`
  const choiceOf = (conflict: DocumentConflict, field: FieldConflict) =>
    chosen[keyOf(conflict, field)] ?? merged(conflict.about, field)
  const all = (conflict: DocumentConflict, choice: (field: FieldConflict) => Choice) =>
    setChosen({
      ...chosen,
      ...Object.fromEntries(conflict.fields.map((field) => [keyOf(conflict, field), choice(field)])),
    })
  const write = async () => {
    let force = false
    for (const conflict of conflicts ?? []) {
      const made = resolution(conflict, (field) => choiceOf(conflict, field))
      force ||= made.force
      if (made.edits.length > 0) await editFile(store, tools, file.id, { document: conflict.index }, made.edits)
    }
    close()
    apply(force)
  }
  return (
    <section className="ahead conflicts" aria-label="Conflict">
      <div className="ahead-body">
        {!conflicts && <p className="empty">Asking what both changed</p>}
        {conflicts?.length === 0 && <p className="empty">Nothing stands in the way any more: apply it.</p>}
        {conflicts?.map((conflict) => (
          <div key={conflict.index}>
            <p>
              <b translate="no">{conflict.object}</b> {headWords(conflict)}
            </p>
            {conflict.about === 'version' && conflict.fields.length > 0 && (
              <div className="row conflict-all">
                <button
                  type="button"
                  className="btn sm"
                  onClick={() => all(conflict, (field) => merged('version', field))}
                >
                  Merge
                </button>
                <button type="button" className="btn sm" onClick={() => all(conflict, () => 'mine')}>
                  Keep all mine
                </button>
                <button type="button" className="btn sm" onClick={() => all(conflict, () => 'theirs')}>
                  Take all theirs
                </button>
              </div>
            )}
            <ul className="conflict-fields">
              {conflict.fields.map((field) => (
                <li key={field.at}>
                  <Row
                    conflict={conflict}
                    field={field}
                    choice={choiceOf(conflict, field)}
                    choose={(choice) => setChosen({ ...chosen, [keyOf(conflict, field)]: choice })}
                  />
                </li>
              ))}
            </ul>
          </div>
        ))}
        <div className="row">
          <button type="button" className="btn p" disabled={!conflicts} onClick={() => void write()}>
            Write and apply
          </button>
          <button type="button" className="btn g" onClick={close}>
            Close
          </button>
        </div>
      </div>
    </section>
  )
}

function headWords({ about, isBaseKnown, fields }: DocumentConflict): string {
  if (about === 'managers') return 'has fields that others own.'
  if (fields.length === 0) return 'has changed, in nothing that the file says: only its version is to be written.'
  return isBaseKnown
    ? 'has changed since the file was written.'
    : 'has changed; how it was when the file was written nobody remembers.'
}

interface RowProps {
  conflict: DocumentConflict
  field: FieldConflict
  choice: Choice
  choose(choice: Choice): void
}

function Row({ conflict, field, choice, choose }: RowProps) {
  const { at, mine, theirs, base, isMine, isTheirs, who } = field
  return (
    <>
      <div className="row">
        <code translate="no">{at}</code>
        <span className="sp" />
        <select
          className="form-choice"
          aria-label={`What becomes of ${at}`}
          value={choice}
          onChange={(event) => choose(event.target.value as Choice)}
        >
          {CHOICES[conflict.about].map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <dl translate="no">
        {conflict.about === 'version' && conflict.isBaseKnown && <Value title="was" value={base} isOn={false} />}
        <Value
          title={isMine ? 'mine, changed' : 'mine'}
          value={mine}
          isOn={choice === 'mine' || choice === 'takeOver'}
        />
        <Value
          title={who ? `theirs (${who})` : isTheirs ? 'theirs, changed' : 'theirs'}
          value={theirs}
          isOn={choice === 'theirs' || choice === 'coOwn' || choice === 'giveUp'}
        />
      </dl>
    </>
  )
}

function Value({ title, value, isOn }: { title: string; value: unknown; isOn: boolean }) {
  const text = value === undefined ? 'says nothing' : typeof value === 'string' ? value : JSON.stringify(value)
  return (
    <div className={isOn ? 'on' : undefined}>
      <dt>{title}</dt>
      <dd>{text}</dd>
    </div>
  )
}

function useConflicts(text: string, serverSide: boolean): DocumentConflict[] | undefined {
  const { tools } = useSession()
  const [conflicts, setConflicts] = useState<DocumentConflict[]>()
  useEffect(() => {
    let isCurrent = true
    tools?.conflicts(text, serverSide).then(
      (found) => {
        if (isCurrent) setConflicts(found)
      },
      () => {
        if (isCurrent) setConflicts([])
      },
    )
    return () => {
      isCurrent = false
    }
  }, [tools, text, serverSide])
  return conflicts
}
