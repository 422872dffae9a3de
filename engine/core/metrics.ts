/**
 * What of the cluster is measured: the seam between those who measure (the metrics server, whoever counts requests) and
 * those who ask (autoscalers, `kubectl top`). Each of the three APIs may be there or not.
 *
 * Amounts are thousandths, as upstream's autoscaler counts them; times are virtual milliseconds.
 */

/** What a container used, averaged over its Pod's window. */
export interface ContainerUsage {
  readonly name: string
  readonly cpuMilli: number
  readonly memoryBytes: number
}

/** One sample of a Pod: taken at `atMs`, of the `windowMs` before. */
export interface PodUsage {
  readonly atMs: number
  readonly windowMs: number
  readonly containers: readonly ContainerUsage[]
}

export interface NodeUsage {
  readonly atMs: number
  readonly windowMs: number
  readonly cpuMilli: number
  readonly memoryBytes: number
}

/** metrics.k8s.io. */
export interface ResourceMetrics {
  /** The newest sample of a Pod by its row; undefined while there is none. */
  pod(row: number): PodUsage | undefined
  node(name: string): NodeUsage | undefined
  /**
   * Whether a Pod's samples stay the same until `onChange` tells: what is computed from them need not be computed
   * again. A source that cannot know says false.
   */
  steady(row: number): boolean
  /** Called when what a Pod uses may have changed. */
  onChange(listener: (row: number) => void): void
}

/** A value measured at a time. */
export interface MetricValue {
  readonly milli: number
  readonly atMs: number
  readonly windowMs: number
}

/** An object in a namespace, as a custom metric describes it. */
export interface MetricObject {
  readonly apiVersion?: string
  readonly kind: string
  readonly name: string
}

/** custom.metrics.k8s.io: metrics of Pods and of other objects, by name. Selectors are of the metric's own labels. */
export interface CustomMetrics {
  /** Values by Pod name; a text is why there are none. */
  pods(
    namespace: string,
    names: readonly string[],
    metric: string,
    selector: string,
  ): ReadonlyMap<string, MetricValue> | string
  object(namespace: string, object: MetricObject, metric: string, selector: string): MetricValue | string
}

/** external.metrics.k8s.io: metrics of what is not in the cluster. */
export interface ExternalMetrics {
  values(namespace: string, metric: string, selector: string): readonly MetricValue[] | string
}

export interface Metrics {
  readonly resource?: ResourceMetrics
  readonly custom?: CustomMetrics
  readonly external?: ExternalMetrics
}

/** Containers that run at present, as those who measure see them; the kubelets answer. */
export interface RunningContainers {
  /** Visits the running containers of a Pod by its row, in the order of its spec. */
  eachRunning(podRow: number, visit: (container: string, process: number, startedAtMs: number) => void): void
  /** The row of the Pod that a process runs in; -1 when it runs in none. */
  podOf(process: number): number
  /** Called when what a process uses may have changed. */
  onUsage(listener: (process: number) => void): void
}

/** Of a cluster in which nothing is measured. */
export const NO_METRICS: Metrics = {}
