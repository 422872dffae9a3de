/** The HTTP side: streams, sizes, compression, methods, the clock. */
import { gunzipSync } from 'node:zlib'
import { connect } from 'node:net'
import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { workers } from '../boot.ts'
import { Cluster } from '../cluster.ts'
import { HttpServer } from './server.ts'

const CONFIGMAPS = '/api/v1/namespaces/default/configmaps'
const JSON_TYPE = { 'content-type': 'application/json' }

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

async function serve(): Promise<{ cluster: Cluster; server: HttpServer; url: string }> {
  const cluster = new Cluster({ seed: 5, nodes: workers(1) })
  const server = new HttpServer(cluster)
  const url = await server.listen(0)
  close = () => server.close()
  return { cluster, server, url }
}

const configMap = (name: string, data: Record<string, string> = {}) => JSON.stringify({ metadata: { name }, data })

/** Lines of a stream as they come; `until` says when there are enough. */
function lines(url: string, until: (all: string[]) => boolean): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const sent = request(url, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        const all = text.split('\n').slice(0, -1)
        if (until(all)) {
          sent.destroy()
          resolve(all)
        }
      })
      response.on('end', () => resolve(text.split('\n').slice(0, -1)))
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('the server', () => {
  test('streams a watch as things happen', async () => {
    const { url } = await serve()
    const seen = lines(
      `${url}${CONFIGMAPS}?watch=true&resourceVersion=1&fieldSelector=metadata.name=a`,
      (all) => all.length === 2,
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    await fetch(`${url}${CONFIGMAPS}`, { method: 'POST', headers: JSON_TYPE, body: configMap('a') })
    await fetch(`${url}${CONFIGMAPS}/a`, { method: 'DELETE' })
    expect((await seen).map((line) => JSON.parse(line).type)).toEqual(['ADDED', 'DELETED'])
  })

  test('compresses what is long, when asked', async () => {
    const { url } = await serve()
    await fetch(`${url}${CONFIGMAPS}`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: configMap('big', { x: 'y'.repeat(200_000) }),
    })
    const [encoding, body] = await new Promise<[string | undefined, Buffer]>((resolve, reject) => {
      request(`${url}${CONFIGMAPS}/big`, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve([response.headers['content-encoding'], Buffer.concat(chunks)]))
      })
        .on('error', reject)
        .end()
    })
    expect(encoding).toBe('gzip')
    expect(JSON.parse(gunzipSync(body).toString()).data.x).toHaveLength(200_000)
  })

  test('refuses large bodies and strange methods, and goes on', async () => {
    const { url } = await serve()
    const large = await fetch(`${url}${CONFIGMAPS}`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: 'x'.repeat(4_000_000),
    })
    expect([large.status, (await large.json()).message]).toEqual([413, 'Request entity too large: limit is 3145728'])
    expect((await fetch(`${url}/api`, { method: 'OPTIONS' })).status).toBe(405)
    expect((await fetch(`${url}/../../etc/passwd`)).status).toBe(404)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  test('survives clients that talk nonsense or leave in the middle', async () => {
    const { url } = await serve()
    const port = Number(new URL(url).port)
    for (const text of [
      'GARBAGE\r\n\r\n',
      'GET / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc',
      'POST /api HTTP/1.1\r\nHost: x\r\n',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(text, () => setTimeout(() => socket.destroy(), 30)))
        socket.on('error', () => {})
        socket.on('close', () => resolve())
      })
    }
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  test('shows and moves the clock', async () => {
    const { url } = await serve()
    const set = (body: unknown) => fetch(`${url}/drydock/clock`, { method: 'POST', body: JSON.stringify(body) })
    expect(await (await fetch(`${url}/drydock/clock`)).json()).toEqual({ nowMs: 0, speed: 0 })
    expect(await (await set({ advanceMs: 5_000 })).json()).toEqual({ nowMs: 5_000, speed: 0 })
    expect((await set({ advanceMs: -1 })).status).toBe(400)
    expect((await set({ speed: 'fast' })).status).toBe(400)
    expect(await (await set({ speed: 'max' })).json()).toMatchObject({ speed: 'max' })
  })

  test('gives digest and log of the run', async () => {
    const { cluster, url } = await serve()
    await fetch(`${url}${CONFIGMAPS}`, { method: 'POST', headers: JSON_TYPE, body: configMap('a') })
    expect(await (await fetch(`${url}/drydock/digest`)).json()).toEqual({ digest: cluster.digest() })
    const log = await (await fetch(`${url}/drydock/log`)).json()
    expect(Cluster.replay(log).digest()).toBe(cluster.digest())
  })

  test('runs in real time at a given speed, and as fast as it can', async () => {
    const { cluster, server } = await serve()
    server.driver.setSpeed(50)
    await new Promise((resolve) => setTimeout(resolve, 300))
    server.driver.setSpeed(0)
    const now = cluster.nowMs
    expect(now).toBeGreaterThan(5_000)
    expect(now).toBeLessThan(60_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(cluster.nowMs).toBe(now)
  })
})
