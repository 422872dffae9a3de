/** A small static server for the built page, with the headers a good static host would send. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve, sep } from 'node:path'
import { CONTENT_SECURITY_POLICY } from './csp.ts'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
}

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

export interface ServeOptions {
  /** Folder of the built page. */
  folder: string
  /** 0 picks a free one. */
  port: number
  host: string
  /** Paths under which the same files stand; each begins and ends with a slash. */
  mounts?: string[]
}

/** The file a request path means: undefined outside of every mount, outside of the folder, or when nothing is there. */
async function findFile(folder: string, mounts: string[], path: string): Promise<string | undefined> {
  const mount = mounts.find((candidate) => path.startsWith(candidate))
  if (mount === undefined || path.includes('\0')) return undefined
  const root = resolve(folder)
  const wanted = join(root, path.slice(mount.length))
  if (wanted !== root && !wanted.startsWith(root + sep)) return undefined
  const found = await stat(wanted).catch(() => undefined)
  if (found?.isFile()) return wanted
  if (!found?.isDirectory() || !path.endsWith('/')) return undefined
  const index = join(wanted, 'index.html')
  return (await stat(index).catch(() => undefined))?.isFile() ? index : undefined
}

function decodePath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '')
  } catch {
    return undefined
  }
}

function refuse(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

async function answer(options: ServeOptions, request: IncomingMessage, response: ServerResponse) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET and HEAD')
  const path = decodePath(request.url ?? '/')
  const file = path === undefined ? undefined : await findFile(options.folder, options.mounts ?? ['/'], path)
  if (!file) return refuse(response, 404, 'Nothing here')
  // Files under assets/ carry a hash of their content in their name; everything else must be asked for again.
  const immutable = file.includes(`${sep}assets${sep}`)
  response.writeHead(200, {
    ...HEADERS,
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Length': (await stat(file)).size,
    'Cache-Control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (request.method === 'HEAD') response.end()
  else
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response)
}

/**
 * @returns the listening server and its address, such as `http://localhost:4173`
 * @throws the listen error, `EADDRINUSE` above all
 */
export async function serve(options: ServeOptions): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => refuse(response, 500, 'Could not read the file'))
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(options.port, options.host, done)
  })
  const { port } = server.address() as AddressInfo
  return { server, address: `http://localhost:${port}` }
}
