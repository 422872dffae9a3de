/**
 * The image of Kubernetes' own tests, for its `webhook` command: an admission webhook whose paths have fixed answers. Source:
 * test/images/agnhost/webhook.
 */
import { fromBytes, toArray, toBytes } from '../../core/bytes.ts'
import type { HttpReply, ImageDefinition, Program, World } from '../program.ts'
import { busyboxTree, programAt } from './trees.ts'

type Json = Record<string, unknown>

const HTTPS = 443
const MICROS = 300

const argument = ({ argv }: World, name: string): string | undefined =>
  argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)

const portOf = (world: World): number => Number(argument(world, 'port') ?? HTTPS)

interface Review {
  uid: string
  object: Json | null
  oldObject: Json | null
  operation: string
}

type Answer = { allowed: boolean; message?: string; patch?: Json[] }

/** What each path says of a request. */
const PATHS: Readonly<Record<string, (review: Review) => Answer>> = {
  '/always-allow-delay-5s': () => ({ allowed: true }),
  '/always-deny': () => ({ allowed: false, message: 'this webhook denies all requests' }),
  '/add-label': ({ object }) => ({ allowed: true, patch: labelled(object) }),
  '/pods': podVerdict,
  '/mutating-pods': ({ object }) => ({ allowed: true, patch: withInit(object) }),
  '/configmaps': ({ object, oldObject, operation }) => dataVerdict(operation === 'DELETE' ? oldObject : object),
  '/mutating-configmaps': ({ object }) => ({ allowed: true, patch: mutatedData(object) }),
  '/custom-resource': ({ object, oldObject, operation }) => dataVerdict(operation === 'DELETE' ? oldObject : object),
}

const SLOW_MS = 5_000
const metaOf = (object: Json | null): Json => (object?.metadata ?? {}) as Json

function labelled(object: Json | null): Json[] {
  const { labels } = metaOf(object) as { labels?: Json }
  if (labels === undefined || Object.keys(labels).length === 0)
    return [{ op: 'add', path: '/metadata/labels', value: { 'added-label': 'yes' } }]
  return [{ op: 'added-label' in labels ? 'replace' : 'add', path: '/metadata/labels/added-label', value: 'yes' }]
}

function podVerdict({ object }: Review): Answer {
  const spec = (object?.spec ?? {}) as { containers?: { name?: string }[] }
  const labels = (metaOf(object).labels ?? {}) as Json
  const reasons = [
    ...(labels['webhook-e2e-test'] === 'webhook-disallow' ? ['the pod contains unwanted label'] : []),
    ...((spec.containers ?? []).some(({ name = '' }) => name.includes('webhook-disallow'))
      ? ['the pod contains unwanted container name']
      : []),
  ]
  return reasons.length === 0 ? { allowed: true } : { allowed: false, message: reasons.join('; ') }
}

/** Pods of one name get an init container. */
function withInit(object: Json | null): Json[] {
  if (metaOf(object).name !== 'webhook-to-be-mutated') return []
  const init = { image: 'webhook-added-image', name: 'webhook-added-init-container', resources: {} }
  return [{ op: 'add', path: '/spec/initContainers', value: [init] }]
}

function dataVerdict(object: Json | null): Answer {
  const data = (object?.data ?? {}) as Record<string, string>
  const found = Object.entries(data).find(([key, value]) => key === 'webhook-e2e-test' && value.includes('webhook-'))
  if (found === undefined) return { allowed: true }
  return { allowed: false, message: 'the configmap contains unwanted key and value' }
}

function mutatedData(object: Json | null): Json[] {
  const data = (object?.data ?? {}) as Json
  if (data['mutation-start'] !== 'yes') return []
  return [{ op: 'add', path: '/data/mutation-stage-1', value: 'yes' }]
}

function answer(path: string, body: string): HttpReply {
  const decide = PATHS[path.split('?')[0] ?? '']
  if (path.startsWith('/readyz')) return { status: 200, body: 'ok' }
  if (decide === undefined) return { status: 404, body: '404 page not found\n' }
  try {
    const { request, apiVersion } = JSON.parse(fromBytes(body)) as { request: Review; apiVersion: string }
    const { allowed, message, patch = [] } = decide(request)
    const response = {
      uid: request.uid,
      allowed,
      ...(message === undefined ? {} : { status: { metadata: {}, message } }),
      ...(patch.length === 0 ? {} : { patch: base64(toBytes(JSON.stringify(patch))), patchType: 'JSONPatch' }),
    }
    const text = JSON.stringify({ kind: 'AdmissionReview', apiVersion, response })
    const slow = path.startsWith('/always-allow-delay-5s') ? { waitMs: SLOW_MS } : {}
    return { status: 200, body: text, headers: { 'content-type': 'application/json' }, cpuMicros: MICROS, ...slow }
  } catch {
    return { status: 400, body: 'Request could not be decoded\n' }
  }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function base64(bytes: string): string {
  let out = ''
  const array = toArray(bytes)
  for (let at = 0; at < array.length; at += 3) {
    const [a = 0, b, c] = array.subarray(at, at + 3)
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    const digit = (shift: number) => DIGITS[(group >> shift) & 63]
    out += `${digit(18)}${digit(12)}${b === undefined ? '=' : digit(6)}${c === undefined ? '=' : digit(0)}`
  }
  return out
}

const program: Program = {
  name: 'agnhost',
  startUpMs: (world) => (world.argv.includes('webhook') ? 50 : world.argv.includes('pause') ? 0 : -1),
  ports: (world) => (world.argv.includes('webhook') ? [portOf(world)] : []),
  signal: (state, signal) => (signal === 15 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined),
  http: (_state, { path, body, scheme }) =>
    scheme === 'https'
      ? answer(path, body)
      : { status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' },
  usage: () => ({ cpuMilli: 1, memoryBytes: 12_000_000 }),
}

export const agnhost: ImageDefinition = {
  repository: 'registry.k8s.io/e2e-test-images/agnhost',
  hasTag: (tag) => /^2\.\d+$/.test(tag),
  sizeBytes: 54_000_000,
  program,
  entrypoint: ['/agnhost'],
  cmd: ['pause'],
  files: [...busyboxTree(), programAt('/agnhost', 'agnhost')],
}
