/** What the parts of the network need of each other: the table of sockets, and putting things on the way. */
import type { Origin } from '../../../core/network.ts'
import type { Container } from '../container.ts'
import type { Arrival, Socket } from './socket.ts'

export interface Wiring {
  get(number: number): Readonly<Socket> | undefined
  own(number: number): Socket | undefined
  /** Puts something on the way to a socket; what was sent before comes before. */
  arrive(socket: Socket, delayMs: number, kind: Arrival['kind'], data?: string): void
  send(number: number, data: string): boolean
  close(number: number): void
  isFull(number: number): boolean
  /** One way between the two ends. */
  delayMs(socket: Readonly<Socket>): number
  /** A caller of no container: a kubelet, or somebody outside. */
  stranger(): Socket
  /** The end of whoever is called. */
  farEnd(container: number, near: Socket): Socket
  /** Puts a connection before a process that listens. */
  enqueue(c: Container, listening: Socket, far: Socket): void
  /** Tells whoever watches traffic. */
  saw(socket: Readonly<Socket>, outcome: string, sinceMs?: number): void
}

export function originOf({ spec, number }: Readonly<Container>): Origin {
  const { podIP, podNamespace, podName, nodeName } = spec
  return { process: number, podIP, podNamespace, podName, nodeName }
}
