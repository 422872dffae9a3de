/** The draft of this browser: one step at a time, kept in storage and read back with suspicion. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Draft, DraftFile } from '../../../engine/protocol/author.ts'

export type DraftStore = StoreApi<Draft>

const KEY = 'drydock.draft'
const MOST_CHARACTERS = 400_000

export const EMPTY: Draft = {
  slug: 'my-step',
  title: '',
  part: 'basics',
  summary: '',
  minutes: 5,
  prose: '',
  view: 'cluster',
  speed: 1,
  files: [],
  checks: [],
  solutions: [],
  almost: [],
  hints: [],
}

/** Kept wherever the browser lets it. */
export function createDraft(shelf: Pick<Storage, 'getItem' | 'setItem'> | undefined): DraftStore {
  const store = createStore<Draft>(() => readDraft(shelf?.getItem(KEY) ?? null))
  store.subscribe((draft) => {
    const text = JSON.stringify(draft)
    try {
      if (text.length <= MOST_CHARACTERS) shelf?.setItem(KEY, text)
    } catch {
      // Refused or full: the draft lasts as long as the page.
    }
  })
  return store
}

/** What is of another type than it should be is as if it had not been written. */
export function readDraft(text: string | null): Draft {
  let found: Record<string, unknown>
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return EMPTY
  }
  const kept = Object.entries(EMPTY).map(([field, empty]) => [field, alike(found[field], empty) ? found[field] : empty])
  const draft = Object.fromEntries(kept) as Draft
  return isWhole(draft) ? draft : EMPTY
}

const alike = (value: unknown, empty: unknown): boolean =>
  Array.isArray(empty) ? Array.isArray(value) : typeof value === typeof empty

const isFile = (file: unknown): file is DraftFile => {
  const { name, text } = (file ?? {}) as Partial<DraftFile>
  return typeof name === 'string' && typeof text === 'string'
}
const isCheck = (check: unknown): boolean => {
  const { say, that, args } = (check ?? {}) as Record<string, unknown>
  return typeof say === 'string' && typeof that === 'string' && typeof args === 'object' && args !== null
}
const isWay = (way: unknown): boolean => {
  const { name, files } = (way ?? {}) as Record<string, unknown>
  return typeof name === 'string' && Array.isArray(files) && files.every(isFile)
}
const isMiss = (way: unknown): boolean => {
  const { say, checks } = (way ?? {}) as Record<string, unknown>
  return isWay(way) && typeof say === 'string' && Array.isArray(checks) && checks.every(isCheck)
}

const isWhole = ({ files, checks, solutions, almost, hints }: Draft): boolean =>
  files.every(isFile) &&
  checks.every(isCheck) &&
  solutions.every(isWay) &&
  almost.every(isMiss) &&
  hints.every((hint) => typeof hint === 'string')
