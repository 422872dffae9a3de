/** Types of Service, each before the same two Pods. */
import { expect } from 'vitest'
import type { Service } from '../../kinds/types.ts'
import { look, podsOf } from '../corpus/asking.ts'
import type { SmallCluster } from '../scenarios/smallcluster.ts'
import { type Claims, deployment, MINUTE_MS, scene, service, serving, untilReady } from './scene.ts'

const SPECS: readonly object[] = [
  {},
  { clusterIP: 'None' },
  { type: 'NodePort' },
  { type: 'LoadBalancer' },
  { type: 'ExternalName', externalName: 'shop.example.com' },
]

const worlds = new Map<number, SmallCluster>()

/** One scene a type. */
function world(column: number): SmallCluster {
  const known = worlds.get(column)
  if (known) return known
  const w = scene([deployment({ replicas: 2 }), service(SPECS[column])])
  untilReady(w, 2)
  w.run(MINUTE_MS)
  worlds.set(column, w)
  return w
}

const found = (w: SmallCluster) => w.find<Service>('services', 'web') as Service
const outside = (w: SmallCluster) => found(w).status?.loadBalancer?.ingress?.[0]?.ip
const addressOf = (w: SmallCluster) => found(w).spec.clusterIP
const NUMBERS = /^\d+\.\d+\.\d+\.\d+$/

let looks = 0
const inside = (w: SmallCluster, script: string): string[] => look(w, `look-${looks++}`, script)
/** Addresses, or the name of an alias. */
const answers = (w: SmallCluster): string[] =>
  look(w, `look-${looks++}`, 'nslookup web.default.svc.cluster.local || true', { image: 'busybox:1.36' })
    .flatMap((line) => /^Address: (.*)|canonical name = (.*)/.exec(line)?.slice(1) ?? [])
    .filter((answer) => answer !== undefined)
    .sort()
const ownAddress = (column: number) => () => expect(answers(world(column))).toEqual([addressOf(world(column))])

/** From a Pod, at the address of a node. */
function onNode(column: number): () => void {
  return () => {
    const w = world(column)
    const port = found(w).spec.ports?.[0]?.nodePort
    expect(port).toBeGreaterThanOrEqual(30_000)
    for (const name of ['node-1', 'node-2', 'node-3']) {
      const ip = w.node(name).status.addresses?.find(({ type }) => type === 'InternalIP')?.address
      expect(inside(w, `curl -s -o /dev/null -w '%{http_code}' http://${ip}:${port}/`)).toEqual(['200'])
    }
  }
}
const noPort = (column: number) => () =>
  expect((found(world(column)).spec.ports ?? []).map(({ nodePort }) => nodePort)).toEqual([undefined])
const findsPods = (column: number) => () => expect(serving(world(column))).toHaveLength(2)

export const services: Claims = {
  'Its address': [
    () => {
      expect(addressOf(world(0))).toMatch(NUMBERS)
      expect(outside(world(0))).toBeUndefined()
    },
    () => expect(addressOf(world(1))).toBe('None'),
    () => {
      expect(addressOf(world(2))).toMatch(NUMBERS)
      expect(outside(world(2))).toBeUndefined()
    },
    () => {
      expect(addressOf(world(3))).toMatch(NUMBERS)
      expect(outside(world(3))).toMatch(NUMBERS)
      expect(outside(world(3))).not.toBe(addressOf(world(3)))
    },
    () => expect(addressOf(world(4)) ?? '').toBe(''),
  ],
  'Its name answers with': [
    ownAddress(0),
    () => {
      const ips = podsOf(world(1), 'web').map(({ status }) => String(status.podIP))
      expect(answers(world(1))).toEqual(ips.sort())
    },
    ownAddress(2),
    ownAddress(3),
    () => expect(answers(world(4)).join(' ')).toContain('shop.example.com'),
  ],
  'A port on every node': [noPort(0), noPort(1), onNode(2), onNode(3), noPort(4)],
  'Finds Pods by a selector': [
    findsPods(0),
    findsPods(1),
    findsPods(2),
    findsPods(3),
    () => {
      expect(found(world(4)).spec.selector).toEqual({ app: 'web' })
      expect(serving(world(4))).toEqual([])
    },
  ],
}
