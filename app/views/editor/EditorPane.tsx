/** The YAML pane: files, the editor, what is wrong, Apply and Dry run. */
import './editor.css'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { late } from '../../components/late.tsx'
import { panelProps } from '../../components/Tabs.tsx'
import { useMedia } from '../../hooks/media.ts'
import { useSettled } from '../../hooks/settled.ts'
import { useSession, useUi } from '../../session/context.tsx'
import { AheadPanel, useAhead } from './Ahead.tsx'
import type { CodeEditorProps } from './CodeEditor.tsx'
import { FileTabs } from './FileTabs.tsx'
import { currentFile, type EditorFiles } from './files.ts'
import { PlainEditor, type Reveal, type Selected } from './PlainEditor.tsx'
import { ProblemBar } from './ProblemBar.tsx'
import { useEditor } from './use-editor.ts'

const FormPane = late(
  () => import('./form/FormPane.tsx').then(({ FormPane }) => FormPane),
  () => <p className="empty">Opening the form</p>,
)
const ConflictPanel = late(
  () => import('./conflicts/ConflictPanel.tsx').then(({ ConflictPanel }) => ConflictPanel),
  () => <p className="empty">Asking what both changed</p>,
)
const CodeEditor = late<CodeEditorProps & { meanwhile: ReactNode }>(
  () => import('./CodeEditor.tsx').then(({ CodeEditor }) => CodeEditor),
  ({ meanwhile }) => meanwhile,
)

/** Monaco knows no touch: small and coarse screens get a plain text area. It is the first one everywhere: Monaco is large. */
const PLAIN = '(max-width: 639.98px), (pointer: coarse)'

export function EditorPane() {
  const { store, files, file, said, shown, changes, setText, run, fix, settled: isSettled } = useEditor()
  const apply = useRef<HTMLButtonElement>(null)
  const smallScreen = useMedia(PLAIN)
  const wantsPlain = useUi((ui) => ui.plainEditor) || smallScreen
  const settled = useSettled()
  const plain = wantsPlain || !settled
  const ahead = useAhead(file.text, () => currentFile(store.getState()).text)
  const look = (how: () => void) => void isSettled().then((is) => is && how())
  const canLookAhead = useSession().ahead !== undefined
  const schema = useSchema(!plain, file.text, said)
  const [reveal, setReveal] = useState<Reveal>()
  const left = useRef<Selected>(undefined)
  const serverSide = useUi((ui) => ui.serverSide)
  const [resolving, setResolving] = useState(false)
  const asForm = useUi((ui) => ui.form)
  const formText = useFormText(shown, file.id)
  const [cursor, setCursor] = useState({ line: 1 })
  const onLine = useCallback((line: number) => setCursor((now) => (now.line === line ? now : { line })), [])
  const shownLine = shown?.id === file.id ? shown : undefined
  const light = (
    <PlainEditor
      name={file.name}
      text={file.text}
      reveal={reveal}
      shownLine={shownLine}
      left={left}
      onChange={setText}
      onLine={onLine}
    />
  )
  const count = changes.lines.length
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || (!event.altKey && !event.ctrlKey && !event.metaKey)) return
    event.preventDefault()
    event.stopPropagation()
    if (event.altKey) fix()
    else {
      ahead.close()
      run(false)
    }
  }
  return (
    <section className="editor" aria-label="Manifests" onKeyDownCapture={onKeyDown}>
      <FileTabs store={store} files={files} current={file} />
      <div
        className={`editor-body${asForm ? ' with-form' : ''}${formText.isShown ? ' text-too' : ''}`}
        {...panelProps('file', String(file.id))}
      >
        {asForm && <FormPane store={store} file={file} cursor={cursor} text={smallScreen ? formText : undefined} />}
        {plain ? (
          light
        ) : (
          <CodeEditor
            file={file}
            label={`${file.name}. Tab indents. Esc leaves the editor. Ctrl Enter applies.`}
            errors={file.errors}
            yours={changes.lines}
            schema={schema}
            reveal={reveal}
            shownLine={shownLine}
            takesOver={left}
            onChange={setText}
            onLine={onLine}
            onLeave={() => apply.current?.focus()}
            meanwhile={light}
          />
        )}
      </div>
      <ProblemBar
        errors={file.errors}
        onFix={fix}
        onShow={(range) => setReveal({ range })}
        onResolve={() => setResolving(true)}
      />
      {resolving && (
        <ConflictPanel
          key={file.id}
          store={store}
          file={file}
          serverSide={serverSide}
          apply={(force) => run(false, force)}
          close={() => setResolving(false)}
        />
      )}
      <AheadPanel ahead={ahead} />
      <footer className="pane-foot">
        <button
          ref={apply}
          type="button"
          className="btn p"
          aria-keyshortcuts="Control+Enter"
          onClick={() => {
            ahead.close()
            run(false)
          }}
        >
          {serverSide ? 'Apply server-side' : 'Apply'}
          {count > 0 && <span className="apply-count">{`+${count}`}</span>}
        </button>
        <span className="apply-said" role="status">
          {said}
        </span>
        <span className="sp" />
        {canLookAhead && (
          <>
            <button type="button" className="btn g" onClick={() => look(ahead.diff)}>
              View diff
            </button>
            <button type="button" className="btn g" onClick={() => look(ahead.look)}>
              Preview
            </button>
          </>
        )}
        <button type="button" className="btn g" onClick={() => run(true)}>
          Dry run
        </button>
      </footer>
    </section>
  )
}

/** Where there is room for one of them a form's text is put away; "show in the text" takes it out again. */
function useFormText(shown: EditorFiles['shown'], file: number) {
  const [isShown, show] = useState(false)
  const [seen, setSeen] = useState(shown)
  if (seen !== shown) {
    setSeen(shown)
    if (shown?.id === file && shown.asked) show(true)
  }
  return { isShown, show }
}

/** Real ms of rest after which it is asked whether other kinds are served. */
const KINDS_AFTER_MS = 350

/** The schema comes from the engine, where Monaco is used, and again when a definition brought or changed a kind. */
function useSchema(wanted: boolean, text: string, said: string): unknown {
  const { tools } = useSession()
  const [schema, setSchema] = useState<unknown>()
  const of = useRef<string>(undefined)
  useEffect(() => {
    if (!wanted || !tools) return
    let isCurrent = true
    const ask = async () => {
      const kinds = await tools.kinds()
      if (!isCurrent || kinds === of.current) return
      const next = await tools.schema()
      if (!isCurrent) return
      of.current = kinds
      setSchema(next)
    }
    const timer = setTimeout(() => void ask().catch(() => undefined), of.current === undefined ? 0 : KINDS_AFTER_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [wanted, tools, text, said])
  return schema
}
