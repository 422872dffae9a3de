import { expect, it } from 'vitest'
import type { NodeRow } from '../../engine/protocol/batch.ts'
import { namesOf, nextNodes } from './node-pool.ts'

const row = (name: string, zone = '', more: Partial<NodeRow> = {}) =>
  ({ name, zone, taints: [], cpuMilli: 2000, memoryBytes: 2 ** 32, podCapacity: 30, ...more }) as unknown as NodeRow

const short = (nodes: ReturnType<typeof nextNodes>) => nodes.map(({ name, zone }) => `${name} ${zone}`)

it('names on, fills gaps, and evens out the zones', () => {
  const rows = [row('node-1', 'a'), row('node-2', 'b'), row('node-4', 'a'), row('node-10', 'c', { cpuMilli: 8000 })]
  const next = nextNodes(rows, 3)
  expect(short(next)).toEqual(['node-3 b', 'node-5 c', 'node-6 a'])
  // As large as the last one by name.
  expect(next[0]).toMatchObject({ cpuMilli: 8000, memoryBytes: 2 ** 32, pods: 30 })
})

it('is not like the control plane, and begins where nothing is', () => {
  const taints = ['node-role.kubernetes.io/control-plane:NoSchedule']
  expect(nextNodes([row('control-plane-1', 'a', { taints })], 1)).toEqual([
    { name: 'node-1', zone: '', cpuMilli: 4000, memoryBytes: 8 * 2 ** 30, pods: 110 },
  ])
})

it('says which', () => {
  const named = (count: number) => namesOf(nextNodes([], count))
  expect([named(1), named(2), named(4)]).toEqual(['node-1', 'node-1 and node-2', 'node-1 to node-4'])
})
