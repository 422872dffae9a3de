/** What was done here, as a script of kubectl lines for a cluster at home (kind, minikube); and the objects as YAML. */
import { stringify } from 'yaml'
import { type KObject, plain } from '../../api/object.ts'
import { encode } from '../../api/schema/encode.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import type { Cluster } from '../../cluster.ts'
import type { ApiRequest } from '../../protocol/api.ts'
import type { LoggedAction, NodeGroup } from '../../protocol/run.ts'
import { manifestsOf } from './importlive.ts'
import { stripped } from './strip.ts'

type Json = Record<string, unknown>

/** A POSIX shell script: what a person applied is in it as text, faults as remarks. */
export function takeHome(actions: readonly LoggedAction[], nodes: readonly NodeGroup[]): string {
  const workers = nodes.reduce((sum, { count }) => sum + count, 0)
  const head = [
    '#!/bin/sh',
    '# What you did in Drydock, for a cluster at home. Needs kubectl, and kind or minikube.',
    `# kind create cluster   # or: minikube start --nodes ${workers}`,
    'set -e',
    '',
  ]
  const lines: string[] = []
  actions.forEach((entry, at) => {
    const { action } = entry
    if (action.verb === 'fault') lines.push(`# here: ${actionWords(entry)} (no kubectl line does this)`)
    if (action.verb !== 'mark' || !action.text) return
    const { text } = action
    const since = at === 0 ? 0 : entry.atMs - (actions[at - 1] as LoggedAction).atMs
    if (since >= 1000) lines.push(`sleep ${Math.min(600, Math.round(since / 1000))}`)
    if (/^kubectl apply\b.* -f -$/.test(text)) lines.push(...applied(text, actions, at))
    else lines.push(plainLine(text))
  })
  return `${[...head, ...lines].join('\n')}\n`
}

/** A run may come from a stranger's link: only what a shell takes as one plain command is a command. */
function plainLine(text: string): string {
  const line = text.replaceAll(/[\r\n]/g, ' ')
  if (line.startsWith('#')) return line
  return line.startsWith('kubectl ') && !/[;&|`$<>()\\!]/.test(line) ? line : `# not taken along: ${line}`
}

const actionWords = ({ action }: LoggedAction): string =>
  action.verb === 'fault' ? JSON.stringify(action.fault) : action.verb

/** The manifests behind an Apply: as they were sent, from the annotation kubectl keeps of them. */
function applied(text: string, actions: readonly LoggedAction[], at: number): string[] {
  const documents: string[] = []
  for (const { action } of actions.slice(at + 1)) {
    if (action.verb !== 'request') break
    const manifest = sentManifest(action.request)
    if (manifest) documents.push(stringify(manifest, { lineWidth: 0 }))
  }
  if (documents.length === 0) return [`# ${text}: nothing was sent`]
  // Quoted, so that nothing in a manifest is the shell's.
  const end = endOf(documents)
  return [`${text} <<'${end}'`, `${documents.join('---\n')}${end}`]
}

function endOf(documents: readonly string[]): string {
  let end = 'EOF'
  while (documents.some((document) => document.split('\n').includes(end))) end += '_'
  return end
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

function sentManifest({ method, body }: ApiRequest): Json | undefined {
  if (method !== 'POST' && method !== 'PATCH' && method !== 'PUT') return undefined
  try {
    const sent = JSON.parse(body ?? 'null') as { metadata?: { annotations?: Record<string, string> } } | null
    const last = sent?.metadata?.annotations?.[LAST_APPLIED]
    return last ? stripped(JSON.parse(last) as Json) : undefined
  } catch {
    return undefined
  }
}

/** Everything a person made, as manifests. */
export function exportManifests(cluster: Cluster, schemas: Schemas): string {
  const { store, verbs } = cluster.server
  const objects: Json[] = []
  for (const table of store.allTables()) {
    if (table.info.kind === 'Node') continue
    const schema = schemas.get(verbs.definition(table.info.resource).schema)
    for (const object of table.list()) objects.push(encode(schemas, schema, plain<KObject>(object)) as Json)
  }
  return manifestsOf(cluster, objects).text
}
