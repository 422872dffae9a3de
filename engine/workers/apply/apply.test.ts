import { expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { Deployment, Service } from '../../kinds/types.ts'
import type { AppliedDocument } from '../../protocol/apply.ts'
import { Applier, LAST_APPLIED } from './applier.ts'

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: app
          image: nginx:1.27
          env:
            - { name: A, value: "1" }
            - { name: B, value: "2" }
`
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { a: b }\n'

class World {
  readonly cluster = new Cluster({ seed: 1 })
  announced = 0

  apply(text: string, dryRun = false): AppliedDocument[] {
    return new Applier(this.cluster, builtinSchemas, () => this.announced++).apply(text, { dryRun, namespace: '' })
  }

  check(text: string): AppliedDocument[] {
    const applier = new Applier(this.cluster, builtinSchemas, () => this.announced++)
    return applier.apply(text, { dryRun: true, namespace: '', check: true })
  }

  deployment(): Deployment {
    return this.cluster.server.store.table('deployments.apps').find('default', 'web') as Deployment
  }
}

const outcomes = (documents: AppliedDocument[]) => documents.map(({ object, outcome }) => `${object} ${outcome}`)

test('created, unchanged, configured', () => {
  const world = new World()
  expect(outcomes(world.apply(`${DEPLOYMENT}---\n${CONFIG}`))).toEqual([
    'deployment.apps/web created',
    'configmap/c created',
  ])
  expect(outcomes(world.apply(DEPLOYMENT))).toEqual(['deployment.apps/web unchanged'])
  expect(outcomes(world.apply(DEPLOYMENT.replace('1.27', '1.28')))).toEqual(['deployment.apps/web configured'])
  expect(world.deployment().spec.template.spec?.containers[0]?.image).toBe('nginx:1.28')
  expect(world.deployment().metadata.generation).toBe(2)
})

test('what the manifest no longer says goes, what others added stays', () => {
  const world = new World()
  world.apply(DEPLOYMENT)
  const path = '/apis/apps/v1/namespaces/default/deployments/web'
  const body = JSON.stringify({
    metadata: { labels: { theirs: 'x' } },
    spec: { template: { spec: { containers: [{ name: 'side', image: 'busybox:1.36' }] } } },
  })
  world.cluster.act({
    verb: 'request',
    request: { method: 'PATCH', path, body, headers: { 'content-type': 'application/strategic-merge-patch+json' } },
  })
  world.apply(DEPLOYMENT.replace('            - { name: B, value: "2" }\n', '').replace('  replicas: 2\n', ''))
  const { metadata, spec } = world.deployment()
  expect(metadata.labels).toEqual({ theirs: 'x' })
  expect(spec.replicas).toBe(1)
  expect(spec.template.spec?.containers.map(({ name }) => name).sort()).toEqual(['app', 'side'])
  expect(spec.template.spec?.containers.find(({ name }) => name === 'app')?.env).toEqual([{ name: 'A', value: '1' }])
})

test('a Service keeps its address over applies', () => {
  const world = new World()
  const text =
    'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n'
  world.apply(text)
  const of = () => world.cluster.server.store.table('services').find('default', 'web') as Service
  const { clusterIP } = of().spec
  expect(outcomes(world.apply(text.replace('port: 80', 'port: 81')))).toEqual(['service/web configured'])
  expect([of().spec.clusterIP, of().spec.ports?.map(({ port }) => port)]).toEqual([clusterIP, [81]])
})

test('dry run changes nothing', () => {
  const world = new World()
  const before = world.cluster.server.store.revision
  expect(outcomes(world.apply(DEPLOYMENT, true))).toEqual(['deployment.apps/web created'])
  expect([world.cluster.server.store.revision, world.deployment()]).toEqual([before, undefined])
})

test('what was applied is kept as kubectl keeps it', () => {
  const world = new World()
  world.apply(CONFIG)
  const config = world.cluster.server.store.table('configmaps').find('default', 'c')
  expect(config?.metadata.annotations?.[LAST_APPLIED]).toBe(
    '{"apiVersion":"v1","data":{"a":"b"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"c","namespace":"default"}}\n',
  )
})

const line = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length

test('an unknown field is found, with the word that was meant', () => {
  const text = `${CONFIG}---\n${DEPLOYMENT.replace('replicas', 'replicsa')}`
  for (const documents of [new World().apply(text), new World().check(text)]) {
    expect(documents.map(({ outcome }) => outcome === 'refused')).toEqual([false, true])
    const { error } = documents[1] as AppliedDocument
    const at = { line: line(text, 'replicsa'), column: 3, endLine: line(text, 'replicsa'), endColumn: 11 }
    expect(error).toMatchObject({
      reason: 'BadRequest',
      code: 400,
      range: at,
      fix: { label: 'replicas', text: 'replicas', range: at },
    })
    expect(error?.message).toBe(
      'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replicsa"',
    )
  }
})

test('an invalid value is found', () => {
  const text = DEPLOYMENT.replace('replicas: 2', 'replicas: -2')
  const [document] = new World().apply(text)
  expect(document?.error).toMatchObject({ reason: 'Invalid', code: 422, range: { line: line(text, '-2'), column: 13 } })
  expect(document?.error?.message).toBe(
    'The Deployment "web" is invalid: spec.replicas: Invalid value: -2: must be greater than or equal to 0',
  )
})

test.each([
  ['a word for a number', DEPLOYMENT.replace('replicas: 2', 'replicas: "2"'), 'BadRequest', '"2"', '2'],
  ['a number for a text', CONFIG.replace('a: b', 'a: 1'), 'BadRequest', '1 }', '"1"'],
  ['a retired version', DEPLOYMENT.replace('apps/v1', 'extensions/v1beta1'), 'NotFound', 'extensions', 'apps/v1'],
  ['a version never served', DEPLOYMENT.replace('apps/v1', 'v1'), 'NotFound', 'v1', 'apps/v1'],
  ['an unknown kind', CONFIG.replace('ConfigMap', 'ConfigMpa'), 'NotFound', 'ConfigMpa', 'ConfigMap'],
])('%s: the place and the fix', (_, text, reason, part, fix) => {
  const [document] = new World().apply(text)
  expect(document?.error).toMatchObject({ reason, range: { line: line(text, part) }, fix: { text: fix } })
})

test.each([
  ['broken YAML', 'a: [1\nb: 2\n', 'Parse', /error converting YAML to JSON: yaml: line/],
  ['no object', '- a\n', 'Parse', /cannot unmarshal array/],
  ['no kind', 'apiVersion: v1\n', 'BadRequest', /Object 'Kind' is missing/],
  ['no name', 'apiVersion: v1\nkind: ConfigMap\n', 'Invalid', /resource name may not be empty/],
  [
    'keys twice',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  a: b\n  a: c\n',
    'Parse',
    /key "a" already set in map/,
  ],
  [
    'an alias bomb',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]\n`).join('')}`,
    'Parse',
    /excessive aliasing/,
  ],
  ['deep nesting', '['.repeat(100_000), 'Parse', /exceeded max depth/],
  [
    'five megabytes',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: big }\ndata: { a: "${'x'.repeat(5e6)}" }\n`,
    'RequestEntityTooLarge',
    /too large/,
  ],
  [
    'a prototype',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n__proto__: { polluted: yes }\n',
    'BadRequest',
    /unknown field "__proto__"/,
  ],
  [
    'a bad quantity',
    DEPLOYMENT.replace('image: nginx:1.27', 'image: nginx:1.27\n          resources: { requests: { cpu: lots } }'),
    'BadRequest',
    /quantities must match/,
  ],
  ['a long name', CONFIG.replace('name: c', `name: ${'c'.repeat(254)}`), 'Invalid', /must be no more than 253/],
  ['a missing selector', DEPLOYMENT.replace(/ {2}selector:\n.*\n/, ''), 'Invalid', /spec\.selector: Required value/],
])('%s is refused, and its neighbour applies', (_, text, reason, message) => {
  const world = new World()
  const documents = world.apply(`${text}\n---\n${CONFIG}`)
  expect(documents.map(({ outcome }) => outcome)).toEqual(['refused', 'created'])
  expect(documents[0]?.error?.reason).toBe(reason)
  expect(documents[0]?.error?.message).toMatch(message)
  expect(documents[0]?.error?.range?.line).toBeGreaterThan(0)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('a wrong type is found in a document whose object exists, too', () => {
  const world = new World()
  world.apply(DEPLOYMENT)
  const [document] = world.apply(DEPLOYMENT.replace('replicas: 2', 'replicas: 2x'))
  expect(document).toMatchObject({ outcome: 'refused', error: { code: 422, range: { line: 6, column: 13 } } })
  expect(document?.error?.causes[0]?.field).toBe('spec.replicas')
  expect(world.deployment().spec.replicas).toBe(2)
})

test('a stale resourceVersion is a conflict', () => {
  const world = new World()
  world.apply(CONFIG)
  const [document] = world.apply(CONFIG.replace('name: c', 'name: c, resourceVersion: "1"').replace('a: b', 'a: z'))
  expect(document?.error).toMatchObject({ reason: 'Conflict', code: 409 })
})

test('a List is its items', () => {
  const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: one }\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { nam: two }\n`
  const documents = new World().apply(list)
  expect(outcomes(documents)[0]).toBe('configmap/one created')
  expect(documents[1]?.error?.range?.line).toBeGreaterThanOrEqual(7)
})

test('comments and empty documents are nothing', () => {
  expect(new World().apply('# hello\n---\n---\n')).toEqual([])
})
