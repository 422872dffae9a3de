/**
 * Manifests for tests, as a person would write them: only what is said, the server fills in the rest.
 * `deployment('web').replicas(3).image('x').build()`.
 */
import type { Draft, KObject, ObjectMeta } from '../api/object.ts'
import type {
  Container,
  DaemonSet,
  Deployment,
  LabelSelector,
  Namespace,
  Node,
  Pod,
  PodDisruptionBudget,
  PodSpec,
  PodTemplateSpec,
  ReplicaSet,
  Service,
  ServicePort,
  StatefulSet,
  Taint,
  Toleration,
} from '../kinds/types.ts'

/** A manifest ready for `verbs.create`. */
export type Manifest<T extends KObject> = Draft<T> & { apiVersion: string; kind: string }

/** What all builders share: names, labels, annotations, owners. */
abstract class Builder<T extends KObject> {
  protected readonly metadata: Partial<ObjectMeta>

  constructor(
    private readonly apiVersion: string,
    private readonly kind: string,
    name: string,
    namespace: string | undefined,
  ) {
    this.metadata = namespace === undefined ? { name } : { name, namespace }
  }

  namespace(namespace: string): this {
    this.metadata.namespace = namespace
    return this
  }

  label(name: string, value: string): this {
    this.metadata.labels = { ...this.metadata.labels, [name]: value }
    return this
  }

  annotation(name: string, value: string): this {
    this.metadata.annotations = { ...this.metadata.annotations, [name]: value }
    return this
  }

  finalizer(name: string): this {
    this.metadata.finalizers = [...(this.metadata.finalizers ?? []), name]
    return this
  }

  /** Owned by `owner`; `controller` unless said otherwise. */
  ownedBy(owner: KObject, fields: { controller?: boolean; blockOwnerDeletion?: boolean } = { controller: true }): this {
    const { apiVersion, kind, metadata } = owner
    const reference = { apiVersion, kind, name: metadata.name, uid: metadata.uid, ...fields }
    this.metadata.ownerReferences = [...(this.metadata.ownerReferences ?? []), reference]
    return this
  }

  protected finish(rest: object): Manifest<T> {
    const { apiVersion, kind, metadata } = this
    return structuredClone({ apiVersion, kind, metadata, ...rest }) as unknown as Manifest<T>
  }
}

/** Builders of kinds with a Pod template, or that are one. */
abstract class TemplateBuilder<T extends KObject> extends Builder<T> {
  protected readonly podSpec: PodSpec = { containers: [{ name: 'app', image: 'app:1' }] }
  protected templateMeta: { labels?: Record<string, string>; annotations?: Record<string, string> } = {}

  /** Image of the first container. */
  image(image: string): this {
    return this.container({ image })
  }

  /** Fields of the first container. */
  container(fields: Partial<Container>): this {
    this.podSpec.containers[0] = { ...(this.podSpec.containers[0] as Container), ...fields }
    return this
  }

  requests(requests: Record<string, string>): this {
    return this.container({ resources: { requests } })
  }

  tolerate(toleration: Toleration): this {
    this.podSpec.tolerations = [...(this.podSpec.tolerations ?? []), toleration]
    return this
  }

  pod(fields: Partial<PodSpec>): this {
    Object.assign(this.podSpec, fields)
    return this
  }

  /** Annotation of the Pods, e.g. `fake/start-ms`. */
  podAnnotation(name: string, value: string): this {
    this.templateMeta.annotations = { ...this.templateMeta.annotations, [name]: value }
    return this
  }

  podLabel(name: string, value: string): this {
    this.templateMeta.labels = { ...this.templateMeta.labels, [name]: value }
    return this
  }

  protected template(): PodTemplateSpec {
    return { metadata: this.templateMeta, spec: this.podSpec }
  }
}

class PodBuilder extends TemplateBuilder<Pod> {
  node(name: string): this {
    return this.pod({ nodeName: name })
  }
  build(): Manifest<Pod> {
    const { labels, annotations } = this.templateMeta
    if (labels) this.metadata.labels = { ...this.metadata.labels, ...labels }
    if (annotations) this.metadata.annotations = { ...this.metadata.annotations, ...annotations }
    return this.finish({ spec: this.podSpec, status: {} })
  }
}

class ReplicaSetBuilder extends TemplateBuilder<ReplicaSet> {
  private spec: Partial<ReplicaSet['spec']> = {}
  replicas(replicas: number): this {
    this.spec.replicas = replicas
    return this
  }
  minReadySeconds(seconds: number): this {
    this.spec.minReadySeconds = seconds
    return this
  }
  selector(selector: LabelSelector): this {
    this.spec.selector = selector
    return this
  }
  build(): Manifest<ReplicaSet> {
    return this.finish({ spec: { ...this.spec, template: this.template() } })
  }
}

class DeploymentBuilder extends TemplateBuilder<Deployment> {
  private spec: Partial<Deployment['spec']> = {}
  with(fields: Partial<Deployment['spec']>): this {
    this.spec = { ...this.spec, ...fields }
    return this
  }
  replicas(replicas: number): this {
    return this.with({ replicas })
  }
  selector(selector: LabelSelector): this {
    return this.with({ selector })
  }
  rolling(maxSurge: number | string, maxUnavailable: number | string): this {
    return this.with({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } })
  }
  recreate(): this {
    return this.with({ strategy: { type: 'Recreate' } })
  }
  build(): Manifest<Deployment> {
    return this.finish({ spec: { ...this.spec, template: this.template() } })
  }
}

class StatefulSetBuilder extends TemplateBuilder<StatefulSet> {
  private spec: Partial<StatefulSet['spec']> = {}
  with(fields: Partial<StatefulSet['spec']>): this {
    this.spec = { ...this.spec, ...fields }
    return this
  }
  replicas(replicas: number): this {
    return this.with({ replicas })
  }
  parallel(): this {
    return this.with({ podManagementPolicy: 'Parallel' })
  }
  /** A claim of 1Gi for every Pod. */
  claim(name: string): this {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
    return this.with({
      volumeClaimTemplates: [...(this.spec.volumeClaimTemplates ?? []), { metadata: { name }, spec }],
    })
  }
  build(): Manifest<StatefulSet> {
    return this.finish({ spec: { ...this.spec, template: this.template() } })
  }
}

class DaemonSetBuilder extends TemplateBuilder<DaemonSet> {
  private spec: Partial<DaemonSet['spec']> = {}
  with(fields: Partial<DaemonSet['spec']>): this {
    this.spec = { ...this.spec, ...fields }
    return this
  }
  rolling(maxSurge: number | string, maxUnavailable: number | string): this {
    return this.with({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } })
  }
  build(): Manifest<DaemonSet> {
    return this.finish({ spec: { ...this.spec, template: this.template() } })
  }
}

class BudgetBuilder extends Builder<PodDisruptionBudget> {
  private spec: PodDisruptionBudget['spec'] = {}
  with(fields: PodDisruptionBudget['spec']): this {
    this.spec = { ...this.spec, ...fields }
    return this
  }
  build(): Manifest<PodDisruptionBudget> {
    return this.finish({ spec: this.spec })
  }
}

class ServiceBuilder extends Builder<Service> {
  private spec: Partial<Service['spec']> = { ports: [{ port: 80 }] }
  with(fields: Partial<Service['spec']>): this {
    this.spec = { ...this.spec, ...fields }
    return this
  }
  selector(selector: Record<string, string>): this {
    return this.with({ selector })
  }
  port(...ports: ServicePort[]): this {
    return this.with({ ports })
  }
  build(): Manifest<Service> {
    return this.finish({ spec: this.spec })
  }
}

class NodeBuilder extends Builder<Node> {
  private spec: Node['spec'] = {}
  private status: Node['status'] = {
    capacity: { cpu: '16', memory: '64Gi', pods: '110' },
    allocatable: { cpu: '16', memory: '64Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True' }],
  }
  taint(...taints: Taint[]): this {
    this.spec = { ...this.spec, taints: [...(this.spec.taints ?? []), ...taints] }
    return this
  }
  unschedulable(): this {
    this.spec = { ...this.spec, unschedulable: true }
    return this
  }
  zone(zone: string): this {
    return this.label('topology.kubernetes.io/zone', zone)
  }
  ready(status: 'True' | 'False' | 'Unknown'): this {
    this.status = { ...this.status, conditions: [{ type: 'Ready', status }] }
    return this
  }
  build(): Manifest<Node> {
    return this.finish({ spec: this.spec, status: this.status })
  }
}

class NamespaceBuilder extends Builder<Namespace> {
  build(): Manifest<Namespace> {
    return this.finish({ spec: {}, status: {} })
  }
}

/** A Pod `name` with the label app=name. */
export const pod = (name: string) => new PodBuilder('v1', 'Pod', name, 'default').podLabel('app', name)

/** A ReplicaSet over app=name. */
export const replicaSet = (name: string) =>
  new ReplicaSetBuilder('apps/v1', 'ReplicaSet', name, 'default')
    .podLabel('app', name)
    .selector({ matchLabels: { app: name } })

/** A Deployment over app=name. */
export const deployment = (name: string) =>
  new DeploymentBuilder('apps/v1', 'Deployment', name, 'default')
    .podLabel('app', name)
    .selector({ matchLabels: { app: name } })

/** A StatefulSet over app=name, with a Service of its name. */
export const statefulSet = (name: string) =>
  new StatefulSetBuilder('apps/v1', 'StatefulSet', name, 'default')
    .podLabel('app', name)
    .with({ selector: { matchLabels: { app: name } }, serviceName: name })

/** A DaemonSet over app=name. */
export const daemonSet = (name: string) =>
  new DaemonSetBuilder('apps/v1', 'DaemonSet', name, 'default')
    .podLabel('app', name)
    .with({ selector: { matchLabels: { app: name } } })

/** A PodDisruptionBudget over app=name. */
export const budget = (name: string) =>
  new BudgetBuilder('policy/v1', 'PodDisruptionBudget', name, 'default').with({
    selector: { matchLabels: { app: name } },
  })

/** A Service on port 80 over app=name. */
export const service = (name: string) => new ServiceBuilder('v1', 'Service', name, 'default').selector({ app: name })

/** A ready Node of 16 CPU, 64Gi, 110 Pods. */
export const node = (name: string) =>
  new NodeBuilder('v1', 'Node', name, undefined).label('kubernetes.io/hostname', name)

export const namespace = (name: string) => new NamespaceBuilder('v1', 'Namespace', name, undefined)
