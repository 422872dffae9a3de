/**
 * Stands in for Monaco's own worker module inside monaco-yaml's worker (an alias in vite.config.ts): keeps copies of the
 * models and answers calls over Comlink. monaco-worker-manager asks for `initialize` only.
 */
import * as Comlink from 'comlink'

interface Model {
  uri: string
  version: number
  text: string
}

type Service = Record<string, (...args: unknown[]) => unknown>
type MakeService = (context: unknown, createData: unknown) => Service

const models = new Map<string, Model>()
const context = {
  getMirrorModels: () =>
    [...models.values()].map(({ uri, version, text }) => ({
      uri: { toString: () => uri },
      version,
      getValue: () => text,
    })),
}
let make: MakeService | undefined
let service: Service | undefined

/** Called by monaco-yaml's worker with what makes its service. */
export function initialize(makeService: MakeService): void {
  make = makeService
}

const api = {
  init(createData: unknown): void {
    service = make?.(context, createData)
  },
  /** Takes over a model's text. */
  sync(uri: string, version: number, text: string): void {
    models.set(uri, { uri, version, text })
  },
  call(method: string, args: unknown[]): unknown {
    return service?.[method]?.(...args)
  },
}

/** The page's view of this worker. */
export type YamlWorkerApi = typeof api

Comlink.expose(api)
// monaco-worker-manager waits for a first message to call `initialize`; ours all belong to Comlink.
queueMicrotask(() => {
  const scope = globalThis as unknown as { onmessage: ((event: unknown) => void) | null }
  scope.onmessage?.(undefined)
  scope.onmessage = null
})
