/** Where saved clusters lie: the browser's database, or (where that is refused) this page's memory. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { SharedRun, ToldLine } from '../../../engine/protocol/time.ts'
import type { OfferedText } from '../ui.ts'

export interface SavedCluster extends Omit<SharedRun, 'files'> {
  /** Texts of the editor, with what was applied of them. */
  files: OfferedText[]
  id: string
  name: string
  /** Real ms since 1970. */
  savedAtReal: number
  /** Rises with each save; with `writer`, what tells two tabs apart. */
  rev: number
  /** The tab that saves it. */
  writer: string
  /** Branches, and the line that was shown. */
  others: ToldLine[]
  current: number
}

export type SavedRow = Pick<SavedCluster, 'id' | 'name' | 'savedAtReal'>

export interface Shelf {
  kind: 'browser' | 'memory'
  /** Newest first. */
  list(): Promise<SavedRow[]>
  read(id: string): Promise<SavedCluster | undefined>
  /**
   * Keeps a record, unless another tab took it over since.
   * @throws DOMException (QuotaExceededError) when there is no room
   */
  write(record: SavedCluster): Promise<'kept' | 'taken'>
  /** Makes a tab the one that saves. */
  claim(id: string, writer: string): Promise<void>
  remove(id: string): Promise<void>
}

const DATABASE = 'drydock'
const VERSION = 1
const CLUSTERS = 'clusters'

interface Schema extends DBSchema {
  clusters: { key: string; value: SavedCluster }
}

let early: Promise<Shelf> | undefined

/** Opens the database for whoever takes it: its answer would otherwise wait behind the page's first drawing, and the cluster behind it. */
export function openShelfEarly(): void {
  early = openShelf()
}

/** The shelf of this page. */
export function takeShelf(): Promise<Shelf> {
  const shelf = early ?? openShelf()
  early = undefined
  return shelf
}

/** Never rejects. */
async function openShelf(): Promise<Shelf> {
  try {
    const database = await openDB<Schema>(DATABASE, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore(CLUSTERS, { keyPath: 'id' })
      },
      // A newer page in another tab wants to change the database: let it.
      blocking: (_old, _new, event) => (event.target as IDBDatabase | null)?.close(),
    })
    return browserShelf(database)
  } catch {
    return memoryShelf()
  }
}

function browserShelf(database: IDBPDatabase<Schema>): Shelf {
  return {
    kind: 'browser',
    list: async () => rowsOf(await database.getAll(CLUSTERS)),
    read: (id) => database.get(CLUSTERS, id),
    async write(record) {
      const change = database.transaction(CLUSTERS, 'readwrite')
      const known = await change.store.get(record.id)
      if (!mayWrite(known, record)) return 'taken'
      await Promise.all([change.store.put(record), change.done])
      return 'kept'
    },
    async claim(id, writer) {
      const change = database.transaction(CLUSTERS, 'readwrite')
      const known = await change.store.get(id)
      await Promise.all([known && change.store.put({ ...known, writer }), change.done])
    },
    remove: (id) => database.delete(CLUSTERS, id),
  }
}

/** Lasts as long as the page. */
export function memoryShelf(): Shelf {
  const records = new Map<string, SavedCluster>()
  return {
    kind: 'memory',
    list: async () => rowsOf([...records.values()]),
    read: async (id) => records.get(id),
    async write(record) {
      if (!mayWrite(records.get(record.id), record)) return 'taken'
      records.set(record.id, structuredClone(record))
      return 'kept'
    },
    async claim(id, writer) {
      const known = records.get(id)
      if (known) records.set(id, { ...known, writer })
    },
    async remove(id) {
      records.delete(id)
    },
  }
}

const mayWrite = (known: SavedCluster | undefined, { writer }: SavedCluster): boolean =>
  known === undefined || known.writer === writer

const rowsOf = (records: readonly SavedCluster[]): SavedRow[] =>
  records.map(({ id, name, savedAtReal }) => ({ id, name, savedAtReal })).sort((a, b) => b.savedAtReal - a.savedAtReal)
