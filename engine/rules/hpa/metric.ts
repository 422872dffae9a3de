/** What one metric of an autoscaler asks for. Source: pkg/controller/podautoscaler/horizontal.go computeReplicasForMetric. */
import { formatQuantity, quantityOf } from '../../api/quantity.ts'
import { milliValue } from '../../api/quantityvalue.ts'
import type { MetricSpec, MetricStatus, MetricTarget } from '../../kinds/types.ts'
import {
  averageReplicas,
  CalculationError,
  perPodReplicas,
  type Proposal,
  type Scene,
  utilizationReplicas,
  wholeReplicas,
} from './calculator.ts'
import type { MetricsClient } from './client.ts'
import { MissingRequest } from './requests.ts'
import { goSelectorText, selectorQuery } from './selectortext.ts'

/** What a metric asks for, with the name it goes by in messages. */
export interface MetricProposal {
  readonly replicas: number
  readonly name: string
  readonly status: MetricStatus
}

/** Why a metric asks for nothing. */
export interface MetricFailure {
  /** Reason of the event and the condition. */
  readonly reason: string
  /** What both say. */
  readonly message: string
  /** What the summary of all metrics says. */
  readonly error: string
}

interface Question {
  readonly scene: Scene
  readonly namespace: string
  /** Replicas the target has. */
  readonly present: number
  readonly client: MetricsClient
}

/** An amount in thousandths, as the status shows it. */
const milli = (amount: number): string => formatQuantity(quantityOf(BigInt(Math.trunc(amount)), 'DecimalSI', -3))

/** What went wrong, in upstream's words. */
class MetricError extends Error {}

const number = <T>(value: T | string, prefix: string): T => {
  if (typeof value === 'string') throw new MetricError(`${prefix}${value}`)
  return value
}

export function computeMetric(spec: MetricSpec, question: Question): MetricProposal | MetricFailure {
  switch (spec.type) {
    case 'Resource':
      return computeResource(spec, question)
    case 'ContainerResource':
      return computeContainerResource(spec, question)
    case 'Pods':
      return computePods(spec, question)
    case 'Object':
      return computeObject(spec, question)
    case 'External':
      return computeExternal(spec, question)
    default: {
      const message = `unknown metric source type "${spec.type}"`
      return { reason: 'InvalidMetricSourceType', message, error: message }
    }
  }
}

/** @param wrap makes the summary's text of the message */
function attempt(
  reason: string,
  wrap: (message: string) => string,
  calculate: () => MetricProposal,
): MetricProposal | MetricFailure {
  try {
    return calculate()
  } catch (error) {
    const isKnown = error instanceof MetricError || error instanceof CalculationError || error instanceof MissingRequest
    if (!isKnown) throw error
    return { reason, message: error.message, error: wrap(error.message) }
  }
}

interface ResourceProposal {
  name: string
  replicas: number
  current: { averageValue: string; averageUtilization?: number }
}

function computeResource({ resource }: MetricSpec, question: Question): MetricProposal | MetricFailure {
  const { name = '', target = { type: '' } } = resource ?? {}
  const wrap = (message: string) => `failed to get ${name} resource metric value: ${message}`
  return attempt('FailedGetResourceMetric', wrap, () => {
    const { current, ...proposal } = resourceProposal(question, name, '', target)
    return { ...proposal, status: { type: 'Resource', resource: { name, current } } }
  })
}

function computeContainerResource({ containerResource }: MetricSpec, question: Question) {
  const { name = '', container = '', target = { type: '' } } = containerResource ?? {}
  const wrap = (message: string) => `failed to get ${container} container metric value: ${message}`
  return attempt('FailedGetContainerResourceMetric', wrap, () => {
    const { current, ...proposal } = resourceProposal(question, name, container, target)
    return { ...proposal, status: { type: 'ContainerResource', containerResource: { name, container, current } } }
  })
}

/** Messages of a calculation get a beginning. */
function prefixed<T>(prefix: string, calculate: () => T): T {
  try {
    return calculate()
  } catch (error) {
    if (error instanceof CalculationError || error instanceof MissingRequest) {
      throw new MetricError(`${prefix}${error.message}`)
    }
    throw error
  }
}

function resourceProposal(
  { scene, client }: Question,
  resource: string,
  container: string,
  target: MetricTarget,
): ResourceProposal {
  const isAverage = target.averageValue !== undefined
  const prefix = `failed to get ${resource} ${isAverage ? 'usage' : 'utilization'}: `
  const unable = `${prefix}unable to get metrics for resource ${resource}: `
  if (isAverage) {
    const metrics = number(client.resource(resource, container), unable)
    const wanted = milliValue(target.averageValue as string)
    const { replicas, usage } = prefixed(prefix, () => averageReplicas(scene, metrics, resource, wanted))
    return { name: `${resource} resource`, replicas, current: { averageValue: milli(usage) } }
  }
  const wanted = target.averageUtilization
  if (wanted === undefined) {
    throw new MetricError(
      'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set',
    )
  }
  const metrics = number(client.resource(resource, container), unable)
  const { replicas, usage, percent } = prefixed(prefix, () =>
    utilizationReplicas(scene, metrics, resource, container, wanted),
  )
  const kind = container === '' ? 'resource' : 'container resource'
  return {
    name: `${resource} ${kind} utilization (percentage of request)`,
    replicas,
    current: { averageUtilization: percent as number, averageValue: milli(usage) },
  }
}

function computePods({ pods }: MetricSpec, { scene, client }: Question): MetricProposal | MetricFailure {
  const { metric = { name: '' }, target } = pods ?? {}
  const wrap = (message: string) => `failed to get pods metric value: ${message}`
  return attempt('FailedGetPodsMetric', wrap, () => {
    const query = number(queryOf(metric.selector), '')
    const metrics = number(client.pods(metric.name, query.text), `unable to get metric ${metric.name}: `)
    const { replicas, usage } = averageReplicas(scene, metrics, '', milliValue(target?.averageValue ?? '0'))
    const current = { averageValue: milli(usage) }
    return { replicas, name: `pods metric ${metric.name}`, status: { type: 'Pods', pods: { metric, current } } }
  })
}

function queryOf(selector: Parameters<typeof selectorQuery>[0]): { text: string } | string {
  const query = selectorQuery(selector)
  return 'error' in query ? query.error : query
}

function computeObject({ object }: MetricSpec, question: Question) {
  const { scene, present, client, namespace } = question
  const { metric = { name: '' }, target, describedObject = { kind: '', name: '' } } = object ?? {}
  const wrap = (message: string) => `failed to get object metric value: ${message}`
  return attempt('FailedGetObjectMetric', wrap, () => {
    const query = number(queryOf(metric.selector), '')
    const { kind, name } = describedObject
    const read = () =>
      number(
        client.object(metric.name, describedObject, query.text),
        // Upstream's arguments are one off here, and the message with them.
        `unable to get metric ${metric.name}: ${kind} on ${namespace} ${name}/`,
      )
    const answer = (proposal: Proposal, label: string, field: 'value' | 'averageValue'): MetricProposal => {
      const current = { [field]: milli(proposal.usage) }
      const status: MetricStatus = { type: 'Object', object: { metric, current, describedObject } }
      return { replicas: proposal.replicas, name: label, status }
    }
    if (target?.type === 'Value' && target.value !== undefined) {
      const proposal = wholeReplicas(scene, read(), milliValue(target.value))
      return answer(proposal, `${kind} metric ${metric.name}`, 'value')
    }
    if (target?.type === 'AverageValue' && target.averageValue !== undefined) {
      const proposal = perPodReplicas(scene, present, read(), milliValue(target.averageValue))
      const label = `external metric ${metric.name}(${goSelectorText(metric.selector)})`
      return answer(proposal, label, 'averageValue')
    }
    throw new MetricError('invalid object metric source: neither a value target nor an average value target was set')
  })
}

function computeExternal({ external }: MetricSpec, question: Question) {
  const { scene, present, client, namespace } = question
  const { metric = { name: '' }, target } = external ?? {}
  const isAverage = target?.averageValue !== undefined
  const what = isAverage
    ? `failed to get ${metric.name} external metric: `
    : `failed to get external metric ${metric.name}: `
  const wrap = (message: string) => `failed to get ${metric.name} external metric value: ${what}${message}`
  return attempt('FailedGetExternalMetric', wrap, () => {
    const label = goSelectorText(metric.selector)
    const wanted = target?.averageValue ?? target?.value
    if (wanted === undefined) {
      throw new MetricError(
        'invalid external metric source: neither a value target nor an average value target was set',
      )
    }
    const query = number(queryOf(metric.selector), '')
    const read = client.external(metric.name, query.text)
    const usage = number(read, `unable to get external metric ${namespace}/${metric.name}/${label}: `)
    const proposal = isAverage
      ? perPodReplicas(scene, present, usage, milliValue(wanted))
      : wholeReplicas(scene, usage, milliValue(wanted))
    const current = isAverage ? { averageValue: milli(proposal.usage) } : { value: milli(proposal.usage) }
    const status: MetricStatus = { type: 'External', external: { metric, current } }
    return { replicas: proposal.replicas, name: `external metric ${metric.name}(${label})`, status }
  })
}
