/**
 * A second client of its own making: Kubernetes' JavaScript client against the HTTP side. Its generated API writes, its
 * informer lists, watches and comes back after the server has ended the watch.
 *
 * Version 2 asks for a newer Node than the project does: its HTTP library wants two things by name when it is loaded,
 * which this client never uses, and a newer way to make a promise. They are stood in for, so that the rest can be tried here.
 */
import { createRequire } from 'node:module'
import type { ApiType, KubernetesObject, V1ConfigMap } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workers } from '../boot.ts'
import { Cluster } from '../cluster.ts'
import { HttpServer } from './server.ts'

type Client = typeof import('@kubernetes/client-node')

async function load(): Promise<Client> {
  const require = createRequire(import.meta.url)
  const unused = () => {
    throw new Error('not on this Node')
  }
  ;(require('node:zlib') as Record<string, unknown>).createZstdDecompress ??= unused
  ;(require('node:worker_threads') as Record<string, unknown>).markAsUncloneable ??= () => undefined
  const promise = Promise as unknown as Record<string, unknown>
  promise.withResolvers ??= withResolvers
  return import('@kubernetes/client-node')
}

function withResolvers() {
  let resolve: unknown
  let reject: unknown
  const promise = new Promise((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

const HOUR_MS = 3_600_000

describe('the JavaScript client', () => {
  const cluster = new Cluster({ seed: 4, nodes: workers(2) })
  const server = new HttpServer(cluster)
  let client: Client
  let api: ApiType & InstanceType<Client['CoreV1Api']>
  let config: InstanceType<Client['KubeConfig']>

  beforeAll(async () => {
    client = await load()
    const address = await server.listen(0)
    config = new client.KubeConfig()
    config.loadFromOptions({
      clusters: [{ name: 'drydock', server: address, skipTLSVerify: true }],
      users: [{ name: 'me' }],
      contexts: [{ name: 'here', cluster: 'drydock', user: 'me' }],
      currentContext: 'here',
    })
    api = config.makeApiClient(client.CoreV1Api) as typeof api
  }, 60_000)

  afterAll(() => server.close())

  test('reads and writes through the generated API', async () => {
    const nodes = await api.listNode()
    expect(nodes.items.map(({ metadata }) => metadata?.name)).toEqual(['node-1', 'node-2'])
    const body = { metadata: { name: 'made' }, data: { a: 'b' } }
    const made = await api.createNamespacedConfigMap({ namespace: 'default', body })
    expect(made.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/)
    const changed = await api.replaceNamespacedConfigMap({
      namespace: 'default',
      name: 'made',
      body: { ...made, data: { a: 'c' } },
    })
    expect(changed.data).toEqual({ a: 'c' })
    const stale = api.replaceNamespacedConfigMap({ namespace: 'default', name: 'made', body: { ...made, data: {} } })
    await expect(stale).rejects.toMatchObject({ code: 409 })
    await expect(api.readNamespacedConfigMap({ namespace: 'default', name: 'nope' })).rejects.toMatchObject({
      code: 404,
    })
    await api.deleteNamespacedConfigMap({ namespace: 'default', name: 'made' })
  })

  test('its informer sees every change, and goes on after the watch was ended', { timeout: 60_000 }, async () => {
    const namespace = 'default'
    const seen: string[] = []
    const note = (what: string) => (object: KubernetesObject) => void seen.push(`${what} ${object.metadata?.name}`)
    const informer = client.makeInformer<V1ConfigMap>(config, `/api/v1/namespaces/${namespace}/configmaps`, () =>
      api.listNamespacedConfigMap({ namespace }),
    )
    informer.on('add', note('add'))
    informer.on('update', note('update'))
    informer.on('delete', note('delete'))
    informer.on('error', () => void setTimeout(() => void informer.start(), 50))
    await informer.start()
    const create = (name: string) => api.createNamespacedConfigMap({ namespace, body: { metadata: { name } } })
    const told = (line: string) => expect.poll(() => seen, { timeout: 15_000 }).toContain(line)

    const first = await create('first')
    await told('add first')
    await api.replaceNamespacedConfigMap({ namespace, name: 'first', body: { ...first, data: { x: 'y' } } })
    await told('update first')

    // No watch lives for hours: the server ends it, and the client lists and watches again.
    server.driver.advance(3 * HOUR_MS)
    await create('second')
    await told('add second')
    await api.deleteNamespacedConfigMap({ namespace, name: 'first' })
    await told('delete first')
    expect(informer.list().map(({ metadata }) => metadata?.name)).toContain('second')
    await informer.stop()
  })
})
