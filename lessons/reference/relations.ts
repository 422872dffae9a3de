/** How the patterns relate: our own judgement, a sentence each, read from the one named first. */

export type RelationKind = 'builds on' | 'alternative to' | 'combines with'

export interface PatternRelation {
  from: string
  to: string
  kind: RelationKind
  /** What they have to do with each other. */
  why: string
}

const builds = (from: string, to: string, why: string): PatternRelation => ({ from, to, kind: 'builds on', why })
const instead = (from: string, to: string, why: string): PatternRelation => ({ from, to, kind: 'alternative to', why })
const along = (from: string, to: string, why: string): PatternRelation => ({ from, to, kind: 'combines with', why })

export const RELATIONS: readonly PatternRelation[] = [
  builds('predictable-demands', 'cluster-basics', 'A Pod that says what it needs is still just a Pod.'),
  builds('declarative-deployment', 'cluster-basics', 'A rollout is controllers that write ReplicaSets and Pods.'),
  builds('declarative-deployment', 'health-probe', 'It goes on only as new Pods say that they are ready.'),
  builds('health-probe', 'cluster-basics', 'The kubelet asks, and the Pod’s status says what it heard.'),
  builds('managed-lifecycle', 'cluster-basics', 'What a container hears when its Pod is written or deleted.'),
  along('managed-lifecycle', 'declarative-deployment', 'Each old Pod of a rollout ends; the hooks keep its callers.'),
  builds('automated-placement', 'predictable-demands', 'The scheduler adds up requests; without them it is blind.'),
  builds('batch-job', 'predictable-demands', 'Work that ends needs a size before it can be placed.'),
  builds('periodic-job', 'batch-job', 'A CronJob writes a Job each time its hour comes.'),
  builds('daemon-service', 'automated-placement', 'One Pod a node, by affinity and tolerations of its own.'),
  instead('daemon-service', 'stateless-service', 'As many Pods as nodes, rather than as many as asked for.'),
  builds('singleton-service', 'health-probe', 'Who is gone, and who only seems to be, decides whether there are two.'),
  along('singleton-service', 'leader-election', 'Several run, one is active: the lock inside the application.'),
  builds('stateless-service', 'declarative-deployment', 'Replicas that are all alike can be exchanged one by one.'),
  builds('stateful-service', 'service-discovery', 'Each Pod has a name that is found, by a headless Service.'),
  instead(
    'stateful-service',
    'stateless-service',
    'Names and storage that stay, rather than replicas that do not matter.',
  ),
  builds('service-discovery', 'health-probe', 'Only what is ready stands behind the address.'),
  builds('service-discovery', 'stateless-service', 'One address for replicas that come and go.'),
  builds('self-awareness', 'cluster-basics', 'A Pod reads its own metadata and spec.'),
  along('self-awareness', 'stateful-service', 'A member finds out which ordinal it is.'),
  builds('init-container', 'managed-lifecycle', 'A step of the Pod’s start, with its own end.'),
  builds('sidecar', 'cluster-basics', 'Containers of one Pod share its address and volumes.'),
  along('sidecar', 'init-container', 'A native sidecar is an init container that does not end.'),
  builds('adapter', 'sidecar', 'A sidecar that makes the outside see what it expects.'),
  builds('ambassador', 'sidecar', 'A sidecar that makes the inside see what it expects.'),
  instead('adapter', 'ambassador', 'The same place in the Pod, facing the other way.'),
  builds('envvar-configuration', 'cluster-basics', 'Values in the Pod’s spec, read once at the start.'),
  instead('configuration-resource', 'envvar-configuration', 'As files they follow a change; as variables they do not.'),
  builds('configuration-resource', 'envvar-configuration', 'The same values, kept in an object of their own.'),
  instead(
    'immutable-configuration',
    'configuration-resource',
    'A version of the settings for each rollout, never changed.',
  ),
  builds('immutable-configuration', 'init-container', 'An image with the settings, copied before the start.'),
  builds('configuration-template', 'init-container', 'The file is made from its template before the start.'),
  along('configuration-template', 'configuration-resource', 'The template’s parameters come from a ConfigMap.'),
  builds('controller', 'cluster-basics', 'The loop every part of the cluster runs, written by you.'),
  builds('controller', 'access-control', 'It may touch only what its service account may.'),
  builds('operator', 'controller', 'A controller, with kinds of its own to watch.'),
  along('operator', 'stateful-service', 'What it most often runs is a store that needs knowledge.'),
  builds('elastic-scale', 'predictable-demands', 'Utilisation is a share of what was requested.'),
  builds('elastic-scale', 'stateless-service', 'More replicas help where all are alike.'),
  builds('image-builder', 'batch-job', 'A build is work that ends, in a Pod.'),
  along('image-builder', 'declarative-deployment', 'A new image is a new template, and so a rollout.'),
  builds('leader-election', 'controller', 'A Lease renewed in a loop; whoever is late has lost it.'),
  instead('leader-election', 'singleton-service', 'Standbys that take over at once, rather than one replica.'),
  builds('work-queue', 'batch-job', 'Consumers that take items until none is left.'),
  along('work-queue', 'event-driven-autoscaling', 'The length of the queue says how many consumers.'),
  builds('service-mesh', 'sidecar', 'A proxy in every Pod, put there by admission.'),
  builds('service-mesh', 'ambassador', 'The local proxy, for everybody and from one place.'),
  builds('circuit-breaker', 'service-discovery', 'It takes an endpoint out that the probes still like.'),
  along('circuit-breaker', 'service-mesh', 'The proxies count failures, so the program need not.'),
  builds('sharded-service', 'stateful-service', 'An ordinal is a shard; its name is its address.'),
  builds('scatter-gather', 'sharded-service', 'One question to all shards, one answer from what came.'),
  along('scatter-gather', 'circuit-breaker', 'A slow shard is left out rather than waited for.'),
  instead('canary-deployment', 'declarative-deployment', 'A share of requests, rather than a number of Pods.'),
  builds('canary-deployment', 'service-discovery', 'Weights stand in the route to two Services.'),
  along('canary-deployment', 'service-mesh', 'The mesh splits, and measures both versions.'),
  builds('event-driven-autoscaling', 'elastic-scale', 'Events as the measurement, and zero as a number.'),
  builds('process-containment', 'cluster-basics', 'What a container’s process may do on its node.'),
  along('process-containment', 'access-control', 'Admission levels bind a namespace; roles bind people.'),
  builds('network-segmentation', 'service-discovery', 'Which of the paths that exist may be used.'),
  instead('network-segmentation', 'service-mesh', 'Rules by label and port, rather than by identity.'),
  builds('secure-configuration', 'configuration-resource', 'A Secret that is not readable where it is kept.'),
  along('secure-configuration', 'access-control', 'Who may read Secrets decides what the rest is worth.'),
  builds('access-control', 'cluster-basics', 'Every write passes one door; roles stand at it.'),
]

/** The other way round, for the one named second. */
export const BACKWARDS: Readonly<Record<RelationKind, string>> = {
  'builds on': 'is built on by',
  'alternative to': 'alternative to',
  'combines with': 'combines with',
}
