import { expect, test } from 'vitest'
import type { CauseLink } from '../../../engine/protocol/time.ts'
import { linkWords, sinceText } from './words.ts'

const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web-1' }
const link = (more: Partial<CauseLink>): CauseLink => ({
  revision: 7,
  atMs: 0,
  actor: 'scheduler',
  via: 'watch',
  verb: 'changed',
  object,
  changes: [],
  events: [],
  ...more,
})
const said = (more: Partial<CauseLink>) => {
  const {
    who,
    did,
    object: what,
    detail,
  } = linkWords(link(more), [{ id: 'replicaset', title: 'ReplicaSet', queued: 0, note: '' }])
  return [who, did, what, detail].filter(Boolean).join(' ')
}

test.each([
  [{ verb: 'did', actor: 'user', object: undefined, text: 'kubectl apply -f -' }, 'You did kubectl apply -f -'],
  [{ verb: 'created', actor: 'user' }, 'API server stored Pod/web-1'],
  [{ verb: 'created', actor: 'replicaset' }, 'ReplicaSet controller created Pod/web-1'],
  [{ changes: [{ path: 'spec.nodeName', after: 'node-2' }] }, 'Scheduler bound Pod/web-1 to node-2'],
  [
    {
      actor: 'kubelet/node-2',
      changes: [
        { path: 'status.containerStatuses[app].lastState.terminated', after: { exitCode: 143 } },
        { path: 'status.containerStatuses[app].restartCount', before: 0, after: 1 },
      ],
    },
    'kubelet node-2 restarted Pod/web-1 container app, restart 1, exit 143',
  ],
  [
    { actor: 'kubelet/node-2', changes: [{ path: 'status.containerStatuses[app].state.running', after: {} }] },
    'kubelet node-2 reported Pod/web-1 container app running',
  ],
  [
    { actor: 'kubelet/node-2', changes: [{ path: 'status.conditions[Ready].status', before: 'False', after: 'True' }] },
    'kubelet node-2 called Pod/web-1 Ready',
  ],
  [
    { actor: 'user', changes: [{ path: 'spec.template.x', before: 'a', after: 'b' }] },
    'API server stored Pod/web-1 spec.template.x a → b',
  ],
] as [Partial<CauseLink>, string][])('%j', (more, words) => {
  expect(said(more)).toBe(words)
})

test('times between steps', () => {
  expect([sinceText(27), sinceText(5_720), sinceText(124_000)]).toEqual(['+27 ms', '+5.7 s', '+2:04'])
})
