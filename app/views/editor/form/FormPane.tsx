/** The document under the cursor as a form. Every change is an edit of the text, and every edit of the text shows here. */
import './form.css'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { EditTarget, FieldEdit, FormAnswer, FormField } from '../../../../engine/protocol/edit.ts'
import { useSession } from '../../../session/context.tsx'
import { editFile } from '../edit-file.ts'
import type { EditorFile, FilesStore } from '../files.ts'
import { type Draft, keepDraft } from '../unsettled.ts'
import { fieldErrors } from './field-errors.ts'
import { Fields } from './Fields.tsx'
import { type Form, FormContext } from './form-context.ts'

export interface FormPaneProps {
  store: FilesStore
  file: EditorFile
  /** 1-based line the cursor stands in; a new object each time it moved. */
  cursor: { line: number }
  /** Whether the text stands below the form; absent where it always does. */
  text: { isShown: boolean; show(isShown: boolean): void } | undefined
}

export function FormPane({ store, file, cursor, text }: FormPaneProps) {
  const { answer, target, choose } = useForm(file, cursor)
  const { tools, terminal, ui } = useSession()
  const [said, setSaid] = useState('')
  const [about, setAbout] = useState('')
  const [focusAt, setFocusAt] = useState<string>()
  const edit = useCallback(
    (...edits: FieldEdit[]) => {
      if (!tools) return
      void editFile(store, tools, file.id, target, edits).then(({ refused }) =>
        setSaid(refused ? `Not changed: ${refused}.` : ''),
      )
    },
    [store, tools, file.id, target],
  )
  const keep = useCallback((draft: Draft) => keepDraft(store, draft), [store])
  const shown = answer?.form
  const errors = useMemo(() => (shown ? fieldErrors(shown, file.errors) : new Map()), [shown, file.errors])
  const form: Form = {
    edit,
    keep,
    errors,
    show: (line) => store.setState({ shown: { id: file.id, line, asked: true } }),
    focusAt,
    focus: setFocusAt,
    explain: terminal
      ? (field: FormField) =>
          ui.setState({ typed: `kubectl explain ${field.explain}`, tray: 'terminal', trayOpen: true, pane: 'stage' })
      : undefined,
  }
  const problems = errors.get('') ?? []
  return (
    <section className="form" aria-label="Form" onFocusCapture={(event) => setAbout(aboutOf(event.target))}>
      <header className="row form-head">
        <select
          className="select"
          aria-label="Document"
          value={shown?.index ?? ''}
          disabled={!answer || answer.documents.length === 0}
          onChange={(event) => choose({ document: Number(event.target.value) })}
        >
          {shown === undefined && <option value="">no document</option>}
          {answer?.documents.map(({ index, label }) => (
            <option key={index} value={index}>
              {label}
            </option>
          ))}
        </select>
        <span className="i3" translate="no">
          {shown?.apiVersion}
        </span>
        {text && (
          <>
            <span className="sp" />
            <button
              type="button"
              className="btn g sm"
              aria-pressed={text.isShown}
              onClick={() => text.show(!text.isShown)}
            >
              Text
            </button>
          </>
        )}
      </header>
      <p className="form-said" role="status">
        {[said, ...problems].filter(Boolean).join(' ')}
      </p>
      <div className="form-body">
        {!answer && <p className="empty">Reading the text</p>}
        {answer && !shown && (
          <p className="empty">
            {answer.broken
              ? `Line ${answer.broken.range?.line ?? 1} is not YAML: ${answer.broken.causes[0]?.message ?? ''}. Mend it in the text.`
              : 'There is no document yet. Write its apiVersion and kind, and its fields appear here.'}
          </p>
        )}
        {shown && (
          <FormContext value={form}>
            {shown.noSchema && <p className="empty">{shown.noSchema}</p>}
            <Fields key={`${file.id} ${shown.kind} ${shown.name}`} fields={shown.fields} holder={shown.kind} />
          </FormContext>
        )}
      </div>
      {/* Of the field one is in: its description is read with it, and stands here to be seen. */}
      <p className="form-hint" aria-hidden="true">
        {about || 'Go into a field to read what it is for.'}
      </p>
    </section>
  )
}

const aboutOf = (target: Element): string =>
  target.closest('.form-field')?.querySelector(':scope > .form-about')?.textContent ?? ''

/** Real ms of rest after which the text is read again. */
const READ_AFTER_MS = 60

/** The form of the document chosen last: by the cursor, or by the list above it. */
function useForm(file: EditorFile, cursor: { line: number }) {
  const { tools } = useSession()
  const [answer, setAnswer] = useState<FormAnswer>()
  const [target, choose] = useState<EditTarget>(cursor)
  const first = useRef(true)
  const [followed, setFollowed] = useState(cursor)
  if (followed !== cursor) {
    setFollowed(cursor)
    choose({ line: cursor.line })
  }
  useEffect(() => {
    if (!tools) return
    let isCurrent = true
    const timer = setTimeout(
      () =>
        tools.form(file.text, target).then(
          (next) => {
            if (isCurrent) setAnswer(next)
          },
          () => undefined,
        ),
      first.current ? 0 : READ_AFTER_MS,
    )
    first.current = false
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [tools, file.id, file.text, target])
  const index = answer?.form?.index
  // Edits go to the document that is shown, wherever the cursor went meanwhile.
  const shown = useMemo<EditTarget>(() => (index === undefined ? target : { document: index }), [index, target])
  return { answer, target: shown, choose }
}
