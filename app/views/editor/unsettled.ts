/** What was typed into the form and is not in the text yet: Apply, Preview and Dry run wait for it, or say why it is none. */
import { editsUnderWay } from './edit-file.ts'
import type { FilesStore } from './files.ts'

/** A field that somebody types in. */
export interface Draft {
  /** Puts what was typed into the text. Returns why it is no value of the field, empty where it is. */
  settle(): string
  /** Goes to the field. */
  focus(): void
}

const drafts = new WeakMap<FilesStore, Set<Draft>>()

/** Keeps a draft until the answer is called. */
export function keepDraft(store: FilesStore, draft: Draft): () => void {
  const kept = drafts.get(store) ?? new Set()
  drafts.set(store, kept)
  kept.add(draft)
  return () => kept.delete(draft)
}

/** Settles every draft into the text. Returns why one cannot be, after going there; empty when the text says what the form does. */
export async function settleDrafts(store: FilesStore): Promise<string> {
  const wrong = [...(drafts.get(store) ?? [])]
    .map((draft) => ({ draft, why: draft.settle() }))
    .find(({ why }) => why !== '')
  wrong?.draft.focus()
  if (wrong) return wrong.why
  const answer = await editsUnderWay(store)
  return answer?.refused === undefined ? '' : `${answer.refused}.`
}
