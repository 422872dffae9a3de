/** `kubectl debug`: a container that joins a Pod, a copy of a Pod with one more, a Pod on a node. Source: kubectl pkg/cmd/debug/debug.go. */
import { randomSuffix } from '../../api/generatename.ts'
import { Checkpoints } from '../../core/checkpoint.ts'
import { hashText, Random } from '../../core/random.ts'
import { fail } from '../base/failure.ts'
import { type Json, list, object, text } from '../base/json.ts'
import type { Call } from '../call.ts'
import { checkProfile, inPod, onNode } from '../client/debugprofiles.ts'
import { endInput, leave, readsOf, typeInto } from '../client/remote.ts'
import { fetch, targetsOf } from '../client/targets.ts'
import type { Verb } from '../verb.ts'
import { join, step as joined } from './attach.ts'
import { podPath } from './exec.ts'

const ATTACH_MS = 3_600_000
const LEGACY =
  '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n'

interface DebugSession {
  path: string
  container: string
  untilMs: number
  /** Undefined while the container has not started. */
  attached: ReturnType<typeof join> | undefined
}

export const debug: Verb = {
  name: 'debug',
  flags: [
    'arguments-only:bool',
    'attach:bool',
    'container,c:string',
    'copy-to:string',
    'env:list',
    'image:string',
    'image-pull-policy:string',
    'keep-annotations:bool',
    'keep-labels:bool',
    'keep-liveness:bool',
    'keep-readiness:bool',
    'keep-startup:bool',
    'keep-init-containers:bool=true',
    'profile:string=legacy',
    'quiet,q:bool',
    'replace:bool',
    'same-node:bool',
    'set-image:list',
    'share-processes:bool=true',
    'stdin,i:bool',
    'target:string',
    'tty,t:bool',
  ],
  completes: { names: 'pods' },
  run,
  advance: (call, session) => advance(call, session as DebugSession),
  receive: (call, session, data) => {
    const { attached } = session as DebugSession
    if (attached) typeInto(call, attached.remote, data)
  },
  endInput: (call, session) => {
    const { attached } = session as DebugSession
    if (attached) endInput(call, attached.remote)
  },
  reads: (session) => {
    const { attached } = session as DebugSession
    return attached && readsOf(attached.remote)
  },
  interrupt: (call, session) => {
    const { attached } = session as DebugSession
    if (attached) leave(call, attached.remote)
  },
}

function run(call: Call): DebugSession | undefined {
  const { flags, args, dashAt } = call
  const names = dashAt < 0 ? args : args.slice(0, dashAt)
  const profile = flags.string('profile')
  if (flags.string('copy-to') === '' && flags.string('image') === '')
    throw fail('you must specify --image when not using --copy-to.')
  if (
    flags.string('copy-to') !== '' &&
    flags.string('image') === '' &&
    flags.list('set-image').length === 0 &&
    dashAt < 0
  )
    throw fail('you must specify --image, --set-image or command arguments.')
  if (flags.string('target') !== '' && flags.string('copy-to') !== '')
    throw fail('--target is incompatible with --copy-to. Use --share-processes instead.')
  if (flags.bool('tty') && !flags.bool('stdin')) throw fail('-i/--stdin is required for containers with -t/--tty=true')
  if (names.length === 0) throw fail('NAME or TYPE/NAME is required for debug')
  if (profile === 'legacy') call.err(LEGACY)
  checkProfile(profile)
  const [word = ''] = names
  const { targets } = targetsOf(call, [word], word.includes('/') ? {} : { type: 'pods' })
  let session: DebugSession | undefined
  for (const info of targets.flatMap((target) => fetch(call, target))) {
    const { group, version, kind } = info.mapping
    if (kind === 'Node') session = debugNode(call, info.object)
    else if (kind !== 'Pod') throw fail(`"${group}/${version}, Kind=${kind}" not supported by debug`)
    else session = flags.string('copy-to') === '' ? joinPod(call, info.object) : copyPod(call, info.object)
  }
  return session && advance(call, session)
}

/** A name's random end; drawn from what is debugged, so that equal runs give equal names. */
const suffix = (one: Json, salt: string): string =>
  randomSuffix(
    new Random(
      hashText(text(one, 'metadata', 'uid') + text(one, 'metadata', 'resourceVersion')),
      new Checkpoints(),
    ).stream(salt),
  )

function containerNamed(call: Call, name: string): Json {
  const { flags, args, dashAt } = call
  const command = dashAt < 0 ? [] : args.slice(dashAt)
  const policy = flags.string('image-pull-policy')
  const env = flags.list('env').map((pair) => {
    const at = pair.indexOf('=')
    return { name: pair.slice(0, at), value: pair.slice(at + 1) }
  })
  return {
    name,
    ...(env.length > 0 ? { env } : {}),
    image: flags.string('image'),
    ...(policy === '' ? {} : { imagePullPolicy: policy }),
    ...(flags.bool('stdin') ? { stdin: true } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
    terminationMessagePolicy: 'File',
    ...(command.length === 0 ? {} : { [flags.bool('arguments-only') ? 'args' : 'command']: command }),
  }
}

/** A container for a Pod that has some. */
function debuggerFor(call: Call, pod: Json): Json {
  const given = call.flags.string('container')
  if (given !== '') return { ...containerNamed(call, given), ...inPod(call.flags.string('profile')) }
  const name = `debugger-${suffix(pod, 'container')}`
  if (!call.flags.bool('quiet')) call.line(`Defaulting debug container name to ${name}.`)
  return { ...containerNamed(call, name), ...inPod(call.flags.string('profile')) }
}

function joinPod(call: Call, pod: Json): DebugSession | undefined {
  const { flags } = call
  const target = flags.string('target')
  if (target !== '' && !flags.bool('quiet'))
    call.line(
      `Targeting container "${target}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.`,
    )
  const made = debuggerFor(call, pod)
  const container = target === '' ? made : { ...made, targetContainerName: target }
  const ephemeralContainers = [...list(pod, 'spec', 'ephemeralContainers'), container]
  call.client.patch(`${podPath(pod)}/ephemeralcontainers`, 'strategic', { spec: { ephemeralContainers } })
  return begin(call, podPath(pod), text(container, 'name'))
}

/** A copy that nobody takes for the original: no owner, no labels, no probes unless they are wanted. */
function copyPod(call: Call, pod: Json): DebugSession | undefined {
  const { flags } = call
  const spec = { ...object(pod, 'spec') }
  delete spec.ephemeralContainers
  if (!flags.bool('same-node')) delete spec.nodeName
  if (!flags.bool('keep-init-containers')) delete spec.initContainers
  if (flags.bool('share-processes')) spec.shareProcessNamespace = true
  const images = new Map(flags.list('set-image').map((pair) => pair.split('=', 2) as [string, string]))
  const kept = list(pod, 'spec', 'containers').map((one) => withoutProbes(call, withImage(images, one)))
  const { containers, name } = withDebugger(call, pod, kept)
  const { namespace, labels, annotations } = object(pod, 'metadata')
  const metadata = {
    name: flags.string('copy-to'),
    namespace,
    ...(flags.bool('keep-labels') && labels ? { labels } : {}),
    ...(flags.bool('keep-annotations') && annotations ? { annotations } : {}),
  }
  if (flags.bool('replace')) call.client.remove(podPath(pod), {})
  const made = call.client.send('POST', `/api/v1/namespaces/${String(namespace)}/pods`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { ...spec, containers },
  })
  return begin(call, podPath(made), name)
}

/** The named container changed, or one more. */
function withDebugger(call: Call, pod: Json, kept: Json[]): { containers: Json[]; name: string } {
  const { flags, args, dashAt } = call
  const given = flags.string('container')
  const found = kept.find(({ name }) => name === given)
  const image = flags.string('image')
  if (found === undefined && image === '') return { containers: kept, name: text(kept[0], 'name') }
  if (found === undefined) {
    const added = debuggerFor(call, pod)
    return { containers: [...kept, added], name: text(added, 'name') }
  }
  const changed = {
    ...found,
    ...(image === '' ? {} : { image }),
    ...(dashAt < 0 ? {} : { command: args.slice(dashAt), args: undefined }),
    ...(flags.bool('stdin') ? { stdin: true } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
  }
  return { containers: kept.map((one) => (one === found ? changed : one)), name: given }
}

function withImage(images: ReadonlyMap<string, string>, one: Json): Json {
  const image = images.get(text(one, 'name')) ?? images.get('*')
  return image === undefined ? one : { ...one, image }
}

function withoutProbes({ flags }: Call, one: Json): Json {
  const copy = { ...one }
  for (const kind of ['liveness', 'readiness', 'startup']) if (!flags.bool(`keep-${kind}`)) delete copy[`${kind}Probe`]
  return copy
}

function debugNode(call: Call, node: Json): DebugSession | undefined {
  const { flags } = call
  const at = text(node, 'metadata', 'name')
  const name = `node-debugger-${at}-${suffix(node, String(call.nowMs))}`
  const container = containerNamed(call, flags.string('container') || 'debugger')
  if (!flags.bool('quiet'))
    call.line(`Creating debugging pod ${name} with container ${text(container, 'name')} on node ${at}.`)
  const metadata = { name, namespace: call.namespace }
  const spec = onNode(flags.string('profile'), at, container)
  const made = call.client.send('POST', `/api/v1/namespaces/${call.namespace}/pods`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec,
  })
  return begin(call, podPath(made), text(container, 'name'))
}

// ------------------------------------------------------------------------------------------------- attaching

function begin(call: Call, path: string, container: string): DebugSession | undefined {
  const attaches = call.flags.has('attach') ? call.flags.bool('attach') : call.flags.bool('stdin')
  return attaches ? { path, container, untilMs: call.nowMs + ATTACH_MS, attached: undefined } : undefined
}

function advance(call: Call, session: DebugSession): DebugSession | undefined {
  if (session.attached === undefined) {
    const pod = call.client.get(session.path)
    const state = stateOf(pod, session.container)
    if (state.terminated !== undefined) {
      call.out(call.client.getText(`${session.path}/log`, { container: session.container }))
      return undefined
    }
    if (state.running === undefined) {
      if (call.nowMs < session.untilMs) return session
      throw fail('timed out waiting for the condition')
    }
    session.attached = join(call, pod, session.container)
  }
  return joined(call, session.attached) === undefined ? undefined : session
}

function stateOf(pod: Json, container: string): Json {
  const statuses = ['ephemeralContainerStatuses', 'containerStatuses'].flatMap((field) => list(pod, 'status', field))
  return object(
    statuses.find(({ name }) => name === container),
    'state',
  )
}
