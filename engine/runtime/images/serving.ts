/** Files over HTTP, as static servers answer. */
import { fromBytes } from '../../core/bytes.ts'
import type { HttpReply, World } from '../program.ts'

const TYPES: Record<string, string> = {
  html: 'text/html',
  json: 'application/json',
  css: 'text/css',
  js: 'application/javascript',
  txt: 'text/plain',
  xml: 'text/xml',
}

/** The file of a path below a root; `index.html` for directories; 404 for what is not there. */
export function serveFile(world: World, root: string, target: string, method = 'GET'): HttpReply {
  const path = (target.split(/[?#]/)[0] as string).replace(/\.\.(?=\/|$)/g, '')
  const file = path.endsWith('/') ? `${path}index.html` : path
  const data = world.read(root + file) ?? world.read(`${root}${path}/index.html`)
  if (data === undefined) {
    return {
      status: 404,
      body: '<html>\n<head><title>404 Not Found</title></head>\n<body>\n<center><h1>404 Not Found</h1></center>\n</body>\n</html>\n',
      headers: { 'content-type': 'text/html' },
    }
  }
  const extension = /\.(\w+)$/.exec(file)?.[1] ?? 'html'
  const headers = { 'content-type': TYPES[extension] ?? 'application/octet-stream' }
  return { status: 200, body: method === 'HEAD' ? '' : fromBytes(data), headers }
}
