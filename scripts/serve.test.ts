import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve } from './serve.ts'

const home = mkdtempSync(join(tmpdir(), 'drydock-serve-'))
const folder = join(home, 'dist')
let server: Server

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), 'the page')
  writeFileSync(join(folder, 'assets', 'a-1f.js'), 'code')
  writeFileSync(join(home, 'secret.txt'), 'secret')
  server = (await serve({ folder, port: 0, host: '127.0.0.1', mounts: ['/deep/path/', '/'] })).server
})

afterAll(() => {
  server.close()
  rmSync(home, { recursive: true })
})

/** Sends the path exactly as it stands; fetch would tidy `..` away. */
function get(path: string, method = 'GET') {
  const { port } = server.address() as AddressInfo
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((done, fail) => {
    const sent = request({ host: '127.0.0.1', port, path, method, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => done({ status: response.statusCode ?? 0, body, headers: response.headers }))
    })
    sent.on('error', fail).end()
  })
}

it('serves the page at every mount, with its policy', async () => {
  for (const path of ['/', '/index.html', '/?x=1', '/deep/path/', '/deep/path/index.html']) {
    const { status, body, headers } = await get(path)
    expect([path, status, body]).toEqual([path, 200, 'the page'])
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['cache-control']).toBe('no-cache')
  }
})

it('lets hashed files be kept', async () => {
  const { body, headers } = await get('/deep/path/assets/a-1f.js')
  expect(body).toBe('code')
  expect(headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8' })
  expect(headers['cache-control']).toContain('immutable')
})

it('answers HEAD without a body and refuses to be written to', async () => {
  expect(await get('/', 'HEAD')).toMatchObject({ status: 200, body: '' })
  expect((await get('/', 'POST')).status).toBe(405)
})

it('shows nothing outside of its folder', async () => {
  const paths = [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%00',
    '/%ff',
    '/nothing',
    '/assets/',
    '/deep',
  ]
  for (const path of paths) expect([path, (await get(path)).status]).toEqual([path, 404])
})
