/** Which steps a learner has passed: kept in this browser, exported and imported as JSON. Without storage it lasts as long as the page. */
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Progress {
  /** `slug/step`, in the order they were passed. */
  passed: readonly string[]
  /** The step opened last. */
  last: string | undefined
}

export type ProgressStore = StoreApi<Progress>

const KEY = 'drydock.progress'
const FORMAT = 1
/** More than any learner passes; a file with more is no progress of ours. */
const MOST_STEPS = 5000
const STEP = /^[a-z0-9-]{1,60}\/[a-z0-9-]{1,60}$/

export const stepKey = (slug: string, step: string): string => `${slug}/${step}`

/** @param storage undefined (or throwing) where the browser refuses it, as inside some frames */
export function createProgress(storage: Pick<Storage, 'getItem' | 'setItem'> | undefined): ProgressStore {
  const store = createStore<Progress>(() => read(storage))
  store.subscribe((progress) => {
    try {
      storage?.setItem(KEY, exportProgress(progress))
    } catch {
      // Refused or full: the progress lasts as long as the page.
    }
  })
  return store
}

function read(storage: Pick<Storage, 'getItem'> | undefined): Progress {
  try {
    return importProgress(storage?.getItem(KEY) ?? '')
  } catch {
    return { passed: [], last: undefined }
  }
}

export function pass(store: ProgressStore, key: string): void {
  store.setState(({ passed }) => (passed.includes(key) ? {} : { passed: [...passed, key] }))
}

export const exportProgress = ({ passed, last }: Progress): string => JSON.stringify({ format: FORMAT, passed, last })

/** @throws Error saying what is wrong with the text; nothing of it is taken over then */
export function importProgress(text: string): Progress {
  const data = JSON.parse(text) as { format?: unknown; passed?: unknown; last?: unknown }
  if (data?.format !== FORMAT) throw new Error('This is no progress file of Drydock, or one of another version.')
  const { passed, last } = data
  if (!Array.isArray(passed) || passed.length > MOST_STEPS || !passed.every(isStep))
    throw new Error('The file lists something that is no step.')
  return { passed: [...new Set(passed)], last: isStep(last) ? last : undefined }
}

const isStep = (value: unknown): value is string => typeof value === 'string' && STEP.test(value)
