/**
 * What the API server's validation asks of numbers, where the schema does not say it: by the schema's type and field.
 * Source: pkg/apis/core/validation, pkg/apis/apps/validation, pkg/apis/autoscaling/validation, pkg/apis/batch/validation.
 */

const MOST_PORT = 65_535

type Limits = readonly [minimum: number, maximum?: number]

const FIELDS: Readonly<Record<string, Limits>> = {
  'ContainerPort.containerPort': [1, MOST_PORT],
  'ContainerPort.hostPort': [1, MOST_PORT],
  'CronJobSpec.startingDeadlineSeconds': [0],
  'CronJobSpec.successfulJobsHistoryLimit': [0],
  'CronJobSpec.failedJobsHistoryLimit': [0],
  'DeploymentSpec.minReadySeconds': [0],
  'DeploymentSpec.progressDeadlineSeconds': [1],
  'DeploymentSpec.replicas': [0],
  'DeploymentSpec.revisionHistoryLimit': [0],
  'GRPCAction.port': [1, MOST_PORT],
  'HorizontalPodAutoscalerSpec.maxReplicas': [1],
  'HorizontalPodAutoscalerSpec.minReplicas': [1],
  'HPAScalingRules.stabilizationWindowSeconds': [0, 3600],
  'HPAScalingPolicy.periodSeconds': [1, 1800],
  'HPAScalingPolicy.value': [1],
  'JobSpec.activeDeadlineSeconds': [0],
  'JobSpec.backoffLimit': [0],
  'JobSpec.completions': [0],
  'JobSpec.parallelism': [0],
  'JobSpec.ttlSecondsAfterFinished': [0],
  'MetricTarget.averageUtilization': [1],
  'PodSpec.activeDeadlineSeconds': [1],
  'PodSpec.terminationGracePeriodSeconds': [0],
  'PreferredSchedulingTerm.weight': [1, 100],
  'Probe.failureThreshold': [1],
  'Probe.initialDelaySeconds': [0],
  'Probe.periodSeconds': [1],
  'Probe.successThreshold': [1],
  'Probe.terminationGracePeriodSeconds': [1],
  'Probe.timeoutSeconds': [1],
  'ReplicaSetSpec.replicas': [0],
  'ReplicationControllerSpec.replicas': [0],
  'ServicePort.nodePort': [30_000, 32_767],
  'ServicePort.port': [1, MOST_PORT],
  'StatefulSetSpec.minReadySeconds': [0],
  'StatefulSetSpec.replicas': [0],
  'TopologySpreadConstraint.maxSkew': [1],
  'TopologySpreadConstraint.minDomains': [1],
  'WeightedPodAffinityTerm.weight': [1, 100],
}

/** @param owner last part of the schema's name, e.g. `Probe` */
export function limitsOf(owner: string, field: string): { minimum?: number; maximum?: number } {
  const [minimum, maximum] = FIELDS[`${owner}.${field}`] ?? []
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) }
}

/** What the number in a field counts, by the name that the API gives to such fields. */
export function unitOf(field: string): string | undefined {
  if (/Seconds$/.test(field)) return 's'
  if (/Milliseconds$/.test(field)) return 'ms'
  if (/(Utilization|Percent|Percentage)$/.test(field)) return '%'
  if (field === 'cpu') return 'CPU'
  return /^(memory|storage|ephemeral-storage|hugepages-.*|sizeLimit)$/.test(field) ? 'bytes' : undefined
}
