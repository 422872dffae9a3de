/** HorizontalPodAutoscalers. Source: describe.go describeHorizontalPodAutoscalerV2. */
import { canonicalQuantity } from '../../api/quantity.ts'
import type { Call } from '../call.ts'
import { type Json, list, num, object, text } from '../base/json.ts'
import { eventsBlock } from './events.ts'
import { head } from './meta.ts'
import { rfc1123 } from './times.ts'
import type { Writer } from './writer.ts'

const UNKNOWN = '<unknown>'
const quantity = (one: unknown, field: string): string => {
  const said = text(one, field)
  return said === '' ? UNKNOWN : canonicalQuantity(said)
}

export function autoscaler(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  const status = object(one, 'status')
  head(w, one)
  w.field(0, 'CreationTimestamp', rfc1123(text(one, 'metadata', 'creationTimestamp')))
  w.field(0, 'Reference', `${text(spec, 'scaleTargetRef', 'kind')}/${text(spec, 'scaleTargetRef', 'name')}`)
  w.field(0, 'Metrics', '( current / target )')
  const current = list(status, 'currentMetrics')
  for (const [at, metric] of list(spec, 'metrics').entries()) metricLine(w, metric, current[at])
  w.field(0, 'Min replicas', spec.minReplicas ?? '<unset>')
  w.field(0, 'Max replicas', num(spec, 'maxReplicas'))
  if (spec.behavior !== undefined) {
    w.write(0, 'Behavior:\n')
    direction(w, 'Scale Up', object(spec, 'behavior').scaleUp as Json | undefined)
    direction(w, 'Scale Down', object(spec, 'behavior').scaleDown as Json | undefined)
  }
  w.field(
    0,
    `${text(spec, 'scaleTargetRef', 'kind')} pods`,
    `${num(status, 'currentReplicas')} current / ${num(status, 'desiredReplicas')} desired`,
  )
  const conditions = list(status, 'conditions')
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n')
    w.write(1, 'Type\tStatus\tReason\tMessage\n')
    w.write(1, '----\t------\t------\t-------\n')
    for (const each of conditions) {
      w.write(1, `${text(each, 'type')}\t${text(each, 'status')}\t${text(each, 'reason')}\t${text(each, 'message')}\n`)
    }
  }
  eventsBlock(call, w, one, 'HorizontalPodAutoscaler')
}

function metricLine(w: Writer, metric: Json, current: Json | undefined): void {
  const type = text(metric, 'type')
  const field = `${type[0]?.toLowerCase() ?? ''}${type.slice(1)}`
  const source = object(metric, field)
  const now = object(current, field, 'current')
  const target = object(source, 'target')
  if (type === 'Resource' || type === 'ContainerResource') {
    const of = type === 'ContainerResource' ? ` of container "${text(source, 'container')}"` : ''
    w.write(1, `resource ${text(source, 'name')}${of} on pods`)
    if (target.averageValue !== undefined)
      return w.write(0, `:\t${quantity(now, 'averageValue')} / ${quantity(target, 'averageValue')}\n`)
    const used =
      now.averageUtilization === undefined
        ? UNKNOWN
        : `${num(now, 'averageUtilization')}% (${quantity(now, 'averageValue')})`
    const wanted = target.averageUtilization === undefined ? '<auto>' : `${num(target, 'averageUtilization')}%`
    return w.write(1, `(as a percentage of request):\t${used} / ${wanted}\n`)
  }
  const name = text(source, 'metric', 'name')
  if (type === 'Pods')
    return w.write(1, `"${name}" on pods:\t${quantity(now, 'averageValue')} / ${quantity(target, 'averageValue')}\n`)
  const average = target.averageValue !== undefined
  const values = `${quantity(now, average ? 'averageValue' : 'value')} / ${quantity(target, average ? 'averageValue' : 'value')}`
  const as = average ? '(target average value)' : '(target value)'
  if (type === 'External') return w.write(1, `"${name}" ${as}:\t${values}\n`)
  const about = object(source, 'describedObject')
  w.write(1, `"${name}" on ${text(about, 'kind')}/${text(about, 'name')} ${as}:\t${values}\n`)
}

function direction(w: Writer, title: string, rules: Json | undefined): void {
  if (rules === undefined) return
  w.write(1, `${title}:\n`)
  if (rules.stabilizationWindowSeconds !== undefined)
    w.write(2, `Stabilization Window: ${num(rules, 'stabilizationWindowSeconds')} seconds\n`)
  const policies = list(rules, 'policies')
  if (policies.length === 0) return
  w.write(2, `Select Policy: ${text(rules, 'selectPolicy') || 'Max'}\n`)
  w.write(2, 'Policies:\n')
  for (const policy of policies) {
    w.write(
      3,
      `- Type: ${text(policy, 'type')}\tValue: ${num(policy, 'value')}\tPeriod: ${num(policy, 'periodSeconds')} seconds\n`,
    )
  }
}
