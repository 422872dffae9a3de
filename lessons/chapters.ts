/**
 * Every chapter there is to teach, in the order of the patterns; a lesson of the same slug makes it a chapter that can be
 * opened. The map shows the others too, and says that they are not written yet.
 */
export interface Chapter {
  slug: string
  title: string
  part: string
}

const of = (part: string, ...chapters: [slug: string, title: string][]): Chapter[] =>
  chapters.map(([slug, title]) => ({ slug, title, part }))

export const CHAPTERS: readonly Chapter[] = [
  ...of('basics', ['cluster-basics', 'Cluster Basics']),
  ...of(
    'foundational',
    ['predictable-demands', 'Predictable Demands'],
    ['declarative-deployment', 'Declarative Deployment'],
    ['health-probe', 'Health Probe'],
    ['managed-lifecycle', 'Managed Lifecycle'],
    ['automated-placement', 'Automated Placement'],
  ),
  ...of(
    'behavioral',
    ['batch-job', 'Batch Job'],
    ['periodic-job', 'Periodic Job'],
    ['daemon-service', 'Daemon Service'],
    ['singleton-service', 'Singleton Service'],
    ['stateless-service', 'Stateless Service'],
    ['stateful-service', 'Stateful Service'],
    ['service-discovery', 'Service Discovery'],
    ['self-awareness', 'Self Awareness'],
  ),
  ...of(
    'structural',
    ['init-container', 'Init Container'],
    ['sidecar', 'Sidecar'],
    ['adapter', 'Adapter'],
    ['ambassador', 'Ambassador'],
  ),
  ...of(
    'configuration',
    ['envvar-configuration', 'EnvVar Configuration'],
    ['configuration-resource', 'Configuration Resource'],
    ['immutable-configuration', 'Immutable Configuration'],
    ['configuration-template', 'Configuration Template'],
  ),
  ...of(
    'advanced',
    ['controller', 'Controller'],
    ['operator', 'Operator'],
    ['elastic-scale', 'Elastic Scale'],
    ['image-builder', 'Image Builder'],
  ),
  ...of(
    'distributed',
    ['leader-election', 'Leader Election'],
    ['work-queue', 'Work Queue'],
    ['service-mesh', 'Service Mesh'],
    ['circuit-breaker', 'Circuit Breaker'],
    ['sharded-service', 'Sharded Service'],
    ['scatter-gather', 'Scatter and Gather'],
    ['canary-deployment', 'Canary Deployment'],
    ['event-driven-autoscaling', 'Event-Driven Scaling'],
  ),
  ...of(
    'security',
    ['process-containment', 'Process Containment'],
    ['network-segmentation', 'Network Segmentation'],
    ['secure-configuration', 'Secure Configuration'],
    ['access-control', 'Access Control'],
  ),
]
