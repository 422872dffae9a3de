/** Completion, hovers and schema checks for YAML: monaco-yaml, its worker reached over Comlink. */
import * as Comlink from 'comlink'
import { configureMonacoYaml, type JSONSchema, type MonacoYaml } from 'monaco-yaml'
import YamlWorker from 'monaco-yaml/yaml.worker.js?worker'
import { monaco } from './monaco.ts'
import type { YamlWorkerApi } from './monaco-worker-shim.ts'

type Uri = Parameters<typeof monaco.editor.getModel>[0]

interface Diagnostic {
  message: string
}

/** Unknown fields and wrong types: the engine's own check says them in the API server's words, with a fix. */
const SAID_BETTER = /^(Property .* is not allowed|Incorrect type)/

/** What monaco-worker-manager expects of Monaco's `createWebWorker`. */
function createWebWorker({ createData }: { createData: unknown }) {
  const worker = new YamlWorker()
  const api = Comlink.wrap<YamlWorkerApi>(worker)
  const ready = api.init(createData)
  const call = async (method: string, args: unknown[]) => {
    const answer = await api.call(method, args)
    // A text that was put away meanwhile is not judged any more.
    return method === 'doValidation'
      ? (answer as Diagnostic[] | undefined)?.filter(({ message }) => !SAID_BETTER.test(message))
      : answer
  }
  const sent = new Map<string, number>()
  const service = new Proxy(
    {},
    {
      // A promise that resolves with this must not take it for one.
      get: (_, method) => (method === 'then' ? undefined : (...args: unknown[]) => call(String(method), args)),
    },
  )
  const sync = async (uri: Uri) => {
    const model = monaco.editor.getModel(uri)
    if (!model || sent.get(String(uri)) === model.getVersionId()) return
    sent.set(String(uri), model.getVersionId())
    await api.sync(String(uri), model.getVersionId(), model.getValue())
  }
  return {
    getProxy: async () => service,
    async withSyncedResources(uris: Uri[]) {
      await ready
      await Promise.all(uris.map(sync))
      return service
    },
    dispose() {
      worker.terminate()
    },
  }
}

let support: MonacoYaml | undefined

const schemasOf = (schema: unknown) => [
  { uri: 'drydock://kubernetes.json', fileMatch: ['**'], schema: schema as JSONSchema },
]

/** Turns the support on, or gives it another schema. @param schema JSON Schema of every document */
export function supportYaml(schema: unknown): void {
  if (support) return void support.update({ schemas: schemasOf(schema) })
  const bridged = { ...monaco, editor: { ...monaco.editor, createWebWorker } }
  support = configureMonacoYaml(bridged as never, {
    enableSchemaRequest: false,
    isKubernetes: false,
    hover: true,
    completion: true,
    validate: true,
    format: { enable: false },
    yamlVersion: '1.1',
    schemas: schemasOf(schema),
  })
}
