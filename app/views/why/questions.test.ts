import { expect, test } from 'vitest'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import { conditionQuestion, questionsOf } from './questions.ts'

const ref = (kind: string): ObjectRef => ({ apiVersion: 'v1', kind, namespace: 'default', name: 'web' })
const ids = (kind: string, object: unknown) => questionsOf(ref(kind), object).map(({ id }) => id)
const first = (kind: string, object: unknown) => questionsOf(ref(kind), object)[0]?.title

const crashing = {
  spec: { nodeName: 'node-1' },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'Ready', status: 'False' },
      { type: 'PodScheduled', status: 'True' },
    ],
    containerStatuses: [
      { name: 'app', ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } },
    ],
  },
}

test('the most pressing question comes first', () => {
  expect(first('Pod', { spec: {}, status: {} })).toBe('Why is it not scheduled?')
  expect(first('Pod', crashing)).toBe('Why did container app restart?')
  expect(first('Deployment', { spec: { replicas: 4 }, status: { readyReplicas: 1 } })).toBe(
    'Why are only 1 of 4 Pods ready?',
  )
  expect(first('Deployment', { spec: { replicas: 2 }, status: { readyReplicas: 2, replicas: 2 } })).toBe(
    'Why 2 replicas?',
  )
  expect(first('HorizontalPodAutoscaler', { status: { currentReplicas: 1, desiredReplicas: 3 } })).toBe(
    'Why is it not scaled yet?',
  )
  expect(first('Node', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } })).toBe(
    'Why is Ready Unknown?',
  )
  expect(first('Pod', undefined)).toBe('Why is there no Pod web?')
})

test('one question for each state, each once', () => {
  const found = ids('Pod', crashing)
  expect(found).toEqual(['restart app', 'waits app', 'notready', 'node', 'condition PodScheduled', 'last', 'there'])
  expect(new Set(found).size).toBe(found.length)
  expect(conditionQuestion(ref('Pod'), crashing, 'Ready')).toBe('notready')
  expect(conditionQuestion(ref('Pod'), crashing, 'PodScheduled')).toBe('condition PodScheduled')
})
