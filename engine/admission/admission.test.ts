/** The chain as requests meet it: what is filled in, what is refused, and in which words. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import type { Draft, KObject } from '../api/object.ts'
import { StatusError } from '../api/errors.ts'
import type { Namespace, Node, Pod, PodSpec, Service, StatefulSet } from '../kinds/types.ts'

let cluster: Cluster

const table = (resource: string) => cluster.server.store.table(resource)

function create<T extends KObject>(resource: string, draft: object, trusted = false): T {
  return cluster.server.verbs.create(table(resource), draft as Draft<T>, { trusted })
}

/** The refusal of what `act` tries. */
function refusal(act: () => unknown): StatusError {
  try {
    act()
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const podNamed = (name: string, spec: Partial<PodSpec> = {}) => ({
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'app', image: 'nginx:1' }], ...spec },
})

beforeEach(() => {
  cluster = new Cluster({ nodes: [] })
  if (table('serviceaccounts').find('default', 'default') === undefined) {
    create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } })
  }
})

describe('namespaces', () => {
  test('must be there', () => {
    const error = refusal(() => create('configmaps', { metadata: { name: 'a', namespace: 'nowhere' } }))
    expect(error.status).toMatchObject({ code: 404, message: 'namespaces "nowhere" not found' })
  })

  test('take nothing new while they are emptied', () => {
    const made = create<Namespace>('namespaces', { metadata: { name: 'going' } })
    cluster.server.store.commit(table('namespaces'), table('namespaces').row('', 'going'), (resourceVersion) => {
      return { ...made, metadata: { ...made.metadata, resourceVersion }, status: { phase: 'Terminating' } } as Namespace
    })
    const error = refusal(() => create('configmaps', { metadata: { name: 'late', namespace: 'going' } }))
    expect(error.message).toBe(
      'configmaps "late" is forbidden: unable to create new content in namespace going because it is being terminated',
    )
    expect(error.status.details?.causes).toEqual([
      { reason: 'NamespaceTerminating', message: 'namespace going is being terminated', field: 'metadata.namespace' },
    ])
  })

  test.each(['default', 'kube-system', 'kube-public'])('%s is for ever', (name) => {
    const error = refusal(() => cluster.server.verbs.delete(table('namespaces'), '', name))
    expect(error.message).toBe(`namespaces "${name}" is forbidden: this namespace may not be deleted`)
  })
})

describe('service accounts', () => {
  test('give every container their token', () => {
    const { spec } = create<Pod>('pods', podNamed('a', { initContainers: [{ name: 'init', image: 'busybox' }] }))
    const volume = spec.volumes?.[0]
    expect(volume?.name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(volume?.projected?.defaultMode).toBe(420)
    expect(volume?.projected?.sources?.map((source) => Object.keys(source)[0])).toEqual([
      'serviceAccountToken',
      'configMap',
      'downwardAPI',
    ])
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
      expect(container.volumeMounts).toEqual([
        { name: volume?.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
      ])
    }
    expect(spec.serviceAccountName).toBe('default')
    expect(spec.serviceAccount).toBe('default')
  })

  test('leave alone who wants no token', () => {
    const { spec } = create<Pod>('pods', podNamed('a', { automountServiceAccountToken: false }))
    expect(spec.volumes).toBeUndefined()
    expect(spec.serviceAccountName).toBe('default')
  })

  test('leave a container its own mount there', () => {
    const mount = { name: 'mine', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }
    const containers = [{ name: 'app', image: 'x', volumeMounts: [mount] }]
    const { spec } = create<Pod>('pods', podNamed('a', { containers, volumes: [{ name: 'mine', emptyDir: {} }] }))
    expect(spec.containers[0]?.volumeMounts).toEqual([mount])
    expect(spec.volumes).toHaveLength(1)
  })

  test('bring their pull secrets', () => {
    create('serviceaccounts', {
      metadata: { name: 'puller', namespace: 'default' },
      imagePullSecrets: [{ name: 'registry' }],
    })
    const { spec } = create<Pod>('pods', podNamed('a', { serviceAccountName: 'puller' }))
    expect(spec.imagePullSecrets).toEqual([{ name: 'registry' }])
  })

  test('must be there', () => {
    const error = refusal(() => create('pods', podNamed('a', { serviceAccountName: 'nobody' })))
    expect(error.message).toBe(
      'pods "a" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    )
  })

  test('of a new namespace are awaited, as far as they come by themselves', () => {
    create('namespaces', { metadata: { name: 'new' } })
    const { spec } = create<Pod>('pods', { ...podNamed('a'), metadata: { name: 'a', namespace: 'new' } })
    expect(spec.serviceAccountName).toBe('default')
    expect(spec.volumes).toHaveLength(1)
  })

  test('are named by the prefix of a name made up', () => {
    const metadata = { generateName: 'web-', namespace: 'default' }
    const error = refusal(() => create('pods', { ...podNamed('x', { serviceAccountName: 'nobody' }), metadata }))
    expect(error.message).toMatch(/^pods "web-" is forbidden/)
  })
})

describe('Pods of one template', () => {
  const spec: PodSpec = { containers: [{ name: 'app', image: 'nginx:1', resources: {} }] }
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'owner-uid', controller: true }
  const draft = () => ({
    metadata: { generateName: 'web-', namespace: 'default', ownerReferences: [owner] },
    spec,
  })

  test('share one prepared spec and one first status', () => {
    const [a, b] = [create<Pod>('pods', draft(), true), create<Pod>('pods', draft(), true)]
    expect(a.metadata.name).not.toBe(b.metadata.name)
    expect(a.spec).toBe(b.spec)
    expect(a.status).toBe(b.status)
    expect(a.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' })
    expect(a.spec).not.toBe(spec)
    expect(spec.tolerations).toBeUndefined()
  })

  test('follow a change of their account', () => {
    const before = create<Pod>('pods', draft(), true)
    const { verbs } = cluster.server
    verbs.modify(table('serviceaccounts'), 'default', 'default', (account) => ({
      ...account,
      automountServiceAccountToken: false,
    }))
    const after = create<Pod>('pods', draft(), true)
    expect(before.spec.volumes).toHaveLength(1)
    expect(after.spec.volumes).toBeUndefined()
  })

  test('get the same made-up suffix in every run of the seed', () => {
    const first = create<Pod>('pods', draft(), true).spec.volumes?.[0]?.name
    const other = new Cluster({ nodes: [] })
    const accounts = other.server.store.table('serviceaccounts')
    if (accounts.find('default', 'default') === undefined) {
      other.server.verbs.create(accounts, { metadata: { name: 'default', namespace: 'default' } })
    }
    const again = other.server.verbs.create<Pod>(other.server.store.table('pods'), draft() as Draft<Pod>, {
      trusted: true,
    })
    expect(again.spec.volumes?.[0]?.name).toBe(first)
  })
})

describe('priorities', () => {
  const addClass = (name: string, value: number, more = {}) =>
    create('priorityclasses.scheduling.k8s.io', { metadata: { name }, value, ...more })

  test('come from the class', () => {
    addClass('high', 1000, { preemptionPolicy: 'Never' })
    const { spec } = create<Pod>('pods', podNamed('a', { priorityClassName: 'high' }))
    expect(spec).toMatchObject({ priority: 1000, preemptionPolicy: 'Never' })
  })

  test('are 0 without a class, or the default class of all', () => {
    expect(create<Pod>('pods', podNamed('a')).spec).toMatchObject({
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
    })
    addClass('everyone', 7, { globalDefault: true })
    expect(create<Pod>('pods', podNamed('b')).spec).toMatchObject({ priority: 7, priorityClassName: 'everyone' })
  })

  test('need a class that is there', () => {
    const error = refusal(() => create('pods', podNamed('a', { priorityClassName: 'nope' })))
    expect(error.message).toBe('pods "a" is forbidden: no PriorityClass with name nope was found')
  })

  test('cannot be contradicted', () => {
    const error = refusal(() => create('pods', podNamed('a', { priority: 5 })))
    expect(error.message).toContain('the integer value of priority (5) must not be provided in pod spec')
  })

  test('have one default at most', () => {
    addClass('first', 1, { globalDefault: true })
    const error = refusal(() => addClass('second', 2, { globalDefault: true }))
    expect(error.message).toContain('PriorityClass first is already marked as default. Only one default can exist')
  })
})

describe('tolerations and taints', () => {
  test('let a Pod stay five minutes, unless it says otherwise', () => {
    const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }
    const { spec } = create<Pod>('pods', podNamed('a', { tolerations: [own] }))
    expect(spec.tolerations).toEqual([
      own,
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ])
  })

  test('keep Pods off a new node', () => {
    const { spec } = create<Node>('nodes', { metadata: { name: 'new' } })
    expect(spec.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }])
  })
})

describe('Services', () => {
  const service = (name: string, spec: object = {}) => ({
    metadata: { name, namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
  })

  test('get an address each, from the part of the range that nobody chooses from', () => {
    const made = Array.from({ length: 20 }, (_, i) => create<Service>('services', service(`s${i}`)).spec.clusterIP)
    expect(new Set(made).size).toBe(20)
    for (const ip of made) {
      const [a, b = 0, c = 0] = (ip as string).split('.').map(Number)
      expect(a).toBe(10)
      expect(b >= 96 && b <= 111).toBe(true)
      expect(b > 96 || c > 0).toBe(true)
    }
  })

  test('do not get what others have', () => {
    create('services', service('a', { clusterIP: '10.96.0.77' }))
    const error = refusal(() => create('services', service('b', { clusterIP: '10.96.0.77' })))
    expect(error.message).toBe(
      'Service "b" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.77"}: failed to allocate IP 10.96.0.77: provided IP is already allocated',
    )
    cluster.server.verbs.delete(table('services'), 'default', 'a')
    expect(create<Service>('services', service('b', { clusterIP: '10.96.0.77' })).spec.clusterIPs).toEqual([
      '10.96.0.77',
    ])
  })

  test('get node ports of the range, one number for all protocols of a port', () => {
    const ports = [
      { name: 'tcp', port: 53, protocol: 'TCP' },
      { name: 'udp', port: 53, protocol: 'UDP' },
    ]
    const { spec } = create<Service>('services', service('dns', { type: 'NodePort', ports }))
    const [tcp, udp] = (spec.ports ?? []).map(({ nodePort }) => nodePort)
    expect(tcp).toBe(udp)
    expect(tcp).toBeGreaterThanOrEqual(30_000)
    expect(tcp).toBeLessThan(32_768)
  })

  test.each([
    [30_080, 'provided port is already allocated'],
    [80, 'provided port is not in the valid range. The range of valid ports is 30000-32767'],
  ])('are refused node port %d', (nodePort, why) => {
    create('services', service('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] }))
    const error = refusal(() => create('services', service('b', { type: 'NodePort', ports: [{ port: 80, nodePort }] })))
    expect(error.message).toBe(`Service "b" is invalid: spec.ports[0].nodePort: Invalid value: ${nodePort}: ${why}`)
  })

  test('keep what they were given when a client leaves it out', () => {
    const made = create<Service>('services', service('a', { type: 'NodePort' }))
    const { verbs } = cluster.server
    const next = verbs.update<Service>(table('services'), {
      ...service('a', { type: 'NodePort', selector: { app: 'other' } }),
      apiVersion: 'v1',
      kind: 'Service',
    } as unknown as Service)
    expect(next.spec.clusterIP).toBe(made.spec.clusterIP)
    expect(next.spec.ports).toEqual(made.spec.ports)
  })

  test('lose what another type does not have', () => {
    create('services', service('a', { type: 'NodePort' }))
    const { verbs } = cluster.server
    const next = verbs.modify<Service>(
      table('services'),
      'default',
      'a',
      (live) => ({ ...live, spec: { ...live.spec, type: 'ClusterIP' } }),
      { trusted: false },
    )
    expect(next.spec.ports?.[0]?.nodePort).toBeUndefined()
    expect(next.spec.externalTrafficPolicy).toBeUndefined()
  })

  test('without a selector and an address may be of both families', () => {
    const { spec } = create<Service>('services', service('a', { clusterIP: 'None', selector: undefined }))
    expect(spec).toMatchObject({ ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' })
  })

  test('cannot have what a cluster of one family has not', () => {
    const error = refusal(() => create('services', service('a', { ipFamilies: ['IPv6'] })))
    expect(error.message).toBe(
      'Service "a" is invalid: spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    )
  })

  test('draw the same addresses again after a rewind', () => {
    const checkpoint = cluster.checkpoint()
    const first = create<Service>('services', service('a')).spec.clusterIP
    cluster.restore(checkpoint)
    expect(create<Service>('services', service('a')).spec.clusterIP).toBe(first)
  })
})

describe('fields of features', () => {
  const maxUnavailable = (features: Record<string, boolean>, bound: number | undefined) => {
    cluster = new Cluster({ nodes: [], features })
    const rollingUpdate = bound === undefined ? {} : { maxUnavailable: bound }
    const set = create<StatefulSet>('statefulsets.apps', {
      metadata: { name: 'db', namespace: 'default' },
      spec: {
        selector: { matchLabels: { app: 'db' } },
        template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'app', image: 'db' }] } },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate },
      },
    })
    return set.spec.updateStrategy?.rollingUpdate
  }

  test('are dropped while they are off, defaulted when they are on', () => {
    expect(maxUnavailable({}, 2)).toEqual({ partition: 0 })
    const on = { MaxUnavailableStatefulSet: true }
    expect(maxUnavailable(on, 2)).toEqual({ partition: 0, maxUnavailable: 2 })
    expect(maxUnavailable(on, undefined)).toEqual({ partition: 0, maxUnavailable: 1 })
  })
})
