/**
 * autoscaling/v1 over what is stored as v2: a target for CPU is a field of its own, all else goes into annotations and
 * comes back from there. Source: pkg/apis/autoscaling/v1/conversion.go.
 */
import type { VersionConversion } from '../../api/kind.ts'
import type { KObject, ObjectMeta } from '../../api/object.ts'
import type { HorizontalPodAutoscaler, HPASpec, MetricSpec, MetricStatus } from '../types.ts'
import { flatSpec, flatStatus, specOf, statusOf } from './metricsv1.ts'

type Status = HorizontalPodAutoscaler['status']

/** The older shape. */
interface OldAutoscaler extends KObject {
  spec: Pick<HPASpec, 'scaleTargetRef' | 'minReplicas' | 'maxReplicas'> & { targetCPUUtilizationPercentage?: number }
  status: {
    observedGeneration?: number
    lastScaleTime?: string
    currentReplicas: number
    desiredReplicas: number
    currentCPUUtilizationPercentage?: number
  }
}

const PREFIX = 'autoscaling.alpha.kubernetes.io/'
const [METRICS, CURRENT, CONDITIONS, BEHAVIOR] = ['metrics', 'current-metrics', 'conditions', 'behavior'].map(
  (name) => `${PREFIX}${name}`,
) as [string, string, string, string]
const CARRIED = [METRICS, CURRENT, CONDITIONS, BEHAVIOR]

export const autoscalingV1: VersionConversion = {
  version: 'v1',
  schema: 'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler',
  fromStored: (object) => older(object as HorizontalPodAutoscaler),
  toStored: (object) => newer(object as OldAutoscaler),
}

const cpuTarget = ({ type, resource }: MetricSpec): number | undefined =>
  type === 'Resource' && resource?.name === 'cpu' ? resource.target.averageUtilization : undefined

function older({ metadata, spec, status }: HorizontalPodAutoscaler): OldAutoscaler {
  const { scaleTargetRef, minReplicas, maxReplicas, metrics = [], behavior } = spec
  const { currentMetrics, conditions, currentReplicas = 0, desiredReplicas = 0, lastScaleTime } = status ?? {}
  const target = metrics.map(cpuTarget).find((percent) => percent !== undefined)
  const cpu = currentMetrics?.find(({ resource }) => resource?.name === 'cpu')?.resource
  const percent = cpu?.current.averageUtilization
  const others = metrics.filter((metric) => cpuTarget(metric) === undefined)
  const carried: Record<string, string> = {}
  if (others.length > 0) carried[METRICS] = JSON.stringify(others.map(flatSpec))
  if (currentMetrics?.length) carried[CURRENT] = JSON.stringify(currentMetrics.map(flatStatus))
  if (conditions?.length) carried[CONDITIONS] = JSON.stringify(conditions)
  if (behavior) carried[BEHAVIOR] = JSON.stringify(behavior)
  const annotated = Object.keys(carried).length > 0
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: annotated ? { ...metadata, annotations: { ...metadata.annotations, ...carried } } : metadata,
    spec: {
      scaleTargetRef,
      ...(minReplicas === undefined ? {} : { minReplicas }),
      maxReplicas,
      ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }),
    },
    status: {
      ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
      currentReplicas,
      desiredReplicas,
      ...(percent === undefined ? {} : { currentCPUUtilizationPercentage: percent }),
    },
  }
}

/** What an annotation carries; text that is no list or object carries nothing. */
function carriedIn<T>({ annotations }: ObjectMeta, name: string): T | undefined {
  const text = annotations?.[name]
  if (!text) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as T) : undefined
  } catch {
    return undefined
  }
}

function newer({ metadata, spec, status }: OldAutoscaler): HorizontalPodAutoscaler {
  const { targetCPUUtilizationPercentage: percent, ...rest } = spec ?? ({} as OldAutoscaler['spec'])
  const cpu: MetricSpec[] =
    percent === undefined
      ? []
      : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } }]
  const others = carriedIn<Record<string, unknown>[]>(metadata, METRICS)
  const behavior = carriedIn<HPASpec['behavior']>(metadata, BEHAVIOR)
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: withoutCarried(metadata),
    spec: {
      ...rest,
      metrics: [...cpu, ...(Array.isArray(others) ? others.map(specOf) : [])],
      ...(behavior ? { behavior } : {}),
    },
    status: newerStatus(metadata, status),
  }
}

function newerStatus(metadata: ObjectMeta, status: OldAutoscaler['status'] | undefined): Status {
  const { currentCPUUtilizationPercentage: percent, ...rest } = status ?? { currentReplicas: 0, desiredReplicas: 0 }
  const carried = carriedIn<Record<string, unknown>[]>(metadata, CURRENT)
  const cpu: MetricStatus[] =
    percent === undefined
      ? []
      : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: percent } } }]
  const currentMetrics = Array.isArray(carried) ? carried.map(statusOf) : cpu
  const conditions = carriedIn<Status['conditions']>(metadata, CONDITIONS)
  return { ...rest, currentMetrics, ...(Array.isArray(conditions) ? { conditions } : {}) } as Status
}

function withoutCarried(metadata: ObjectMeta): ObjectMeta {
  if (!CARRIED.some((name) => name in (metadata.annotations ?? {}))) return metadata
  const { annotations, ...rest } = metadata
  const kept = Object.entries(annotations ?? {}).filter(([name]) => !CARRIED.includes(name))
  return kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) }
}
