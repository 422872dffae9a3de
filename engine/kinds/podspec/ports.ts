/** Container ports. Source: pkg/apis/core/validation validateContainerPorts, checkHostPortConflicts. */
import { duplicate, type FieldError, invalid, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { portNameMessages, portNumberMessages } from '../../api/valueformats.ts'
import type { Container, PodSpec } from '../types.ts'
import { each, oneOf } from '../validation/checks.ts'
import type { PodSpecOptions } from './options.ts'

type Port = NonNullable<Container['ports']>[number]

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

export function validatePorts(ports: readonly Port[], path: string): FieldError[] {
  const names = new Set<string>()
  return ports.flatMap((port, i) => validatePort(port, names, index(path, i)))
}

function validatePort(port: Port, names: Set<string>, path: string): FieldError[] {
  const { name, containerPort, hostPort, protocol } = port
  const errors: FieldError[] = []
  if (name) errors.push(...nameErrors(name, names, child(path, 'name')))
  const portPath = child(path, 'containerPort')
  if (!containerPort) errors.push(required(portPath, ''))
  else errors.push(...each(portPath, containerPort, portNumberMessages(containerPort)))
  if (hostPort) errors.push(...each(child(path, 'hostPort'), hostPort, portNumberMessages(hostPort)))
  return [...errors, ...oneOf(protocol, child(path, 'protocol'), PROTOCOLS)]
}

function nameErrors(name: string, names: Set<string>, path: string): FieldError[] {
  const messages = portNameMessages(name)
  if (messages.length > 0) return each(path, name, messages)
  if (names.has(name)) return [duplicate(path, name)]
  names.add(name)
  return []
}

/** Two containers of a Pod cannot have the same port of the host. */
export function hostPortConflicts(containers: readonly Container[], path: string): FieldError[] {
  const taken = new Set<string>()
  const errors: FieldError[] = []
  for (const [i, { ports = [] }] of containers.entries()) {
    for (const [j, { protocol, hostIP = '', hostPort }] of ports.entries()) {
      if (!hostPort) continue
      const key = `${protocol}/${hostIP}/${hostPort}`
      if (taken.has(key)) errors.push(duplicate(child(index(child(index(path, i), 'ports'), j), 'hostPort'), key))
      taken.add(key)
    }
  }
  return errors
}

/** On the host's network a container's port is the host's; a template may leave that to be filled in. */
export function hostNetworkErrors(spec: PodSpec, path: string, { isPod }: PodSpecOptions): FieldError[] {
  if (!spec.hostNetwork) return []
  const errors: FieldError[] = []
  for (const [i, { ports = [] }] of (spec.containers ?? []).entries()) {
    for (const [j, { hostPort = 0, containerPort }] of ports.entries()) {
      if (hostPort === containerPort || (!isPod && hostPort === 0)) continue
      const portPath = child(index(child(index(child(path, 'containers'), i), 'ports'), j), 'hostPort')
      errors.push(invalid(portPath, hostPort, 'must match `containerPort` when `hostNetwork` is true'))
    }
  }
  return errors
}
