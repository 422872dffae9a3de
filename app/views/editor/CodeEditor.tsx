/** Monaco in a box: one model a file, marks for problems and for lines that are yours. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { ApplyError, TextRange } from '../../../engine/protocol/apply.ts'
import { theme } from '../../theme/theme.ts'
import type { Selected } from './PlainEditor.tsx'
import { monaco } from './monaco.ts'
import { applyMonacoTheme } from './monaco-theme.ts'
import { supportYaml } from './yaml-support.ts'

type Editor = ReturnType<typeof monaco.editor.create>
type Model = NonNullable<ReturnType<Editor['getModel']>>

export interface CodeEditorProps {
  file: { id: number; name: string; text: string }
  label: string
  errors: readonly ApplyError[]
  /** 1-based lines that differ from what was applied. */
  yours: readonly number[]
  /** JSON Schema of every document; undefined while there is none. */
  schema: unknown
  reveal: { range: TextRange } | undefined
  /** A line to scroll to; the focus stays where it is. */
  shownLine: { line: number } | undefined
  /** What was selected in the light editor that stood here until now. */
  takesOver: RefObject<Selected>
  onChange(text: string): void
  /** The cursor went to another line; 1-based. */
  onLine(line: number): void
  /** Esc, where nothing else of the editor wants it. */
  onLeave(): void
}

/** Where Esc means something to the editor itself. */
const ESC_IS_FREE =
  '!suggestWidgetVisible && !findWidgetVisible && !inSnippetMode && !editorHasMultipleSelections && !editorHasSelection && !editorHoverVisible'
const OWNER = 'drydock'

export function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor>(undefined)
  const latest = useRef(props)
  latest.current = props
  const dark = useStore(theme, (state) => state.dark)

  useLayoutEffect(() => {
    applyMonacoTheme(dark)
  }, [dark])

  useEffect(() => {
    if (props.schema) supportYaml(props.schema)
  }, [props.schema])

  useLayoutEffect(() => {
    const made = monaco.editor.create(host.current as HTMLElement, options(latest.current.label))
    editor.current = made
    made.addCommand(monaco.KeyCode.Escape, () => latest.current.onLeave(), ESC_IS_FREE)
    made.onDidChangeModelContent(() => {
      const text = made.getValue()
      if (text !== latest.current.file.text) latest.current.onChange(text)
    })
    made.onDidChangeCursorPosition(({ position }) => {
      // An edit that came from elsewhere moves nobody.
      if (made.hasTextFocus()) latest.current.onLine(position.lineNumber)
    })
    // What was just written stays in sight when a panel takes room below it.
    made.onDidLayoutChange(() => {
      if (!made.hasTextFocus()) showLine(made, latest.current.shownLine)
    })
    void document.fonts.ready.then(() => monaco.editor.remeasureFonts())
    return () => {
      made.dispose()
      for (const model of monaco.editor.getModels()) model.dispose()
    }
  }, [])

  const { id, name, text } = props.file
  useLayoutEffect(() => {
    const model = modelOf(id, name, latest.current.file.text)
    editor.current?.setModel(model)
  }, [id, name])

  useLayoutEffect(() => {
    const model = editor.current?.getModel()
    // One edit, so that a Fix can be undone like typing; no larger than what differs, so that the cursor stays.
    if (model && model.getValue() !== text) model.pushEditOperations([], [difference(model, text)], () => null)
  }, [text])

  useLayoutEffect(() => {
    const selected = latest.current.takesOver.current
    if (editor.current && selected) continueAt(editor.current, selected)
  }, [])

  useEffect(() => {
    editor.current?.updateOptions({ ariaLabel: props.label })
  }, [props.label])

  const { reveal } = props
  useEffect(() => {
    if (!reveal) return
    editor.current?.revealRangeInCenter(rangeOf(reveal.range))
    editor.current?.setSelection(rangeOf(reveal.range))
    editor.current?.focus()
  }, [reveal])

  const { shownLine } = props
  useEffect(() => {
    showLine(editor.current, shownLine)
  }, [shownLine])

  // The text is what errors and lines are of: marks follow every change of it.
  useEffect(() => {
    const model = editor.current?.getModel()
    if (model) monaco.editor.setModelMarkers(model, OWNER, props.errors.flatMap(markersOf))
  }, [props.errors, id])

  useEffect(() => {
    const marks = editor.current?.createDecorationsCollection(props.yours.map(decoration))
    return () => marks?.clear()
  }, [props.yours, id])

  return <div ref={host} className="code-editor" translate="no" />
}

function showLine(editor: Editor | undefined, shown: CodeEditorProps['shownLine']): void {
  if (shown) editor?.revealLineInCenterIfOutsideViewport(shown.line)
}

function options(ariaLabel: string) {
  return {
    ariaLabel,
    automaticLayout: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 12,
    lineHeight: 19,
    fontLigatures: false,
    revealHorizontalRightPadding: 0,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 4,
    scrollBeyondLastColumn: 1,
    folding: true,
    glyphMargin: false,
    tabSize: 2,
    insertSpaces: true,
    detectIndentation: false,
    overviewRulerLanes: 0,
    renderLineHighlight: 'line' as const,
    occurrencesHighlight: 'off' as const,
    selectionHighlight: false,
    wordBasedSuggestions: 'off' as const,
    quickSuggestions: { other: true, comments: false, strings: true },
    fixedOverflowWidgets: true,
    links: false,
    contextmenu: false,
    padding: { top: 6, bottom: 6 },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
    stickyScroll: { enabled: false },
  }
}

function modelOf(id: number, name: string, text: string): Model {
  const uri = monaco.Uri.parse(`file:///${id}/${encodeURIComponent(name)}`)
  return monaco.editor.getModel(uri) ?? monaco.editor.createModel(text, 'yaml', uri)
}

const rangeOf = ({ line, column, endLine, endColumn }: TextRange) => ({
  startLineNumber: line,
  startColumn: column,
  endLineNumber: endLine,
  endColumn,
})

/** What turns the model's text into this one. */
function difference(model: Model, text: string) {
  const old = model.getValue()
  const most = Math.min(old.length, text.length)
  let head = 0
  while (head < most && old[head] === text[head]) head++
  let tail = 0
  while (tail < most - head && old.at(-1 - tail) === text.at(-1 - tail)) tail++
  const [from, to] = [model.getPositionAt(head), model.getPositionAt(old.length - tail)]
  return { range: monaco.Range.fromPositions(from, to), text: text.slice(head, text.length - tail) }
}

/** Writing goes on where it was. */
function continueAt(editor: Editor, { start, end }: NonNullable<Selected>): void {
  const model = editor.getModel()
  if (!model) return
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)]
  editor.setSelection(monaco.Range.fromPositions(from, to))
  editor.focus()
}

function markersOf({ causes, message, range }: ApplyError) {
  const placed = causes.filter((cause) => cause.range)
  const all = placed.length > 0 ? placed : range ? [{ message, range }] : []
  return all.map((cause) => ({
    ...rangeOf(cause.range as TextRange),
    message: cause.message,
    severity: monaco.MarkerSeverity.Error,
  }))
}

const decoration = (line: number) => ({
  range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 },
  options: { isWholeLine: true, className: 'line-yours', marginClassName: 'line-yours-margin' },
})
