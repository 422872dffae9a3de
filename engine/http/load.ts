/** `--load`: applies manifests to a cluster before it serves, as a create of what is missing. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readYamlStream } from '../api/door/yamltext.ts'
import type { Cluster } from '../cluster.ts'
import type { ApiResponse } from '../protocol/api.ts'
import { OptionError } from './options.ts'

const MANIFEST = /\.(ya?ml|json)$/

/** Texts about manifests that were refused. @throws OptionError for a path that cannot be read */
export function loadManifests(cluster: Cluster, path: string | undefined): string[] {
  if (path === undefined) return []
  return filesOf(path).flatMap((file) =>
    readYamlStream(readFileSync(file, 'utf8')).flatMap((document) => {
      const problem = document.error ?? createDocument(cluster, document.value)
      return problem === undefined ? [] : [`${file}: ${problem}`]
    }),
  )
}

function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path)
      .sort()
      .filter((name) => MANIFEST.test(name))
      .map((name) => join(path, name))
  } catch {
    throw new OptionError(`--load: cannot read ${path}`)
  }
}

interface Manifest {
  apiVersion?: string
  kind?: string
  metadata?: { name?: string; namespace?: string }
  items?: unknown[]
}

/** Creates one object (or each of a List); returns the server's refusal, if any. */
function createDocument(cluster: Cluster, value: unknown): string | undefined {
  const manifest = (value ?? {}) as Manifest
  if (manifest.kind === 'List' && Array.isArray(manifest.items)) {
    return manifest.items.map((item) => createDocument(cluster, item)).find((problem) => problem !== undefined)
  }
  const { apiVersion = '', kind = '' } = manifest
  const definition = cluster.server.verbs
    .allDefinitions()
    .find(
      ({ info }) => info.kind === kind && (info.group ? `${info.group}/${info.version}` : info.version) === apiVersion,
    )
  if (definition === undefined) return `no matches for kind "${kind}" in version "${apiVersion}"`
  const { info } = definition
  const root = info.group ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const inside = info.namespaced ? `/namespaces/${encodeURIComponent(manifest.metadata?.namespace ?? 'default')}` : ''
  const answer = cluster.handle({
    method: 'POST',
    path: `${root}${inside}/${info.plural}`,
    query: { fieldManager: 'drydock-load', fieldValidation: 'Strict' },
    body: JSON.stringify(manifest),
  }) as ApiResponse
  return answer.code < 400 ? undefined : (answer.body as { message: string }).message
}
