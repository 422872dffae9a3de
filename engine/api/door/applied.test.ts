/** Server-side apply through the door, by several managers and with other writes between: what must hold whatever happens. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { ApiResponse } from '../../protocol/api.ts'
import type { Status } from '../errors.ts'
import type { KObject } from '../object.ts'
import { pathsOf } from '../patch/fieldset.ts'
import { decodeManagers } from '../patch/managers.ts'

const RUNS = process.env.DRYDOCK_LONG ? 2_000 : 30
const CLUSTER = new Cluster({ nodes: [] })
let deployments = 0
const PATH = '/apis/apps/v1/namespaces/default/deployments'
const MANAGERS = ['one', 'two', 'three'] as const

const value = fc.constantFrom('1', '2', '3')
const wanted = fc.record(
  {
    replicas: fc.integer({ min: 0, max: 3 }),
    labels: fc.dictionary(fc.constantFrom('a', 'b'), value),
    env: fc.dictionary(fc.constantFrom('X', 'Y', 'Z'), value),
    image: fc.constantFrom('nginx:1', 'nginx:2'),
  },
  { requiredKeys: [] },
)
type Wanted = typeof wanted extends fc.Arbitrary<infer T> ? T : never
const step = fc.record({
  how: fc.constantFrom('apply', 'apply', 'apply', 'force', 'merge' as const),
  who: fc.constantFrom(...MANAGERS),
  wanted,
})

function manifest(own: string, { replicas, labels, env, image }: Wanted): object {
  const container = {
    name: 'c',
    ...(image === undefined ? { image: 'nginx:0' } : { image }),
    ...(env === undefined ? {} : { env: Object.entries(env).map(([name, one]) => ({ name, value: one })) }),
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: own, ...(labels === undefined ? {} : { labels }) },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } },
    },
  }
}

/** Fields, and who owns each. */
function ownersOf({ metadata }: KObject): Map<string, Set<string>> {
  const owners = new Map<string, Set<string>>()
  for (const { name, fields } of decodeManagers(metadata.managedFields).values()) {
    for (const path of pathsOf(fields)) owners.set(path.join('/'), (owners.get(path.join('/')) ?? new Set()).add(name))
  }
  return owners
}

const versionOf = ({ body }: ApiResponse) => (body as KObject).metadata.resourceVersion

test('applying is idempotent, no owner is lost, conflicts name owner and field', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 8 }), (steps) => {
      const cluster = CLUSTER
      const name = `web-${deployments++}`
      const path = `${PATH}/${name}`
      const send = (who: string, type: string, body: object, force: boolean) =>
        cluster.handle({
          method: 'PATCH',
          path,
          query: { fieldManager: who, ...(force ? { force: 'true' } : {}) },
          headers: { 'content-type': `application/${type}` },
          body: JSON.stringify(body),
        }) as ApiResponse
      const read = () => (cluster.handle({ method: 'GET', path }) as ApiResponse).body as KObject
      for (const { how, who, wanted: asked } of steps) {
        const before = read()
        if (how === 'merge') {
          if (before.kind !== 'Status')
            send('editor', 'merge-patch+json', { spec: { replicas: asked.replicas ?? 1 } }, false)
          continue
        }
        const config = manifest(name, asked)
        const answer = send(who, 'apply-patch+yaml', config, how === 'force')
        if (answer.code === 409) {
          expect(how).toBe('apply')
          conflictsAreReal(answer, ownersOf(before), who)
          expect(read()).toEqual(before)
          continue
        }
        expect([200, 201]).toContain(answer.code)
        expect(versionOf(send(who, 'apply-patch+yaml', config, how === 'force'))).toBe(versionOf(answer))
        const owners = ownersOf(read())
        for (const [field, names] of ownersOf(answer.body as KObject))
          expect([...(owners.get(field) ?? [])]).toEqual([...names])
        expect(owners.get('f:spec/f:template/f:spec/f:containers/k:{"name":"c"}/f:image')?.has(who)).toBe(true)
        for (const name of Object.keys(asked.env ?? {})) {
          const field = `f:spec/f:template/f:spec/f:containers/k:{"name":"c"}/f:env/k:{"name":"${name}"}/f:value`
          expect(owners.get(field)?.has(who), field).toBe(true)
        }
      }
    }),
    { seed: 42, numRuns: RUNS },
  )
})

/** Every conflict names another manager that owns something at that field. */
function conflictsAreReal({ body }: ApiResponse, owners: Map<string, Set<string>>, who: string): void {
  const { details, message = '' } = body as Status
  const causes = details?.causes ?? []
  expect(causes.length).toBeGreaterThan(0)
  for (const { reason, message: said, field } of causes) {
    expect(reason).toBe('FieldManagerConflict')
    const named = /^conflict with "([^"]+)"/.exec(said)?.[1] ?? ''
    expect(named).not.toBe(who)
    expect(message).toContain(field as string)
    const owned = [...owners].some(([path, names]) => names.has(named) && spelled(path) === field)
    expect(owned, `${named} owns ${field}`).toBe(true)
  }
}

/** `f:spec/k:{"name":"c"}/f:image` as messages have it: `.spec[name="c"].image`. */
const spelled = (path: string): string =>
  path
    .split(/\/(?=[fkv]:)/)
    .map((part) =>
      part.startsWith('f:')
        ? `.${part.slice(2)}`
        : part.startsWith('k:')
          ? keyed(part.slice(2))
          : `[=${part.slice(2)}]`,
    )
    .join('')

const keyed = (json: string): string =>
  `[${Object.entries(JSON.parse(json) as object)
    .map(([name, one]) => `${name}=${JSON.stringify(one)}`)
    .join(',')}]`
