/** Servers of files that are commands: busybox' httpd, and `python3 -m http.server`. They listen like any process. */
import { attempt } from '../../files/errno.ts'
import { parseRequest, responseText } from '../../httptext.ts'
import type { Call, Command } from '../../kernel/contract.ts'
import { readOptions } from '../options.ts'

interface State {
  port: number
  loopbackOnly: boolean
  root: string
  listening: number
  connections: { socket: number; held: string }[]
}

const TYPES: Record<string, string> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  json: 'application/json',
  css: 'text/css',
  js: 'application/javascript',
  xml: 'text/xml',
  sh: 'text/x-sh',
}

interface Manners {
  name: string
  log?(call: Call, remote: string, line: string, status: number): void
  missing(path: string): string
}

function serveFiles(call: Call, state: State, manners: Manners): number {
  const { connections } = call.kernel
  for (;;) {
    const accepted = connections.accept(state.listening, call.owner)
    if (accepted < 0) break
    state.connections.push({ socket: accepted, held: '' })
  }
  state.connections = state.connections.filter((one) => goesOn(call, state, one, manners))
  return call.waitNetwork(state.listening)
}

/** False: the connection is over. */
function goesOn(call: Call, state: State, one: State['connections'][number], manners: Manners): boolean {
  const { connections } = call.kernel
  for (;;) {
    const data = connections.receive(one.socket)
    if (data === undefined) return true
    if (data === null) break
    one.held += data
    const request = parseRequest(one.held)
    if (request === undefined) continue
    const remote = connections.get(one.socket)?.remote ?? ''
    const { status, text } =
      request === 'bad'
        ? { status: 400, text: responseText(400, {}, '', { closes: true }) }
        : answer(call, state, request.method, request.target, manners)
    const line = request === 'bad' ? '' : `${request.method} ${request.target} ${request.version}`
    manners.log?.(call, remote, line, status)
    connections.send(one.socket, text)
    connections.endOutput(one.socket)
    break
  }
  connections.close(one.socket)
  return false
}

function answer(
  call: Call,
  { root }: State,
  method: string,
  target: string,
  manners: Manners,
): { status: number; text: string } {
  if (method !== 'GET' && method !== 'HEAD') {
    return {
      status: 501,
      text: responseText(501, { 'content-type': 'text/html' }, 'Not Implemented\n', { closes: true }),
    }
  }
  const path = (target.split(/[?#]/)[0] as string)
    .split('/')
    .filter((part) => part !== '..')
    .join('/')
  const at = call.files.maybe(root + path)
  const isDirectory = at?.inode.kind === 'directory'
  const index = isDirectory ? `${root}${path.replace(/\/?$/, '/')}index.html` : root + path
  const { value: data, errno } = attempt(() => call.files.read(index))
  const options = { closes: true, withoutBody: method === 'HEAD' }
  if (errno === undefined) {
    const type = TYPES[/\.(\w+)$/.exec(index)?.[1] ?? ''] ?? 'application/octet-stream'
    return { status: 200, text: responseText(200, { 'content-type': type }, data, options) }
  }
  if (isDirectory && manners.name === 'python') {
    const names = call.files.list(root + path).sort()
    const list = names.map((name) => `<li><a href="${name}">${name}</a></li>\n`).join('')
    const body = `<!DOCTYPE HTML>\n<html>\n<head>\n<title>Directory listing for ${path}</title>\n</head>\n<body>\n<h1>Directory listing for ${path}</h1>\n<hr>\n<ul>\n${list}</ul>\n<hr>\n</body>\n</html>\n`
    return { status: 200, text: responseText(200, { 'content-type': 'text/html; charset=utf-8' }, body, options) }
  }
  const status = errno === 'EACCES' ? 403 : 404
  return { status, text: responseText(status, { 'content-type': 'text/html' }, manners.missing(path), options) }
}

const BUSYBOX: Manners = {
  name: 'busybox',
  missing: () =>
    '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
}

export const httpd: Command = {
  name: 'httpd',
  run(call) {
    if (call.state !== undefined) return serveFiles(call, call.state as State, BUSYBOX)
    const options = readOptions(call, 'fivp:h:c:u:r:m:e:d:')
    if (options === undefined) return 1
    const home = options.get('h') ?? '.'
    if (call.files.maybe(home)?.inode.kind !== 'directory') {
      call.err(`httpd: can't change directory to '${home}': No such file or directory\n`)
      return 1
    }
    if (!options.has('f')) {
      // It goes to the background and lets the shell go on.
      const { pid, status } = call.spawn(['httpd', '-f', ...call.args])
      return pid < 0 ? status : 0
    }
    const [, address = '', port = '80'] = /^(?:(.*):)?(\d+)$/.exec(options.get('p') ?? '80') ?? []
    return begin(
      call,
      Number(port),
      address.startsWith('127.'),
      call.files.absolute(home),
      BUSYBOX,
      'httpd: bind: Address already in use\n',
    )
  },
}

function begin(call: Call, port: number, loopbackOnly: boolean, root: string, manners: Manners, inUse: string): number {
  const listening = call.kernel.connections.listen(call.owner, port, { loopbackOnly })
  if (listening === 'EADDRINUSE') {
    call.err(inUse)
    return 1
  }
  const state: State = { port, loopbackOnly, root: root.replace(/\/$/, ''), listening, connections: [] }
  call.state = state
  return serveFiles(call, state, manners)
}

const PYTHON: Manners = {
  name: 'python',
  missing: () =>
    '<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404</p>\n        <p>Message: File not found.</p>\n    </body>\n</html>\n',
  log: (call, remote, line, status) => {
    if (status === 404) call.err(`${remote} - - code 404, message File not found\n`)
    call.err(`${remote} - - "${line}" ${status} -\n`)
  },
}

/** Python itself is not here; its file server is, and says so for anything else. */
export const python3: Command = {
  name: 'python3',
  run(call) {
    if (call.state !== undefined) return serveFiles(call, call.state as State, PYTHON)
    const args = call.args.filter((arg) => arg !== '-u')
    if (args[0] === '--version' || args[0] === '-V') {
      call.out('Python 3.12.7\n')
      return 0
    }
    if (args[0] !== '-m' || args[1] !== 'http.server') {
      call.err(`python3: only "-m http.server" runs in this simulation, not ${args.join(' ') || 'the interpreter'}\n`)
      return 1
    }
    let port = 8000
    let bind = '0.0.0.0'
    let root = '.'
    for (let i = 2; i < args.length; i++) {
      const word = args[i] as string
      if (word === '--bind' || word === '-b') bind = args[++i] ?? bind
      else if (word === '--directory' || word === '-d') root = args[++i] ?? root
      else if (/^\d+$/.test(word)) port = Number(word)
    }
    call.out(`Serving HTTP on ${bind} port ${port} (http://${bind}:${port}/) ...\n`)
    return begin(
      call,
      port,
      bind.startsWith('127.') || bind === 'localhost',
      call.files.absolute(root),
      PYTHON,
      'OSError: [Errno 98] Address already in use\n',
    )
  },
}
