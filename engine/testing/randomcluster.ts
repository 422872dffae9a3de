/** Random nodes and Pods with a bit of everything the scheduler looks at. */
import { hash32 } from '../core/random.ts'

/** Seeded choices. */
export class Chooser {
  private drawn = 0
  constructor(private readonly seed: number) {}

  below(bound: number): number {
    return hash32(this.seed, this.drawn++) % bound
  }
  chance(percent: number): boolean {
    return this.below(100) < percent
  }
  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T
  }
  /** The value in so many cases out of a hundred, else undefined. */
  maybe<T>(percent: number, value: () => T): T | undefined {
    return this.chance(percent) ? value() : undefined
  }
}

type Json = Record<string, unknown>

const APPS = ['web', 'db', 'cache']
const ZONES = ['z1', 'z2', 'z3']
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function randomNode(c: Chooser, i: number): Json & { labels: Json; spec: Json } {
  const labels: Record<string, string> = { 'kubernetes.io/hostname': `n${i}` }
  if (c.chance(85)) labels['topology.kubernetes.io/zone'] = c.of(ZONES)
  if (c.chance(50)) labels.disk = c.of(['ssd', 'hdd'])
  if (c.chance(50)) labels.cores = c.of(['2', '8', '16'])
  const taints = c.chance(25)
    ? [{ key: c.of(['dedicated', 'maint']), value: c.of(['a', '']), effect: c.of(EFFECTS) }]
    : []
  const spec = { ...(taints.length > 0 && { taints }), ...(c.chance(6) && { unschedulable: true }) }
  const allocatable: Record<string, string> = {
    cpu: c.of(['1', '2', '4', '500m']),
    memory: c.of(['1Gi', '4Gi', '2000Mi']),
    pods: c.of(['3', '10', '110']),
    'ephemeral-storage': c.of(['10Gi', '1Gi']),
  }
  if (c.chance(30)) allocatable['example.com/gpu'] = c.of(['1', '2'])
  const images = ['img/a:latest', 'img/b:v1', 'img/c:v2'].flatMap((name, n) =>
    c.chance(40) ? [{ names: [name], sizeBytes: (n + 1) * 200_000_000 }] : [],
  )
  return { labels, metadata: { name: `n${i}`, labels }, spec, status: { allocatable, images } }
}

export function randomReplicaSet(c: Chooser, i: number): Json {
  const selector = { matchLabels: { app: APPS[i % APPS.length] } }
  return { metadata: { name: `rs${i}`, namespace: 'default' }, spec: { selector, replicas: c.below(5) }, status: {} }
}

export function randomService(c: Chooser, i: number): Json {
  const selector = c.chance(50) ? { app: c.of(APPS) } : { app: c.of(APPS), tier: 'x' }
  return { metadata: { name: `svc${i}`, namespace: 'default' }, spec: { selector } }
}

export function randomBudget(c: Chooser, i: number): Json {
  const spec = { minAvailable: 1, selector: { matchLabels: { app: c.of(APPS) } } }
  const status = { disruptionsAllowed: c.below(3), currentHealthy: 0, desiredHealthy: 1, expectedPods: 0 }
  return { metadata: { name: `pdb${i}`, namespace: 'default' }, spec, status }
}

export function randomPod(c: Chooser, i: number): Json {
  const labels: Record<string, string> = { app: c.of(APPS) }
  if (c.chance(40)) labels.tier = c.of(['x', 'y'])
  const metadata: Json = { name: `p${i}`, namespace: c.chance(85) ? 'default' : 'team-a', labels }
  if (c.chance(40)) {
    const name = `rs${APPS.indexOf(labels.app as string)}`
    metadata.ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: name, controller: true }]
  }
  const spec: Json = {
    schedulerName: 'default-scheduler',
    containers: containers(c),
    priority: c.of([0, 0, 0, 10, 100]),
  }
  if (c.chance(10)) spec.initContainers = containers(c)
  if (c.chance(30)) spec.tolerations = [toleration(c)]
  if (c.chance(15)) spec.nodeSelector = { disk: c.of(['ssd', 'hdd']) }
  if (c.chance(25)) spec.topologySpreadConstraints = Array.from({ length: 1 + c.below(2) }, () => constraint(c))
  if (c.chance(45)) spec.affinity = affinity(c)
  if (c.chance(5)) spec.preemptionPolicy = 'Never'
  return { metadata, spec, status: { phase: 'Pending' } }
}

function containers(c: Chooser): Json[] {
  return Array.from({ length: 1 + c.below(2) }, (_, i) => {
    const requests: Record<string, string> = {}
    if (c.chance(75)) requests.cpu = c.of(['100m', '250m', '500m', '1'])
    if (c.chance(70)) requests.memory = c.of(['64Mi', '256Mi', '1Gi'])
    if (c.chance(10)) requests['ephemeral-storage'] = c.of(['500Mi', '2Gi'])
    if (c.chance(8)) requests['example.com/gpu'] = '1'
    const ports = c.chance(10)
      ? [{ containerPort: 80, hostPort: c.of([8080, 9090]), protocol: c.of(['TCP', 'UDP']) }]
      : []
    return { name: `c${i}`, image: c.of(['img/a', 'img/b:v1', 'img/c:v2']), resources: { requests }, ports }
  })
}

function toleration(c: Chooser): Json {
  if (c.chance(30)) return { operator: 'Exists' }
  const value = c.chance(50) ? { operator: 'Exists' } : { operator: 'Equal', value: c.of(['a', '']) }
  return { key: c.of(['dedicated', 'maint']), ...value, ...(c.chance(60) && { effect: c.of(EFFECTS) }) }
}

const selector = (c: Chooser) =>
  c.chance(70)
    ? { matchLabels: { app: c.of(APPS) } }
    : { matchExpressions: [{ key: c.of(['app', 'tier']), operator: c.of(['Exists', 'DoesNotExist']) }] }

const topologyKey = (c: Chooser) => c.of(['kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'disk'])

function constraint(c: Chooser): Json {
  return {
    maxSkew: 1 + c.below(3),
    topologyKey: topologyKey(c),
    whenUnsatisfiable: c.of(['DoNotSchedule', 'ScheduleAnyway']),
    labelSelector: selector(c),
    ...(c.chance(20) && { matchLabelKeys: ['tier'] }),
    ...(c.chance(20) && { nodeAffinityPolicy: c.of(['Honor', 'Ignore']) }),
    ...(c.chance(20) && { nodeTaintsPolicy: c.of(['Honor', 'Ignore']) }),
  }
}

function affinity(c: Chooser): Json {
  return {
    ...(c.chance(50) && { nodeAffinity: nodeAffinity(c) }),
    ...(c.chance(40) && { podAffinity: podTerms(c) }),
    ...(c.chance(40) && { podAntiAffinity: podTerms(c) }),
  }
}

function nodeTerm(c: Chooser): Json {
  const expressions = [
    { key: 'disk', operator: 'In', values: ['ssd'] },
    { key: 'disk', operator: 'NotIn', values: ['hdd'] },
    { key: 'cores', operator: 'Gt', values: ['4'] },
    { key: 'disk', operator: 'Exists' },
  ]
  if (c.chance(10)) return { matchFields: [{ key: 'metadata.name', operator: 'In', values: [`n${c.below(6)}`] }] }
  return { matchExpressions: [c.of(expressions)] }
}

function nodeAffinity(c: Chooser): Json {
  const required = { nodeSelectorTerms: Array.from({ length: 1 + c.below(2) }, () => nodeTerm(c)) }
  const preferred = Array.from({ length: 1 + c.below(2) }, () => ({ weight: 1 + c.below(99), preference: nodeTerm(c) }))
  return {
    ...(c.chance(50) && { requiredDuringSchedulingIgnoredDuringExecution: required }),
    ...(c.chance(60) && { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
  }
}

function podTerm(c: Chooser): Json {
  return {
    labelSelector: selector(c),
    topologyKey: topologyKey(c),
    ...(c.chance(20) && { namespaces: [c.of(['default', 'team-a'])] }),
    ...(c.chance(20) && { namespaceSelector: c.of([{}, { matchLabels: { team: 'team-a' } }]) }),
  }
}

function podTerms(c: Chooser): Json {
  return {
    ...(c.chance(40) && { requiredDuringSchedulingIgnoredDuringExecution: [podTerm(c)] }),
    ...(c.chance(60) && {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 + c.below(99), podAffinityTerm: podTerm(c) }],
    }),
  }
}
