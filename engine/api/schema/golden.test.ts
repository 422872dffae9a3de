/** Every manifest a recorded API server accepted decodes cleanly; what it refused to decode gets its words; what it printed round-trips. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import { brokenRules } from '../../testing/draft07.ts'
import { sharedDir } from '../../testing/shared.ts'
import { cannotHandle, decode } from './decode.ts'
import { encode } from './encode.ts'
import { editorSchema } from './jsonschema.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- documents of any shape, picked apart by the expectations
type Json = Record<string, any>

const shared = sharedDir()
const present = shared !== undefined
const folder = join(shared ?? '', 'golden')
if (!present) console.warn('no shared folder with recordings: their decoding tests are skipped')

const files = present
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\/.*\.json$/.test(file))
      .sort()
  : []
const scenarios = files.map((file) => ({
  file,
  steps: JSON.parse(readFileSync(join(folder, file), 'utf8')).steps as Json[],
}))

/** Reads YAML as the API server does: 1.1 without timestamps and sexagesimals. */
function documents(text: string): Json[] {
  const parsed = parseAllDocuments(text, {
    version: '1.1',
    customTags: (tags) => {
      return tags.filter((tag) => {
        const { tag: name, format } = tag as { tag: string; format?: string }
        return !name.endsWith(':timestamp') && format !== 'TIME'
      })
    },
  })
  return [...parsed].map((document) => document.toJS() as Json).filter(Boolean)
}

const isDecodeRefusal = (text: string) => /strict decoding error|json: cannot unmarshal|cannot be handled/.test(text)

/** The manifest of a step and the recorded outcome: the refusal's text, or none. */
const manifests = scenarios.flatMap(({ file, steps }) =>
  steps.flatMap((step, index) => {
    const refusal = step.request ? step.response.body?.message : step.stderr
    const text = step.request ? step.request.body : step.manifest
    if (typeof text !== 'string' || /json|patch/.test(step.request?.contentType ?? '')) return []
    return [{ name: `${file} step ${index}`, text, refusal: String(refusal ?? ''), step }]
  }),
)

function outcome(object: Json, warn: boolean): string | undefined {
  const definition = builtinSchemas.forKind(object.apiVersion, object.kind)
  if (!definition) return undefined
  const { message } = decode(builtinSchemas, definition, object, {
    sorted: true,
    fieldValidation: warn ? 'Warn' : 'Strict',
  })
  const version = String(object.apiVersion).split('/').at(-1) ?? ''
  return message && cannotHandle(object.kind, version, message)
}

describe.skipIf(!present)('recorded manifests', () => {
  test('accepted ones decode without a problem; refused ones get the recorded message', () => {
    let accepted = 0
    let refused = 0
    for (const { name, text, refusal, step } of manifests) {
      const lenient = /validate=warn|fieldValidation=(Warn|Ignore)/.test(step.cmd ?? step.request.path)
      const messages = documents(text).map((document) => outcome(document, lenient))
      if (isDecodeRefusal(refusal) && !step.cmd?.includes(' patch ')) {
        if (messages.every((message) => message === undefined)) continue
        expect(
          messages.some((message) => message && refusal.includes(message)),
          `${name}: ${messages} ≠ ${refusal}`,
        ).toBe(true)
        refused++
      } else {
        expect(messages.filter(Boolean), `${name}: ${text}`).toEqual([])
        accepted++
      }
    }
    expect(accepted).toBeGreaterThan(100)
    expect(refused).toBeGreaterThan(7)
  })
})

describe.skipIf(!present)('the editor', () => {
  test('has nothing against what the server accepted', () => {
    const schema = editorSchema(builtinSchemas, builtinSchemas.kinds())
    const accepted = manifests.filter(({ step }) => step.exit === 0 && !step.cmd.includes('--validate'))
    for (const { name, text } of accepted) {
      for (const document of documents(text)) expect(brokenRules(schema, document), name).toEqual([])
    }
    expect(accepted.length).toBeGreaterThan(100)
  })
})

/** Every typed object in a snapshot or an answer. */
function objectsIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return []
  const object = value as Json
  if (typeof object.kind === 'string' && Array.isArray(object.items)) return object.items.flatMap(objectsIn)
  return typeof object.kind === 'string' ? [object] : []
}

/** Recordings hide times and port numbers behind placeholders; any will do. */
function filled(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, item) => {
    if (typeof item === 'string' && item.startsWith('<nodeport-')) return 30000
    if (item !== '<time>') return item
    return /^(eventTime|renewTime|acquireTime|lastObservedTime)$/.test(key)
      ? '2025-01-01T00:00:00.000000Z'
      : '2025-01-01T00:00:00Z'
  })
}

describe.skipIf(!present)('recorded objects', () => {
  test('decode strictly and are written again as recorded', () => {
    const kinds = new Map<string, number>()
    for (const { file, steps } of scenarios) {
      const bodies = steps.flatMap((step) => [
        ...Object.values((step.snapshot ?? {}) as Json).map((entry) => (entry as Json).json),
        step.response?.body,
      ])
      for (const object of bodies.flatMap(objectsIn)) {
        const definition = builtinSchemas.forKind(object.apiVersion, object.kind)
        if (!definition) continue
        const wire = filled(object)
        const { value, message } = decode(builtinSchemas, definition, wire)
        expect(message, `${file} ${object.kind} ${object.metadata?.name}`).toBe('')
        expect(encode(builtinSchemas, definition, value as Json), `${file} ${object.kind}`).toEqual(wire)
        kinds.set(object.kind, (kinds.get(object.kind) ?? 0) + 1)
      }
    }
    expect(kinds.get('Pod')).toBeGreaterThan(100)
    expect(kinds.size).toBeGreaterThan(20)
  })
})
