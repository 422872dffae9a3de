/** What an autoscaler measures and wants, in one cell. Source: pkg/printers/internalversion formatHPAMetrics. */
import type { MetricSpec, MetricStatus, MetricTarget } from '../types.ts'

const UNKNOWN = '<unknown>'
/** Metrics shown; the rest is counted. */
const SHOWN = 2

interface Current {
  value?: string
  averageValue?: string
  averageUtilization?: number
}

export function targetsCell(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return '<none>'
  const cells = specs.map((spec, i) => cell(spec, statuses[i]))
  const shown = cells.slice(0, SHOWN).join(', ')
  return cells.length > SHOWN ? `${shown} + ${cells.length - SHOWN} more...` : shown
}

function cell(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? UNKNOWN}/${spec.pods?.target.averageValue ?? ''}`
    case 'External':
      return valueCell(spec.external?.target, status?.external?.current)
    case 'Object':
      return valueCell(spec.object?.target, status?.object?.current)
    case 'Resource':
      return `${spec.resource?.name}: ${resourceCell(spec.resource?.target, status?.resource?.current)}`
    case 'ContainerResource': {
      const { name, target } = spec.containerResource ?? {}
      return `${name}: ${resourceCell(target, status?.containerResource?.current)}`
    }
    default:
      return '<unknown type>'
  }
}

/** A value of the whole, or one an each Pod. */
function valueCell(target: MetricTarget | undefined, current: Current | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`
  return `${current?.value ?? UNKNOWN}/${target?.value ?? ''}`
}

function resourceCell(target: MetricTarget | undefined, current: Current | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue}`
  const { averageUtilization: now } = current ?? {}
  const wanted = target?.averageUtilization
  return `${now === undefined ? UNKNOWN : `${now}%`}/${wanted === undefined ? '<auto>' : `${wanted}%`}`
}
