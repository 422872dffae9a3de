import { expect, it } from 'vitest'
import type { Pod } from '../kinds/types.ts'
import { unixMs } from './instants.ts'
import { compareRankedPods } from './podorder.ts'
import { podsToDelete } from './replicaset/deletion.ts'

const NOW = unixMs('2025-01-02T00:00:00Z') ?? 0

interface Look {
  node?: string
  phase?: string
  readySince?: string
  cost?: string
  restarts?: number
}

function pod(name: string, { node = 'n1', phase = 'Running', readySince, cost, restarts = 0 }: Look = {}): Pod {
  const annotations = cost === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': cost }
  const ready = readySince === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: readySince }]
  return {
    metadata: { name, uid: name, annotations, creationTimestamp: '2025-01-01T00:00:00Z' },
    spec: { containers: [], nodeName: node },
    status: { phase, conditions: ready, containerStatuses: [{ restartCount: restarts }] },
  } as unknown as Pod
}

const LONG_AGO = '2025-01-01T00:00:00Z'

it('gives up what is worth least first', () => {
  const inOrder = [
    pod('unassigned', { node: '', phase: 'Pending' }),
    pod('pending', { phase: 'Pending' }),
    pod('not ready'),
    pod('cheap', { readySince: LONG_AGO, cost: '-5' }),
    pod('crowded', { node: 'n2', readySince: LONG_AGO }),
    pod('fresh', { readySince: '2025-01-01T23:59:00Z' }),
    pod('restarting', { readySince: LONG_AGO, restarts: 3 }),
    pod('steady', { readySince: LONG_AGO }),
    pod('dear', { readySince: LONG_AGO, cost: '9' }),
  ]
  const rank = ({ spec }: Pod) => (spec.nodeName === 'n2' ? 2 : 1)
  const sorted = [...inOrder].reverse().sort(compareRankedPods(rank, NOW))
  expect(sorted.map(({ metadata }) => metadata.name)).toEqual(inOrder.map(({ metadata }) => metadata.name))
})

it('a cost that is no number counts as none', () => {
  const pods = [pod('b', { readySince: LONG_AGO, cost: '+7' }), pod('a', { readySince: LONG_AGO, restarts: 1 })]
  expect(podsToDelete(pods, pods, 1, NOW).map(({ metadata }) => metadata.name)).toEqual(['a'])
})

it('spreads by deleting from the fullest node', () => {
  const pods = ['a', 'b', 'c'].map((name) => pod(name, { node: name === 'c' ? 'n2' : 'n1', readySince: LONG_AGO }))
  const related = [...pods, pod('x', { node: 'n2' }), pod('y', { node: 'n2' })]
  expect(podsToDelete(pods, related, 1, NOW)[0]?.metadata.name).toBe('c')
})
