import { describe, expect, it } from 'vitest'
import { deployment, namespace, pod } from '../testing/builders.ts'
import { NetworkWorld } from '../testing/networkworld.ts'

const WEB = { app: 'web' }

function twoWebs(spec: Record<string, unknown> = {}): NetworkWorld {
  const w = new NetworkWorld()
  w.runPod('web-1', WEB, 'node-1')
  w.runPod('web-2', WEB, 'node-2')
  w.runPod('client', {}, 'node-1')
  w.serve('web', WEB, spec)
  return w
}

const asked = (w: NetworkWorld, from: string, address: string, port = 80, times = 40): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (let i = 0; i < times; i++) {
    const said = w.says(from, address, port)
    counts[said] = (counts[said] ?? 0) + 1
  }
  return counts
}

describe('connections between Pods', () => {
  it('reach what listens, are refused where nothing does, and find no route to nobody', () => {
    const w = twoWebs()
    const ip = w.pod('web-2').status.podIP as string
    expect(w.says('client', ip, 8080)).toBe('web-2:8080')
    expect(w.says('client', ip, 81)).toBe('refused')
    expect(w.says('client', '10.244.0.250', 8080)).toBe('unreachable')
    expect(w.says('client', '127.0.0.1', 8080)).toBe('client:8080')
    expect(w.says('client', '127.0.0.1', 9)).toBe('refused')
  })

  it('take longer the farther they go', () => {
    const w = twoWebs()
    const delay = (name: string) => w.connect('client', w.pod(name).status.podIP as string, 8080).delayMs
    expect(delay('web-1')).toBe(0)
    expect(delay('web-2')).toBe(2)
  })

  it('reach the machine for Pods on its network and for host ports', () => {
    const w = twoWebs()
    w.runPod('exporter', {}, 'node-2', { hostNetwork: true })
    const host = w.pod('exporter').status.hostIP as string
    expect(w.pod('exporter').status.podIP).toBe(host)
    expect(w.says('client', host, 8080)).toBe('exporter:8080')
    expect(w.says('client', host, 81)).toBe('refused')
    const mapped = pod('mapped').container({
      name: 'app',
      image: 'nginx:1.27',
      ports: [{ containerPort: 8081, hostPort: 9090, protocol: 'TCP' }],
    })
    w.create(mapped.node('node-2').build())
    w.untilState('mapped', '1/1 Running 0')
    expect(w.says('client', host, 9090)).toBe('mapped:8081')
  })

  it('reach the API server by its Service', () => {
    const w = twoWebs()
    expect(w.named('client', 'kubernetes.default.svc')).toBe('10.96.0.1')
    expect(w.says('client', '10.96.0.1', 443)).toBe('api')
    expect(w.says('client', '10.96.0.1', 80)).toBe('timeout')
  })

  it('are cut by the end of the container at the other end', () => {
    const w = twoWebs()
    const made = w.connect('client', w.pod('web-2').status.podIP as string, 8080)
    const to = made.outcome === 'connected' ? made.to : undefined
    expect(w.cluster.network.isOpen(w.origin('client'), to as never)).toBe(true)
    w.fault('killPod', { namespace: 'default', pod: 'web-2' })
    w.run(100)
    expect(w.cluster.network.isOpen(w.origin('client'), to as never)).toBe(false)
  })
})

describe('Services', () => {
  it('spread over their endpoints, from the seed', () => {
    const w = twoWebs()
    const counts = asked(w, 'client', w.clusterIP('web'))
    expect(Object.keys(counts).sort()).toEqual(['web-1:8080', 'web-2:8080'])
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(8)
  })

  it('refuse without endpoints and are silent on ports they do not have', () => {
    const w = twoWebs()
    w.serve('none', { app: 'none' })
    expect(w.says('client', w.clusterIP('none'), 80)).toBe('refused')
    expect(w.says('client', w.clusterIP('web'), 8080)).toBe('timeout')
  })

  it('keep a client at its endpoint when asked to, until it stays away for too long', () => {
    const w = twoWebs({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } })
    expect(Object.keys(asked(w, 'client', w.clusterIP('web')))).toHaveLength(1)
    const seen = new Set<string>()
    for (let i = 0; i < 12; i++) {
      seen.add(w.says('client', w.clusterIP('web'), 80))
      w.run(61_000)
    }
    expect(seen.size).toBe(2)
  })

  it('stay on the node when their policy says so', () => {
    const w = twoWebs({ internalTrafficPolicy: 'Local' })
    w.runPod('far', {}, 'node-3')
    expect(asked(w, 'client', w.clusterIP('web'))).toEqual({ 'web-1:8080': 40 })
    expect(w.says('far', w.clusterIP('web'), 80)).toBe('timeout')
  })

  it('drop an endpoint a moment after its Pod begins to end, and use it to the last when it is the only one', () => {
    const w = new NetworkWorld()
    const slow = { preStop: { sleep: { seconds: 20 } } } as never
    w.create(
      pod('web-1')
        .container({
          name: 'app',
          image: 'nginx:1.27',
          ports: [{ name: 'http', containerPort: 8080 }],
          lifecycle: slow,
        })
        .podLabel('app', 'web')
        .node('node-1')
        .build(),
    )
    w.untilState('web-1', '1/1 Running 0')
    w.runPod('client', {}, 'node-2')
    w.serve('web', WEB)
    w.delete('pods', 'web-1')
    w.run(5_000)
    expect(w.state('web-1')).toContain('Terminating')
    expect(w.says('client', w.clusterIP('web'), 80)).toBe('web-1:8080')
    w.runPod('web-2', WEB, 'node-3')
    w.run(1_000)
    expect(asked(w, 'client', w.clusterIP('web'))).toEqual({ 'web-2:8080': 40 })
  })

  it('reach a node only after a while, each node at its own', () => {
    const w = new NetworkWorld()
    w.runPod('web-1', WEB, 'node-1')
    w.runPod('client', {}, 'node-2')
    w.serve('web', WEB)
    w.create(deployment('more').image('nginx:1.27').build())
    w.change('pods', 'web-1', (object) => ({ ...object, metadata: { ...object.metadata, labels: { app: 'other' } } }))
    expect(w.says('client', w.clusterIP('web'), 80)).toBe('web-1:8080')
    w.run(1_000)
    expect(w.says('client', w.clusterIP('web'), 80)).toBe('refused')
  })
})

describe('from outside', () => {
  it('node ports lead to any endpoint, or to the node’s own with the client’s address', () => {
    const w = twoWebs({ type: 'NodePort' })
    const { network, kubelets } = w.cluster
    const outside = { process: -1, podIP: '203.0.113.9', podNamespace: '', podName: '', nodeName: '' }
    const nodePort = (w.find('services', 'web') as never as { spec: { ports: { nodePort: number }[] } }).spec.ports[0]
      ?.nodePort as number
    const ask = (node: string) => network.connect(outside, kubelets.addressOf(node), nodePort, 'TCP')
    expect(w.told(ask('node-3'))).toMatch(/^web-[12]:8080$/)
    expect(ask('node-3')).toMatchObject({ sourceIP: kubelets.addressOf('node-3') })
    w.change('services', 'web', (object) => ({
      ...object,
      spec: { ...(object as never as { spec: object }).spec, externalTrafficPolicy: 'Local' },
    }))
    w.run(1_000)
    expect(w.told(ask('node-3'))).toBe('timeout')
    expect(w.told(ask('node-1'))).toBe('web-1:8080')
    expect(ask('node-1')).toMatchObject({ sourceIP: '203.0.113.9' })
  })

  it('a load balancer gets an address that works from inside, too', () => {
    const w = twoWebs({ type: 'LoadBalancer' })
    const { status } = w.find('services', 'web') as never as { status: { loadBalancer: { ingress: { ip: string }[] } } }
    expect(status.loadBalancer.ingress).toEqual([{ ip: '172.19.0.2', ipMode: 'VIP' }])
    expect(w.says('client', '172.19.0.2', 80)).toMatch(/^web-[12]:8080$/)
    expect(w.reasons('web')).toContain('EnsuredLoadBalancer')
  })
})

describe('names', () => {
  it('are found along the search path, and outside', () => {
    const w = twoWebs()
    const ip = w.clusterIP('web')
    for (const name of [
      'web',
      'web.default',
      'web.default.svc',
      'web.default.svc.cluster.local',
      'web.default.svc.cluster.local.',
    ]) {
      expect(w.named('client', name)).toBe(ip)
    }
    expect(w.named('client', 'nobody')).toBe('NXDOMAIN')
    expect(w.named('client', 'web', 'AAAA')).toBe('NOERROR')
    expect(w.named('client', 'github.com')).toMatch(/^198\.1[89]\./)
    expect(w.says('client', w.named('client', 'github.com'), 443)).toBe('outside github.com')
    expect(w.named('client', 'no-such-host.invalid')).toBe('NXDOMAIN')
  })

  it('lead to each Pod of a headless Service', () => {
    const w = new NetworkWorld()
    w.runPod('db-0', { app: 'db' }, 'node-1', { hostname: 'db-0', subdomain: 'db' })
    w.runPod('db-1', { app: 'db' }, 'node-2', { hostname: 'db-1', subdomain: 'db' })
    w.runPod('client', {}, 'node-3')
    w.serve('db', { app: 'db' }, { clusterIP: 'None' })
    const [a, b] = ['db-0', 'db-1'].map((name) => w.pod(name).status.podIP as string)
    expect(w.named('client', 'db').split(' ').sort()).toEqual([a, b].sort())
    expect(w.named('client', 'db-1.db')).toBe(b)
    expect(w.named('client', 'db-2.db')).toBe('NXDOMAIN')
    expect(w.named('client', '_http._tcp.db', 'SRV').split('. ')).toHaveLength(2)
    expect(w.named('client', '_http._tcp.db', 'SRV')).toContain('0 100 8080 db-0.db.default.svc.cluster.local')
    expect(w.named('client', `${(a as string).split('.').reverse().join('.')}.in-addr.arpa.`, 'PTR')).toBe(
      'db-0.db.default.svc.cluster.local.',
    )
  })

  it('lead elsewhere for an ExternalName, and by port for SRV', () => {
    const w = twoWebs()
    w.serve('ext', {}, { type: 'ExternalName', externalName: 'example.com', ports: undefined, selector: undefined })
    expect(w.named('client', 'ext')).toMatch(/^example\.com\. 198\./)
    expect(w.named('client', '_http._tcp.web', 'SRV')).toBe('0 100 80 web.default.svc.cluster.local.')
    expect(w.named('client', `${w.clusterIP('web').split('.').reverse().join('.')}.in-addr.arpa`, 'PTR')).toBe(
      'web.default.svc.cluster.local.',
    )
  })

  it('follow dnsPolicy and dnsConfig', () => {
    const w = twoWebs()
    w.runPod('plain', {}, 'node-1', { dnsPolicy: 'Default' })
    expect(w.named('plain', 'web.default.svc.cluster.local')).toBe('NXDOMAIN')
    expect(w.named('plain', 'example.com')).toMatch(/^198\./)
    w.runPod('own', {}, 'node-1', {
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['10.96.0.10'], searches: ['default.svc.cluster.local'] },
    })
    expect(w.named('own', 'web')).toBe(w.clusterIP('web'))
    expect(w.named('own', 'web.default.svc')).toBe('NXDOMAIN')
  })
})

describe('network policies', () => {
  const policy = (name: string, spec: object) =>
    ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace: 'default' },
      spec,
    }) as never

  it('deny everything to what they select, then allow by label, port and name', () => {
    const w = twoWebs()
    const ip = w.pod('web-2').status.podIP as string
    w.create(policy('deny', { podSelector: { matchLabels: WEB } }))
    expect(w.says('client', ip, 8080)).toBe('timeout')
    expect(w.says('web-1', w.pod('client').status.podIP as string, 8080)).toBe('client:8080')
    w.create(
      policy('allow', {
        podSelector: { matchLabels: WEB },
        ingress: [{ from: [{ podSelector: { matchLabels: { role: 'friend' } } }], ports: [{ port: 'http' }] }],
      }),
    )
    expect(w.says('client', ip, 8080)).toBe('timeout')
    w.runPod('friend', { role: 'friend' }, 'node-3')
    expect(w.says('friend', ip, 8080)).toBe('web-2:8080')
    expect(w.says('friend', w.clusterIP('web'), 80)).toMatch(/^web/)
    expect(w.says('friend', ip, 81)).toBe('timeout')
  })

  it('take names away with all else that goes out, until DNS is allowed', () => {
    const w = twoWebs()
    w.create(policy('out', { podSelector: {}, policyTypes: ['Egress'] }))
    expect(w.resolve('client', 'web').code).toBe('TIMEOUT')
    w.create(
      policy('dns', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
            ports: [{ port: 53, protocol: 'UDP' }],
          },
        ],
      }),
    )
    expect(w.resolve('client', 'web').code).toBe('NOERROR')
    expect(w.says('client', w.clusterIP('web'), 80)).toBe('timeout')
    w.create(
      policy('net', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.1.0/24'] } }] }],
      }),
    )
    expect(w.says('web-2', w.pod('web-1').status.podIP as string, 8080)).toBe('web-1:8080')
    expect(w.says('client', w.pod('web-2').status.podIP as string, 8080)).toBe('timeout')
  })

  it('select peers by their namespace', () => {
    const w = twoWebs()
    w.create(namespace('team').build())
    w.create(
      policy('team', {
        podSelector: {},
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'team' } } }] }],
      }),
    )
    expect(w.says('client', w.pod('web-2').status.podIP as string, 8080)).toBe('timeout')
  })
})

describe('partitions', () => {
  it('cut Pods, names and the API off, and heal', () => {
    const w = twoWebs()
    const ip = w.pod('web-2').status.podIP as string
    w.fault('partition', { nodes: ['node-1'] })
    expect(w.says('client', ip, 8080)).toBe('timeout')
    expect(w.says('client', w.pod('web-1').status.podIP as string, 8080)).toBe('web-1:8080')
    expect(w.resolve('client', 'web').code).toBe('TIMEOUT')
    expect(w.says('client', '10.96.0.1', 443)).toBe('timeout')
    w.fault('heal', {})
    expect(w.says('client', ip, 8080)).toBe('web-2:8080')
  })

  it('leave containers running while the node counts as lost, and its Pods are told of when it is back', () => {
    const w = twoWebs()
    w.fault('partition', { nodes: ['node-2'] })
    w.run(60_000)
    expect(w.node('node-2').status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('Unknown')
    w.fault('crashContainer', { namespace: 'default', pod: 'web-2', exitCode: 3 })
    w.run(30_000)
    expect(w.pod('web-2').status.containerStatuses?.[0]?.restartCount).toBe(0)
    w.fault('heal', {})
    w.run(5_000)
    expect(w.pod('web-2').status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, ready: true })
    expect(w.node('node-2').status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True')
  })

  it('let a Pod that was force-deleted run on beside its successor until its machine hears of it', () => {
    const w = new NetworkWorld()
    w.runPod('one', {}, 'node-1')
    const old = w.cluster.kubelets.worker.processes(w.table('pods').row('default', 'one'))[0]?.process as number
    w.fault('partition', { nodes: ['node-1'] })
    w.delete('pods', 'one', { gracePeriodSeconds: 0 })
    w.run(1_000)
    expect(w.state('one')).toBe('gone')
    w.runPod('one', {}, 'node-2')
    expect(w.servers.hasEnded(old)).toBe(false)
    w.fault('heal', {})
    w.run(1_000)
    expect(w.servers.hasEnded(old)).toBe(true)
    expect(w.state('one')).toBe('1/1 Running 0')
  })

  it('slow networks delay every message', () => {
    const w = twoWebs()
    w.fault('slowNetwork', { nodes: ['node-2'], extraMs: 250 })
    expect(w.connect('client', w.pod('web-2').status.podIP as string, 8080).delayMs).toBe(252)
  })
})
