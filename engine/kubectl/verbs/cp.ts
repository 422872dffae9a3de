/** `kubectl cp`: files of the terminal's directory into a container and back, by `tar` there. Source: kubectl pkg/cmd/cp/cp.go. */
import { fromBytes, toBytes } from '../../core/bytes.ts'
import { readTar, type TarEntry, writeTar } from '../../core/tar.ts'
import { fail } from '../base/failure.ts'
import type { Json } from '../base/json.ts'
import type { Call } from '../call.ts'
import { containerOf } from '../client/pods.ts'
import { openRemote, pump, type Remote } from '../client/remote.ts'
import type { Verb } from '../verb.ts'
import { podPath } from './exec.ts'

/** One side: a file here, or a path in a Pod. */
interface Spec {
  namespace: string
  pod: string
  path: string
}

type Session =
  | { stage: 'probing'; remote: Remote; source: Spec; target: Spec }
  | { stage: 'sending'; remote: Remote }
  | { stage: 'fetching'; remote: Remote; source: Spec; target: Spec }

export const cp: Verb = {
  name: 'cp',
  flags: ['container,c:string', 'no-preserve:bool', 'retries:int'],
  completes: 'files',
  run(call) {
    if (call.args.length !== 2) throw fail('source and destination are required')
    const [source, target] = call.args.map((arg) => specOf(call, arg)) as [Spec, Spec]
    if (source.pod !== '' && target.pod !== '') throw fail('one of src or dest must be a local file specification')
    if (source.path === '' || target.path === '') throw fail('filepath can not be empty')
    if (source.pod !== '') return step(call, fetching(call, source, target))
    if (target.pod === '') throw fail('one of src or dest must be a remote file specification')
    if (filesUnder(call, source.path).length === 0) throw fail(`${call.args[0]} doesn't exist in local filesystem`)
    const remote = runIn(call, target, ['test', '-d', target.path], { quiet: true })
    return step(call, { stage: 'probing', remote, source, target })
  },
  advance: (call, session) => step(call, session as Session),
}

/** `[[namespace/]pod:]path`. */
function specOf(call: Call, arg: string): Spec {
  const colon = arg.indexOf(':')
  if (colon === 0) throw fail('filespec must match the canonical format: [[namespace/]pod:]file/path')
  if (colon < 0) return { namespace: '', pod: '', path: arg }
  const parts = arg.slice(0, colon).split('/')
  if (parts.length > 2) throw fail('filespec must match the canonical format: [[namespace/]pod:]file/path')
  const pod = parts.at(-1) as string
  return { namespace: parts.length === 2 ? (parts[0] as string) : call.namespace, pod, path: arg.slice(colon + 1) }
}

function runIn(
  call: Call,
  { namespace, pod }: Spec,
  command: readonly string[],
  options: { input?: string; quiet?: boolean; keeps?: boolean } = {},
): Remote {
  const object = call.client.get(`/api/v1/namespaces/${namespace}/pods/${pod}`) as Json
  const container = containerOf(call, object, call.flags.string('container'), options.quiet === true)
  const { input } = options
  const asked = { container, stdin: input !== undefined, tty: false, command, keeps: options.keeps === true }
  return openRemote(call, `${podPath(object)}/exec`, asked, input)
}

function step(call: Call, session: Session): Session | undefined {
  if (session.stage !== 'probing') {
    if (!pump(call, session.remote)) return session
    if (session.stage === 'fetching') receive(call, session)
    return undefined
  }
  const isFolder = probed(call, session.remote)
  return isFolder === undefined ? session : step(call, sending(call, session.source, session.target, isFolder))
}

/** Whether the place is a folder there; undefined while that is not known. */
function probed(call: Call, remote: Remote): boolean | undefined {
  try {
    return pump(call, remote) ? true : undefined
  } catch (error) {
    if (error instanceof Error && /exit code/.test(error.message)) return false
    throw error
  }
}

// ------------------------------------------------------------------------------------------------ into a container

function sending(call: Call, source: Spec, target: Spec, isFolder: boolean): Session {
  const place = isFolder ? join(target.path, baseOf(source.path)) : target.path
  const entries = filesUnder(call, source.path).map(
    (name): TarEntry => ({
      name: baseOf(place) + name.slice(source.path.replace(/\/$/, '').length),
      kind: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: Math.floor(call.nowMs / 1000),
      target: '',
      data: toBytes(call.host.files.read(name) ?? ''),
    }),
  )
  const keeping = call.flags.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : []
  const folder = folderOf(place)
  const command = ['tar', ...keeping, '-xmf', '-', ...(folder === '' ? [] : ['-C', folder])]
  return { stage: 'sending', remote: runIn(call, target, command, { input: writeTar(entries) }) }
}

/** Names of the file, or of the files in the folder. */
function filesUnder(call: Call, path: string): string[] {
  const plain = path.replace(/^\.\//, '').replace(/\/$/, '')
  return call.host.files.names().filter((name) => name === plain || name.startsWith(`${plain}/`))
}

// ------------------------------------------------------------------------------------------------ out of a container

function fetching(call: Call, source: Spec, target: Spec): Session {
  const remote = runIn(call, source, ['tar', 'cf', '-', source.path], { keeps: true })
  return { stage: 'fetching', remote, source, target }
}

function receive(call: Call, { remote, source, target }: Session & { stage: 'fetching' }): void {
  const prefix = source.path.replace(/^\/+/, '').replace(/\/$/, '')
  const entries = readTar(remote.kept ?? '')
  if (entries.length === 0) throw fail(`${source.path} no such file or directory`)
  for (const { name, kind, data } of entries) {
    if (kind !== 'file') continue
    const rest = name.replace(/^\/+/, '').slice(prefix.length)
    call.host.files.write(`${target.path.replace(/^\.\//, '').replace(/\/$/, '')}${rest}`, fromBytes(data))
  }
}

const baseOf = (path: string): string => path.replace(/\/+$/, '').split('/').pop() ?? ''
const folderOf = (path: string): string => {
  const at = path.replace(/\/+$/, '').lastIndexOf('/')
  return at < 0 ? '' : at === 0 ? '/' : path.slice(0, at)
}
const join = (folder: string, name: string): string => (folder.endsWith('/') ? folder + name : `${folder}/${name}`)
