/** The files open in the editor: their texts, what was applied of them, and what is wrong with them. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppliedDocument, ApplyError } from '../../../engine/protocol/apply.ts'
import type { Desk, OfferedText } from '../../session/ui.ts'
import { SAMPLES } from './samples.ts'

export interface EditorFile {
  id: number
  name: string
  text: string
  /** The text as it was applied last; empty when never. */
  applied: string
  /** What is wrong with the present text, by its own check or by the API server's refusal. */
  errors: readonly ApplyError[]
  /** The server said so of this very text; a check of the editor's own does not overrule it. */
  refused: boolean
}

export interface EditorFiles {
  files: readonly EditorFile[]
  current: number
  /** What became of the last Apply or dry run, in a few words. */
  said: string
  /** The line an edit by fields was written at, or a person asked for: 1-based, of that file; a new object each time. */
  shown?: { id: number; line: number; asked?: boolean }
}

export type FilesStore = StoreApi<EditorFiles>

const file = (id: number, { name, text, applied = '' }: OfferedText): EditorFile => ({
  id,
  name,
  text,
  applied,
  errors: [],
  refused: false,
})

/** The first sample, open. */
export function createFiles(): FilesStore {
  return createStore<EditorFiles>(() => ({ files: [file(1, SAMPLES[0] as OfferedText)], current: 1, said: '' }))
}

export const currentFile = ({ files, current }: EditorFiles): EditorFile =>
  (files.find((each) => each.id === current) ?? files[0]) as EditorFile

/** Changes one file. */
export function change(store: FilesStore, id: number, part: Partial<EditorFile>): void {
  store.setState(({ files }) => ({ files: files.map((each) => (each.id === id ? { ...each, ...part } : each)) }))
}

/** Opens a text under its name, or shows the file of that name if it holds the same. */
export function open(store: FilesStore, offered: OfferedText): void {
  const { files } = store.getState()
  const known = files.find((each) => each.name === offered.name && each.text === offered.text)
  if (known) return store.setState({ current: known.id })
  const id = Math.max(...files.map((each) => each.id)) + 1
  store.setState({
    files: [...files, file(id, { ...offered, name: freeName(files, offered.name) })],
    current: id,
    said: '',
  })
}

/** Tabs put away, by the key of their desk. */
export type Desks = Map<string, EditorFiles>

/** Lays out another set of files: as they were left, or as given with what was changed beside them. */
export function layOut(
  store: FilesStore,
  desks: Desks,
  from: string,
  { key, files, fresh, replace = false }: Desk,
): void {
  desks.set(from, store.getState())
  const left = replace ? undefined : desks.get(key)
  if (left && !fresh) return store.setState(left)
  const own = left
    ? left.files.filter(({ text, name }) => !files.some((given) => given.text === text && given.name === name))
    : []
  const laid = [
    ...files.map((given, i) => file(i + 1, given)),
    ...own.map((each, i) => ({ ...file(files.length + i + 1, each), name: ownName(each.name) })),
  ]
  if (laid.length === 0) laid.push(file(1, { name: 'new.yaml', text: '' }))
  store.setState({ files: laid, current: 1, said: '', shown: undefined })
}

const ownName = (name: string): string => (name.startsWith('yours-') ? name : `yours-${name}`)

/** Closes a file; the last one stays, empty. */
export function close(store: FilesStore, id: number): void {
  const { files, current } = store.getState()
  const rest = files.filter((each) => each.id !== id)
  if (rest.length === 0) rest.push(file(id + 1, { name: 'new.yaml', text: '' }))
  const at = files.findIndex((each) => each.id === id)
  const next = current === id ? (rest[Math.min(at, rest.length - 1)] as EditorFile).id : current
  store.setState({ files: rest, current: next })
}

/** Keeps what an Apply (or a dry run) said about a text. */
export function judge(
  store: FilesStore,
  id: number,
  text: string,
  documents: readonly AppliedDocument[],
  dry: boolean,
) {
  const errors = documents.flatMap(({ error }) => (error ? [error] : []))
  const now = store.getState().files.find((each) => each.id === id)
  if (!now) return
  const same = now.text === text
  change(store, id, {
    ...(same ? { errors, refused: errors.length > 0 } : {}),
    ...(!dry && errors.length < documents.length ? { applied: text } : {}),
  })
}

function freeName(files: readonly EditorFile[], name: string): string {
  const taken = new Set(files.map((each) => each.name))
  const [stem, ...ends] = name.split('.')
  let free = name
  for (let n = 2; taken.has(free); n++) free = [`${stem}-${n}`, ...ends].join('.')
  return free
}
