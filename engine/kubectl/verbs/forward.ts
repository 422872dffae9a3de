/** `kubectl port-forward`: the page opens a panel that sends requests to the Pod's port. Source: kubectl pkg/cmd/portforward. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type Json, list, num, text } from '../base/json.ts'
import { firstPod } from '../client/pods.ts'
import { fetch, type Info, targetsOf } from '../client/targets.ts'
import type { Verb } from '../verb.ts'

export const portForward: Verb = {
  name: 'port-forward',
  flags: ['address:list', 'pod-running-timeout:duration=1m'],
  completes: { names: 'pods' },
  run(call) {
    const [word, ...said] = call.args
    if (word === undefined || said.length === 0)
      throw call.usage('TYPE/NAME and list of ports are required for port-forward')
    const { targets } = targetsOf(call, [word], word.includes('/') ? {} : { type: 'pods' })
    const [info] = targets.flatMap((target) => fetch(call, target))
    if (info === undefined) throw fail('timed out waiting for the condition')
    const pod = firstPod(Object.assign(Object.create(call), { err: () => undefined }) as Call, info)
    if (text(pod, 'status', 'phase') !== 'Running')
      throw fail(`unable to forward port because pod is not running. Current status=${text(pod, 'status', 'phase')}`)
    const ports = said.map((each) => portOf(each, info, pod))
    const address = call.flags.list('address')[0] ?? '127.0.0.1'
    for (const { local, remote } of ports) {
      call.line(`Forwarding from ${address === 'localhost' ? '127.0.0.1' : address}:${local} -> ${remote}`)
    }
    const namespace = text(pod, 'metadata', 'namespace')
    call.effects.push({ effect: 'forward', namespace, pod: text(pod, 'metadata', 'name'), ports })
    return { forwarding: ports }
  },
  /** It lasts until Ctrl+C. */
  advance: (_call, session) => session,
}

/** `8080`, `8080:80`, `:80`, names of ports; a Service's port is its target's. */
function portOf(said: string, info: Info, pod: Json): { local: number; remote: number } {
  const parts = said.split(':')
  if (parts.length > 2) throw fail(`invalid port format '${said}'`)
  const wanted = (parts.length === 1 ? parts[0] : parts[1]) as string
  const remote = info.mapping.kind === 'Service' ? servicePort(info.object, pod, wanted) : podPort(pod, wanted)
  const first = parts[0] as string
  const local = first === '' ? remote : /^\d+$/.test(first) ? Number(first) : remote
  return { local, remote }
}

function podPort(pod: Json, wanted: string): number {
  if (/^\d+$/.test(wanted)) return Number(wanted)
  const found = list(pod, 'spec', 'containers')
    .flatMap((container) => list(container, 'ports'))
    .find((port) => text(port, 'name') === wanted)
  if (found === undefined) throw fail(`Pod '${text(pod, 'metadata', 'name')}' does not have a named port '${wanted}'`)
  return num(found, 'containerPort')
}

function servicePort(service: Json, pod: Json, wanted: string): number {
  const found = list(service, 'spec', 'ports').find(
    (port) => text(port, 'name') === wanted || text(port, 'port') === wanted,
  )
  if (found === undefined)
    throw fail(`Service ${text(service, 'metadata', 'name')} does not have a service port ${wanted}`)
  return podPort(pod, text(found, 'targetPort') || text(found, 'port'))
}
