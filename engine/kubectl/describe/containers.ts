/** Containers of a Pod or a template. Source: describe.go describeContainers and what it calls. */
import { canonicalQuantity } from '../../api/quantity.ts'
import { type Json, list, map, num, object, strings, text } from '../base/json.ts'
import { goText } from '../print/gotext.ts'
import { environment, sources } from './environment.ts'
import { capital, orNone } from './meta.ts'
import { rfc1123 } from './times.ts'
import type { Writer } from './writer.ts'

/** @param pod whose fields environment variables show; undefined in templates @param space before the label */
export function containersBlock(
  w: Writer,
  label: string,
  containers: readonly Json[],
  statuses: readonly Json[],
  pod: Json | undefined,
  space: string,
): void {
  if (containers.length === 0) return w.write(0, `${space}${label}: <none>\n`)
  w.write(0, `${space}${label}:\n`)
  for (const container of containers) {
    const status = statuses.find((one) => text(one, 'name') === text(container, 'name'))
    basics(w, container, status, space)
    commands(w, 'Command', strings(container, 'command'))
    commands(w, 'Args', strings(container, 'args'))
    if (status !== undefined) states(w, status)
    resourcesBlock(w, object(container, 'resources'), 2)
    for (const [field, title] of PROBES) {
      const probe = container[field]
      if (probe !== undefined) w.field(2, title, probeText(probe as Json))
    }
    sources(w, container)
    environment(w, container, pod)
    mounts(w, container)
  }
}

const PROBES = [
  ['livenessProbe', 'Liveness'],
  ['readinessProbe', 'Readiness'],
  ['startupProbe', 'Startup'],
] as const

function basics(w: Writer, container: Json, status: Json | undefined, space: string): void {
  w.write(1, `${space === '' ? '' : ' '}${text(container, 'name')}:\n`)
  if (status !== undefined) w.field(2, 'Container ID', text(status, 'containerID'))
  w.field(2, 'Image', text(container, 'image'))
  if (status !== undefined) w.field(2, 'Image ID', text(status, 'imageID'))
  const ports = list(container, 'ports')
  const protocol = (port: Json) => text(port, 'protocol')
  portsLine(
    w,
    'Port',
    ports.map((port) => `${num(port, 'containerPort')}/${protocol(port)}`),
  )
  portsLine(
    w,
    'Host Port',
    ports.map((port) => `${num(port, 'hostPort')}/${protocol(port)}`),
  )
  const profile = object(container, 'securityContext', 'seccompProfile')
  if (profile.type !== undefined) {
    w.field(2, 'SeccompProfile', text(profile, 'type'))
    if (profile.type === 'Localhost') w.field(2, 'LocalhostProfile', text(profile, 'localhostProfile'))
  }
}

function portsLine(w: Writer, title: string, ports: readonly string[]): void {
  w.field(2, ports.length > 1 ? `${title}s` : title, orNone(ports.join(', ')))
}

function commands(w: Writer, title: string, words: readonly string[]): void {
  if (words.length === 0) return
  w.write(2, `${title}:\n`)
  for (const word of words) for (const line of word.split('\n')) w.write(3, `${line}\n`)
}

function states(w: Writer, status: Json): void {
  state(w, 'State', object(status, 'state'))
  if (object(status, 'lastState').terminated !== undefined) state(w, 'Last State', object(status, 'lastState'))
  w.field(2, 'Ready', capital(status.ready))
  w.field(2, 'Restart Count', num(status, 'restartCount'))
}

function state(w: Writer, title: string, one: Json): void {
  if (one.running !== undefined) {
    w.field(2, title, 'Running')
    w.field(3, 'Started', rfc1123(text(one, 'running', 'startedAt')))
  } else if (one.terminated !== undefined) terminated(w, title, object(one, 'terminated'))
  else {
    w.field(2, title, 'Waiting')
    const reason = text(one, 'waiting', 'reason')
    if (reason !== '') w.field(3, 'Reason', reason)
  }
}

function terminated(w: Writer, title: string, one: Json): void {
  w.field(2, title, 'Terminated')
  if (text(one, 'reason') !== '') w.field(3, 'Reason', text(one, 'reason'))
  if (text(one, 'message') !== '') w.field(3, 'Message', text(one, 'message'))
  w.field(3, 'Exit Code', num(one, 'exitCode'))
  if (num(one, 'signal') > 0) w.field(3, 'Signal', num(one, 'signal'))
  w.field(3, 'Started', rfc1123(text(one, 'startedAt')))
  w.field(3, 'Finished', rfc1123(text(one, 'finishedAt')))
}

export function resourcesBlock(w: Writer, resources: Json, level: number): void {
  for (const [field, title] of [
    ['limits', 'Limits'],
    ['requests', 'Requests'],
  ] as const) {
    const amounts = map(resources, field)
    const names = Object.keys(amounts).sort()
    if (names.length > 0) w.write(level, `${title}:\n`)
    for (const name of names) w.field(level + 1, name, canonicalQuantity(amounts[name] as string))
  }
}

/** `http-get http://:80/ delay=0s …`. Source: describe.go DescribeProbe. */
export function probeText(probe: Json): string {
  const attributes = `delay=${num(probe, 'initialDelaySeconds')}s timeout=${num(probe, 'timeoutSeconds')}s period=${num(probe, 'periodSeconds')}s #success=${num(probe, 'successThreshold')} #failure=${num(probe, 'failureThreshold')}`
  if (probe.exec !== undefined) return `exec ${goText(strings(probe, 'exec', 'command'))} ${attributes}`
  if (probe.httpGet !== undefined) return `http-get ${url(object(probe, 'httpGet'))} ${attributes}`
  if (probe.tcpSocket !== undefined)
    return `tcp-socket ${text(probe, 'tcpSocket', 'host')}:${text(probe, 'tcpSocket', 'port')} ${attributes}`
  if (probe.grpc !== undefined)
    return `grpc <pod>:${num(probe, 'grpc', 'port')} ${text(probe, 'grpc', 'service')} ${attributes}`
  return `unknown ${attributes}`
}

function url(get: Json): string {
  const port = text(get, 'port')
  const host = text(get, 'host')
  const joined = port === '' ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`
  const path = text(get, 'path')
  const slash = path !== '' && !path.startsWith('/') ? '/' : ''
  return `${text(get, 'scheme').toLowerCase()}://${joined}${slash}${encodeURI(path)}`
}

function mounts(w: Writer, container: Json): void {
  const byPath = list(container, 'volumeMounts').sort((a, b) => (text(a, 'mountPath') < text(b, 'mountPath') ? -1 : 1))
  w.write(2, `Mounts:${byPath.length === 0 ? '\t<none>' : ''}\n`)
  for (const mount of byPath) {
    const subPath = text(mount, 'subPath')
    const flags = [
      mount.readOnly === true ? 'ro' : 'rw',
      ...(subPath === '' ? [] : [`path=${JSON.stringify(subPath)}`]),
    ]
    w.write(3, `${text(mount, 'mountPath')} from ${text(mount, 'name')} (${flags.join(',')})\n`)
  }
  const devices = list(container, 'volumeDevices')
  if (devices.length === 0) return
  w.write(2, 'Devices:\n')
  for (const device of devices) w.write(3, `${text(device, 'devicePath')} from ${text(device, 'name')}\n`)
}
