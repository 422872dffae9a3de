import { describe, expect, it } from 'vitest'
import { workers } from '../boot.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { node, pod } from '../testing/builders.ts'
import { SmallCluster } from '../testing/scenarios/smallcluster.ts'
import { World } from '../testing/world.ts'
import { nodeIpamController } from './nodeipam.ts'

const ranges = (w: World) => w.list<Node>('nodes').map(({ spec }) => spec.podCIDR)

describe('node IPAM', () => {
  it('gives every node a range of its own, and one that was given back again', () => {
    const w = new World({ controllers: [nodeIpamController], nodes: 3 })
    w.settle()
    expect(ranges(w).sort()).toEqual(['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24'])
    const freed = w.get<Node>('nodes', 'node-2').spec.podCIDR
    w.delete('nodes', 'node-2')
    w.create(node('node-4').build(), { trusted: true })
    w.settle()
    expect(w.get<Node>('nodes', 'node-4').spec).toMatchObject({ podCIDR: freed, podCIDRs: [freed] })
  })

  it('tells a node the range its machine has: Pods get their addresses from it', () => {
    const w = new SmallCluster({ nodes: workers(2) })
    expect(w.node('node-2').spec.podCIDRs).toEqual(['10.244.1.0/24'])
    w.create(node('late').build() as never)
    w.until('has a range', () => w.node('late').spec.podCIDR !== undefined, 10_000)
    w.create(pod('web').image('nginx:1.27').node('late').build())
    w.untilState('web', '1/1 Running 0')
    const prefix = w.node('late').spec.podCIDR?.replace('0/24', '')
    expect(w.pod('web').status.podIP?.startsWith(prefix as string), (w.pod('web') as Pod).status.podIP).toBe(true)
  })
})
