/** A new kind, controller, plugin, image, fault or view is one file or folder plus one line in the list beside it. */
import type { Source, Violation } from './source.ts'

export interface Registry {
  folder: string
  /** The file that lists the folder's entries, from the repository's root. */
  list: string
  /** A folder whose files place entries of another sort by name, such as the page's panes. */
  placedIn?: string
  /** Entries that are no siblings of the rest. */
  except?: string[]
}

export const REGISTRIES: Registry[] = [
  { folder: 'engine/admission', list: 'engine/admission/list.ts' },
  { folder: 'engine/controllers', list: 'engine/controllers/list.ts' },
  { folder: 'engine/faults', list: 'engine/faults/list.ts' },
  { folder: 'engine/kinds', list: 'engine/kinds/list.ts', except: ['generated'] },
  { folder: 'engine/runtime/images', list: 'engine/runtime/images/list.ts' },
  { folder: 'engine/scheduler/plugins', list: 'engine/scheduler/plugins/list.ts' },
  { folder: 'engine/checks/predicates', list: 'engine/checks/list.ts' },
  { folder: 'app/views', list: 'app/views/list.ts', placedIn: 'app/page' },
]

/** The entry of the folder a path stands in: its file, or its sub-folder; undefined elsewhere. */
function entryOf(folder: string, path: string): string | undefined {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined
}

/** What is reached from the list, or from where it is placed, inside the folder: an entry, and the helpers entries share. */
function reached(registry: Registry, sources: Source[]): Set<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const entries = new Set<string>()
  const placed = sources.filter(
    ({ path }) => registry.placedIn !== undefined && path.startsWith(`${registry.placedIn}/`),
  )
  const files = [registry.list, ...placed.map(({ path }) => path)]
  const seen = new Set(files)
  for (let path = files.pop(); path !== undefined; path = files.pop()) {
    for (const { to } of byPath.get(path)?.imports ?? []) {
      const entry = entryOf(registry.folder, to)
      if (entry === undefined || seen.has(to)) continue
      entries.add(entry)
      seen.add(to)
      files.push(to)
    }
  }
  return entries
}

export function registryViolations(sources: Source[], registries = REGISTRIES): Violation[] {
  return registries.flatMap((registry) => {
    const inFolder = sources.filter(({ path }) => path.startsWith(`${registry.folder}/`) && !/\.test\.tsx?$/.test(path))
    const found = reached(registry, sources)
    const listName = entryOf(registry.folder, registry.list)
    const entries = new Map(inFolder.map(({ path }) => [entryOf(registry.folder, path) ?? path, path]))
    return [...entries]
      .filter(([entry]) => entry !== listName && !found.has(entry) && !registry.except?.includes(entry))
      .map(([, path]) => ({ path, line: 1, message: `is not reached from ${registry.list}` }))
  })
}
