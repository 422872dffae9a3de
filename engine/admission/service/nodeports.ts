/** Node ports of a Service. Source: alloc.go allocNodePorts and portallocator. */
import { type FieldError, invalid } from '../../api/fielderror.ts'
import type { Service, ServicePort } from '../../kinds/types.ts'
import { needsHealthCheckPort, needsNodePort } from './needs.ts'
import type { ServiceRanges } from './ranges.ts'

type Spec = Service['spec']

/** Gives every port its node port, in place; one number serves all protocols of a port. */
export function fillNodePorts(spec: Spec, held: readonly string[], ranges: ServiceRanges): FieldError[] {
  const errors: FieldError[] = []
  if (needsNodePort(spec)) {
    const byPort = new Map<number, number>()
    for (const [position, port] of (spec.ports ?? []).entries()) {
      const error = fillPort(port, position, spec, byPort, held, ranges)
      if (error) return [error]
    }
  }
  if (needsHealthCheckPort(spec)) errors.push(...fillHealthCheckPort(spec, held, ranges))
  return errors
}

function fillPort(
  port: ServicePort,
  position: number,
  spec: Spec,
  byPort: Map<number, number>,
  held: readonly string[],
  ranges: ServiceRanges,
): FieldError | undefined {
  const known = byPort.get(port.port)
  if (known !== undefined && !port.nodePort) {
    port.nodePort = known
    return undefined
  }
  const wanted =
    port.nodePort || (spec.ports ?? []).find((other) => other.port === port.port && other.nodePort)?.nodePort
  const given = wanted || ranges.nextPort(chosenPorts(spec))
  if (given === undefined) return invalid(`spec.ports[${position}].nodePort`, 0, 'range is full')
  const refusal = known === given ? undefined : ranges.refusePort(given, held)
  if (refusal) return invalid(`spec.ports[${position}].nodePort`, given, refusal)
  port.nodePort = given
  if (known === undefined) byPort.set(port.port, given)
  return undefined
}

function fillHealthCheckPort(spec: Spec, held: readonly string[], ranges: ServiceRanges): FieldError[] {
  const wanted = spec.healthCheckNodePort
  const given = wanted || ranges.nextPort(chosenPorts(spec))
  const refusal = given === undefined ? 'range is full' : ranges.refusePort(given, held)
  if (refusal) return [invalid('spec.healthCheckNodePort', wanted ?? 0, refusal)]
  spec.healthCheckNodePort = given as number
  return []
}

/** Numbers that this Service has or wants already. */
function chosenPorts(spec: Spec): number[] {
  return [...(spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0), spec.healthCheckNodePort ?? 0]
}
