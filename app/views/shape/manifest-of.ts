/** The file that holds an object's manifest, if one is open. */
import { type ObjectRef, pluralOf } from '../../../engine/protocol/object.ts'
import type { EditorTools } from '../../session/context.tsx'
import type { ObjectTools } from '../../session/object-tools.ts'
import type { EditorFile } from '../editor/files.ts'

interface Named {
  apiVersion?: unknown
  kind?: unknown
  metadata?: { name?: unknown; namespace?: unknown }
}

export interface Held {
  file: EditorFile
  value: unknown
}

/** The files are looked through in this order: the one that is shown comes first. */
export async function manifestOf(
  files: readonly EditorFile[],
  tools: EditorTools,
  ref: ObjectRef,
): Promise<Held | undefined> {
  for (const file of files) {
    if (!file.text.includes(ref.name)) continue
    const value = (await tools.values(file.text)).find((each) => isOf(each, ref))
    if (value) return { file, value }
  }
  return undefined
}

/** The object as the API server has it; null where it is not there. */
export async function liveObject(objects: ObjectTools | undefined, ref: ObjectRef): Promise<unknown> {
  const { apiVersion, kind, namespace, name } = ref
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const within = namespace ? `/namespaces/${namespace}` : ''
  const all = (await objects?.list(`${root}${within}/${pluralOf(kind)}`).catch(() => undefined)) ?? []
  return all.find(({ metadata }) => metadata.name === name) ?? null
}

function isOf(value: unknown, { apiVersion, kind, namespace, name }: ObjectRef): boolean {
  const { apiVersion: version, kind: own, metadata } = (value ?? {}) as Named
  const isThere = metadata?.namespace === undefined || namespace === '' || metadata.namespace === namespace
  return version === apiVersion && own === kind && metadata?.name === name && isThere
}
