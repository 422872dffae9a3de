/** The YAML pane: files, the editor, what is wrong, Apply and Dry run. */
import './editor.css'
import { type KeyboardEvent, lazy, type RefObject, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { TextRange } from '../../../engine/protocol.ts'
import { panelProps } from '../../components/Tabs.tsx'
import { useMedia } from '../../hooks/media.ts'
import { useSettled } from '../../hooks/settled.ts'
import { useSession, useUi } from '../../session/context.tsx'
import { AheadPanel, useAhead } from './Ahead.tsx'
import { FileTabs } from './FileTabs.tsx'
import { offsetsOf } from './fix.ts'
import { ProblemBar } from './ProblemBar.tsx'
import { useEditor } from './use-editor.ts'

const CodeEditor = lazy(() => import('./CodeEditor.tsx').then((module) => ({ default: module.CodeEditor })))

/** A place to show; a new object each time it is asked for. */
export interface Reveal {
  range: TextRange
}

/** Monaco knows no touch: small and coarse screens get a plain text area. It is the first one everywhere: Monaco is large. */
const PLAIN = '(max-width: 639.98px), (pointer: coarse)'

export function EditorPane() {
  const { store, files, file, said, changes, setText, run, fix } = useEditor()
  const apply = useRef<HTMLButtonElement>(null)
  const smallScreen = useMedia(PLAIN)
  const wantsPlain = useUi((ui) => ui.plainEditor) || smallScreen
  const settled = useSettled()
  const plain = wantsPlain || !settled
  const ahead = useAhead(file.text)
  const canLookAhead = useSession().ahead !== undefined
  const schema = useSchema(!plain)
  const [reveal, setReveal] = useState<Reveal>()
  const left = useRef<Selected>(undefined)
  const light = <PlainEditor name={file.name} text={file.text} reveal={reveal} left={left} onChange={setText} />
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
      <div className="editor-body" {...panelProps('file', String(file.id))}>
        {plain ? (
          light
        ) : (
          <Suspense fallback={light}>
            <CodeEditor
              file={file}
              label={`${file.name}. Tab indents. Esc leaves the editor. Ctrl Enter applies.`}
              errors={file.errors}
              yours={changes.lines}
              schema={schema}
              reveal={reveal}
              takesOver={left}
              onChange={setText}
              onLeave={() => apply.current?.focus()}
            />
          </Suspense>
        )}
      </div>
      <ProblemBar errors={file.errors} onFix={fix} onShow={(range) => setReveal({ range })} />
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
          Apply
          {count > 0 && <span className="apply-count">{`+${count}`}</span>}
        </button>
        <span className="apply-said" role="status">
          {said}
        </span>
        <span className="sp" />
        {canLookAhead && (
          <>
            <button type="button" className="btn g" onClick={ahead.diff}>
              View diff
            </button>
            <button type="button" className="btn g" onClick={ahead.look}>
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

/** The schema comes from the engine, once, and only where Monaco is used. */
function useSchema(wanted: boolean): unknown {
  const { tools } = useSession()
  const [schema, setSchema] = useState<unknown>()
  useEffect(() => {
    if (wanted && tools) tools.schema().then(setSchema, () => undefined)
  }, [wanted, tools])
  return schema
}

interface PlainEditorProps {
  name: string
  text: string
  reveal: Reveal | undefined
  /** Filled in when it makes room for the large editor: what was selected if one was writing. */
  left: RefObject<Selected>
  onChange(text: string): void
}

/** Offsets in the text; undefined while the focus is elsewhere. */
export type Selected = { start: number; end: number } | undefined

function PlainEditor({ name, text, reveal, left, onChange }: PlainEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(
    () => () => {
      const { current } = area
      const isFocused = current !== null && document.activeElement === current
      left.current = isFocused ? { start: current.selectionStart, end: current.selectionEnd } : undefined
    },
    [left],
  )
  useEffect(() => {
    if (!reveal || !area.current) return
    area.current.focus()
    area.current.setSelectionRange(...offsetsOf(area.current.value, reveal.range))
  }, [reveal])
  return (
    <textarea
      ref={area}
      className="plain-editor"
      aria-label={name}
      translate="no"
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      wrap="off"
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
