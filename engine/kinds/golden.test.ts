/**
 * What a real API server made of the manifests it took, and said of those it refused, against ours: the recordings of
 * the groups defaulting and errors, as far as their kinds are here.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { Cluster } from '../cluster.ts'
import type { ApiRequest, ApiResponse } from '../protocol/api.ts'
import { sharedDir } from '../testing/shared.ts'
import { kinds } from './list.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- documents of any shape, picked apart by the expectations
type Json = Record<string, any>

const shared = sharedDir()
if (shared === undefined) console.warn('no shared folder with recordings: what kinds make of them is not tested')

const recordings = (group: string): Json[] => {
  if (shared === undefined) return []
  const folder = join(shared, 'golden', group)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json)
}

/** Recordings about what has no plugin here yet: quotas, limit ranges; about clients and owners: the door's tests. */
const ELSEWHERE = [
  'err-quota',
  'err-limitrange',
  'err-ssa',
  'err-apply3',
  'err-conflict',
  'err-forbidden',
  'err-namespace',
]

/** Go's diff leaves its spaces to chance; uids, addresses and made-up suffixes differ between runs. */
function scrubText(text: string): string {
  return text
    .replaceAll('\u00a0', ' ')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|<uid-\d+>/g, '<uid>')
    .replace(/10\.(9[6-9]|1[01]\d)\.\d+\.\d+|<clusterip-\d+>/g, '<clusterip>')
    .replace(/kube-api-access-(\w{5}|<rnd>)/g, 'kube-api-access-<rnd>')
}

function scrub(value: unknown): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (Array.isArray(value)) return value.map(scrub)
  if (typeof value !== 'object' || value === null) return value
  const port = (key: string) => key === 'nodePort' || key === 'healthCheckNodePort'
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, port(key) ? '<nodeport>' : scrub(item)]))
}

/** A cluster with the recording's namespace. */
function clusterFor(id: string): { cluster: Cluster; namespace: string } {
  // As the recorded one: no class is the default.
  const cluster = new Cluster({ features: { defaultStorage: false } })
  const namespace = `s-${id}`
  send(cluster, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  send(cluster, `/api/v1/namespaces/${namespace}/serviceaccounts`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  })
  return { cluster, namespace }
}

function send(cluster: Cluster, path: string, object: Json): ApiResponse {
  return cluster.handle({
    method: 'POST',
    path,
    query: { fieldValidation: 'Strict' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(object),
  }) as ApiResponse
}

/** Where objects of this kind are created; undefined for kinds that are not here. */
function collection({ apiVersion, kind, metadata }: Json, namespace: string): string | undefined {
  const info = kinds.find(({ info: { group, version, kind: name } }) => {
    return name === kind && (group ? `${group}/${version}` : version) === apiVersion
  })?.info
  if (info === undefined) return undefined
  const base = info.group ? `/apis/${info.group}/${info.version}` : `/api/${info.version}`
  return info.namespaced
    ? `${base}/namespaces/${metadata.namespace ?? namespace}/${info.plural}`
    : `${base}/${info.plural}`
}

const documents = (manifest: string): Json[] =>
  [...parseAllDocuments(manifest, { version: '1.1' })].map((document) => document.toJS() as Json).filter(Boolean)

/** Objects of a recording's snapshots, by kind and name. */
function snapshots(recording: Json): Map<string, Json> {
  const found = new Map<string, Json>()
  for (const { snapshot = {} } of recording.steps as Json[]) {
    for (const { json } of Object.values(snapshot as Json)) {
      for (const item of json?.items ?? (json ? [json] : [])) found.set(`${item.kind}/${item.metadata.name}`, item)
    }
  }
  return found
}

/** What is settled at creation: not what controllers, scheduler and kubelets add later. */
function born(object: Json): unknown {
  const { metadata: _, status, spec, ...rest } = structuredClone(object)
  if (spec) {
    delete spec.nodeName
    delete spec.volumeName
    delete spec.claimRef
  }
  const kept = ['Service', 'Namespace'].includes(object.kind) ? { status } : {}
  return scrub({ ...rest, ...(spec ? { spec } : {}), ...kept })
}

describe('recorded objects', () => {
  const rows = recordings('defaulting').flatMap((recording) => {
    const after = snapshots(recording)
    return (recording.steps as Json[])
      .filter((step) => step.manifest && step.exit === 0)
      .flatMap((step) => documents(step.manifest))
      .filter((document) => collection(document, 'x') && after.has(`${document.kind}/${document.metadata.name}`))
      .map((document) => ({ id: recording.id as string, document, after }))
  })

  test.skipIf(shared === undefined)('are found', () => expect(rows.length).toBeGreaterThan(15))

  test.each(rows.map((row) => [`${row.id}: ${row.document.kind} ${row.document.metadata.name}`, row] as const))(
    '%s',
    (_, { id, document, after }) => {
      const { cluster, namespace } = clusterFor(id)
      if (document.kind === 'Pod') {
        // A Pod may name a class that the same manifest brings.
        for (const other of rows) {
          if (other.id === id && other.document.kind === 'PriorityClass') {
            send(cluster, collection(other.document, namespace) as string, other.document)
          }
        }
      }
      const response = send(cluster, collection(document, namespace) as string, document)
      expect(response.code).toBe(201)
      const recorded = after.get(`${document.kind}/${document.metadata.name}`) as Json
      expect(born(response.body as Json)).toEqual(born(recorded))
    },
  )
})

/** A recorded request as ours. */
function requestOf({ method, path, body, contentType }: Json): ApiRequest {
  const [where = '', query = ''] = (path as string).split('?')
  return {
    method,
    path: where,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { 'content-type': contentType ?? 'application/json' },
    body,
  }
}

/** Whether a path is one of a kind that is here. */
function isServed(path: string): boolean {
  const collectionOf = path.split('?')[0]?.replace(/\/namespaces\/[^/]+\//, '/') ?? ''
  return kinds.some(({ info }) => collectionOf.includes(`/v1/${info.plural}`))
}

/** The part of a Status that tells people and programs what is wrong. */
function verdict(body: Json): unknown {
  const { code, reason, message, details } = body
  return scrub({
    code,
    reason,
    message,
    name: details?.name,
    kind: details?.kind,
    group: details?.group,
    causes: details?.causes,
  })
}

describe('recorded refusals', () => {
  for (const recording of recordings('errors')) {
    const isHere = (recording.steps as Json[]).some(({ request }) => request && isServed(request.path))
    if (ELSEWHERE.includes(recording.id) || !isHere) continue
    test(recording.id as string, () => {
      const { cluster, namespace } = clusterFor(recording.id)
      let compared = 0
      for (const step of recording.steps as Json[]) {
        if (step.manifest && step.exit === 0) {
          for (const document of documents(step.manifest)) {
            const path = collection(document, namespace)
            if (path !== undefined) send(cluster, path, document)
          }
        }
        if (!step.request || step.request.method === 'GET' || step.response.body?.kind !== 'Status') continue
        if (!isServed(step.request.path)) continue
        const response = cluster.handle(requestOf(step.request)) as ApiResponse
        expect(verdict(response.body as Json), JSON.stringify(step.request)).toEqual(verdict(step.response.body))
        compared++
      }
      expect(compared).toBeGreaterThan(0)
    })
  }
})
