/** Edits of a file by its fields: the cluster's worker makes the text, one edit after the other. */
import type { EditedText, EditTarget, FieldEdit } from '../../../engine/protocol/edit.ts'
import type { EditorTools } from '../../session/context.tsx'
import { change, type FilesStore } from './files.ts'

/** What is under way for each page's files: edits wait for those before them. */
const queues = new WeakMap<FilesStore, Promise<EditedText | undefined>>()

/** Changes the text of a file, or says why not. What was typed meanwhile is edited again, not undone. */
export function editFile(
  store: FilesStore,
  tools: EditorTools,
  id: number,
  target: EditTarget,
  edits: FieldEdit[],
): Promise<EditedText> {
  const before = queues.get(store) ?? Promise.resolve()
  const done = before.then(() => edit(store, tools, id, target, edits))
  const queued: Promise<EditedText | undefined> = done
    .catch(() => undefined)
    .finally(() => queues.get(store) === queued && queues.delete(store))
  queues.set(store, queued)
  return done
}

/** What came of the last edit that is under way; undefined when none is. */
export const editsUnderWay = async (store: FilesStore): Promise<EditedText | undefined> => queues.get(store)

async function edit(
  store: FilesStore,
  tools: EditorTools,
  id: number,
  target: EditTarget,
  edits: FieldEdit[],
): Promise<EditedText> {
  for (;;) {
    const text = textOf(store, id)
    if (text === undefined) return { text: '', refused: 'the file was closed' }
    const answer = await tools.edit(text, target, edits)
    if (textOf(store, id) !== text) continue
    if (answer.refused === undefined && answer.text !== text) {
      change(store, id, { text: answer.text, refused: false })
      store.setState({ said: '', ...(answer.line !== undefined && { shown: { id, line: answer.line } }) })
    }
    return answer
  }
}

const textOf = (store: FilesStore, id: number): string | undefined =>
  store.getState().files.find((each) => each.id === id)?.text
