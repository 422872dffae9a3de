/** What a probe or a lifecycle hook sends: handlers with ports and addresses filled in (pkg/probe, lifecycle/handlers.go). */
import type { ProbeRequest } from '../core/runtime.ts'
import type { Container, Pod, Probe } from '../kinds/types.ts'
import { expandStatic } from './probes/result.ts'

/** The parts of probes and of hooks that name a request. */
export type RequestHandler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>

/** The request of a handler; undefined when it has none or names a port that the container does not. */
export function requestOf(handler: RequestHandler, spec: Container, podIP: string): ProbeRequest | undefined {
  if (handler.exec) return { type: 'exec', command: handler.exec.command ?? [] }
  if (handler.httpGet) {
    const port = portOf(handler.httpGet.port as number | string, spec)
    if (port === undefined) return undefined
    const { scheme = 'HTTP', host, path = '/', httpHeaders = [] } = handler.httpGet
    return { type: 'httpGet', scheme, host: host || podIP, port, path, headers: httpHeaders }
  }
  if (handler.tcpSocket) {
    const port = portOf(handler.tcpSocket.port as number | string, spec)
    return port === undefined ? undefined : { type: 'tcpSocket', host: handler.tcpSocket.host || podIP, port }
  }
  if (handler.grpc) return { type: 'grpc', port: handler.grpc.port, service: handler.grpc.service ?? '' }
  return undefined
}

function portOf(port: number | string, spec: Container): number | undefined {
  const number = typeof port === 'number' ? port : (portByName(port, spec) ?? (/^\d+$/.test(port) ? Number(port) : 0))
  return number > 0 && number < 65536 ? number : undefined
}

const portByName = (name: string, { ports }: Container): number | undefined =>
  ports?.find((port) => port.name === name)?.containerPort

/** The request of a probe: a command's variables are filled in, where they have a plain value. */
export function probeRequestOf(probe: Probe, spec: Container, podIP: string): ProbeRequest | undefined {
  const request = requestOf(probe, spec, podIP)
  if (request?.type !== 'exec') return request
  const command = expandStatic(request.command, spec.env)
  return command === request.command ? request : { type: 'exec', command }
}

/** What the prober says when the program did not answer in time. */
export function timeoutText(request: ProbeRequest, pod: Pod, timeoutSeconds: number): string {
  switch (request.type) {
    case 'httpGet': {
      const url = `${request.scheme.toLowerCase()}://${request.host}:${request.port}${request.path}`
      return `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
    }
    case 'tcpSocket':
      return `dial tcp ${request.host}:${request.port}: i/o timeout`
    case 'exec':
      return `command timed out: "${request.command.join(' ')}" timed out after ${timeoutSeconds}s`
    default: {
      const service = `${pod.status.podIP}:${request.port}`
      return `timeout: failed to connect service "${service}" within ${timeoutSeconds}s: context deadline exceeded`
    }
  }
}
