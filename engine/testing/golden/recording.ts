/** The recordings' form (see their README), and the folder they stand in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Snapshot {
  json?: unknown
  get?: string
  wide?: string
  describe?: string
}

export interface Step {
  note?: string
  cmd?: string
  manifest?: string
  exit?: number
  stdout?: string
  stderr?: string
  request?: { method: string; path: string; contentType?: string; body?: string; user?: string; accept?: string }
  response?: { status: number; warning?: string; body: unknown }
  snapshot?: Record<string, Snapshot>
  result?: unknown
}

export interface TraceEntry {
  op: string
  kind: string
  name: string
  replicas?: number
  generation?: number
  phase?: string
  status?: Record<string, unknown>
  owner?: string
  conditions?: string[]
  labels?: Record<string, string>
}

export interface RecordedEvent {
  type: string
  reason: string
  message: string
  object: string
  fakeKubelet?: boolean
}

export interface Recording {
  id: string
  title: string
  group: string
  steps: Step[]
  trace: TraceEntry[]
  events: RecordedEvent[]
  /** Definitions of kinds that the recorder's server had meanwhile from another recording: this one's lists name their groups. */
  standing: string[]
}

/** All recordings of a folder by group and name; undefined when there is no such folder. */
export function loadRecordings(folder: string): Recording[] | undefined {
  if (!existsSync(folder)) return undefined
  const groups = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const all = groups
    .map(({ name }) => name)
    .sort()
    .flatMap((group) =>
      readdirSync(join(folder, group))
        .filter((file) => file.endsWith('.json'))
        .sort()
        .map((file) => {
          const recording = JSON.parse(readFileSync(join(folder, group, file), 'utf8')) as Recording
          return { ...recording, group, id: file.replace(/\.json$/, ''), standing: [] }
        }),
    )
  const definitions = all.flatMap(({ steps }) => steps.map(({ manifest }) => manifest ?? '').filter(isDefinition))
  return all.map((recording) => ({ ...recording, standing: definitions.filter((text) => isListed(recording, text)) }))
}

const isDefinition = (manifest: string) => /^kind: CustomResourceDefinition$/m.test(manifest)

function isListed({ steps }: Recording, definition: string): boolean {
  const group = /^ {2}group: (\S+)$/m.exec(definition)?.[1]
  const isOwn = steps.some(({ manifest }) => manifest === definition)
  return !isOwn && group !== undefined && steps.some(({ stdout = '' }) => stdout.includes(`${group}/`))
}

/** The namespace a scenario was recorded in. */
export const namespaceOf = ({ id }: Recording): string => `s-${id}`

interface RevisionList {
  items?: { kind?: string; revision?: number; metadata: { name: string } }[]
}

/** Names of the ControllerRevisions that any snapshot shows, oldest first. */
export function revisionNames({ steps, trace }: Recording): string[] {
  const found = new Map<string, number>()
  for (const { snapshot = {} } of steps) {
    for (const { json } of Object.values(snapshot)) {
      for (const item of (json as RevisionList | undefined)?.items ?? []) {
        if (item.kind === 'ControllerRevision' && !found.has(item.metadata.name))
          found.set(item.metadata.name, item.revision ?? 0)
      }
    }
  }
  const shown = [...found].sort(([, a], [, b]) => a - b).map(([name]) => name)
  const labelled = trace.map(({ labels }) => labels?.['controller-revision-hash']).filter((hash) => hash !== undefined)
  // A DaemonSet's Pods carry the hash alone.
  return [...shown, ...labelled.map((hash) => (hash.includes('-') ? hash : `-${hash}`))]
}
