/**
 * The bridge from `kubectl apply` to `kubectl apply --server-side`: what the annotation says the client applied is its own
 * to change. Source: apimachinery managedfields/internal lastapplied*.go.
 */
import type { KObject } from '../object.ts'
import { isObject } from './jsonmerge.ts'

/** The manager's name of kubectl's own server-side apply; only it crosses the bridge. */
const KUBECTL = 'kubectl'
const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration'

type Json = Record<string, unknown>

/** What the client applied last, if this manager may go by it. */
export function lastApplied(live: KObject | undefined, manager: string): Json | undefined {
  const text = live?.metadata.annotations?.[ANNOTATION]
  if (manager !== KUBECTL || text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The applied object with the annotation brought up to date, where there is one. */
export function withLastApplied(object: Json, config: Json, live: KObject | undefined, manager: string): Json {
  if (lastApplied(live, manager) === undefined) return object
  const meta = object.metadata as Json
  const annotations = { ...(meta.annotations as Json), [ANNOTATION]: `${JSON.stringify(config)}\n` }
  return { ...object, metadata: { ...meta, annotations } }
}
