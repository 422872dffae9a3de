/** The words of `kubectl get pods`. */
import { describe, expect, test } from 'vitest'
import type { Pod } from '../types.ts'
import { podSummary, restartsCell } from './podstatus.ts'

const clock = { nowMs: 600_000, virtualMs: (text: string) => Number(text) }
const waiting = (reason: string) => ({ waiting: { reason } })
const terminated = (reason: string, exitCode = 0, finishedAt = '0') => ({
  terminated: { reason, exitCode, finishedAt },
})
const running = { running: { startedAt: '0' } }

interface Parts {
  phase?: string
  reason?: string
  app?: object[]
  init?: object[]
  sidecars?: number
  conditions?: [string, string, string?][]
  deleting?: boolean
}

function pod({
  phase = 'Running',
  reason,
  app = [{}],
  init = [],
  sidecars = 0,
  conditions = [],
  deleting,
}: Parts): Pod {
  const named = (list: object[], prefix: string) =>
    list.map((status, i) => ({ name: `${prefix}${i}`, restartCount: 0, ...status }))
  return {
    metadata: { name: 'web', ...(deleting ? { deletionTimestamp: '0' } : {}) },
    spec: {
      containers: app.map((_, i) => ({ name: `app${i}` })),
      initContainers: init.map((_, i) => ({ name: `init${i}`, ...(i < sidecars ? { restartPolicy: 'Always' } : {}) })),
    },
    status: {
      phase,
      reason,
      conditions: conditions.map(([type, status, why]) => ({ type, status, reason: why })),
      containerStatuses: named(app, 'app'),
      initContainerStatuses: named(init, 'init'),
    },
  } as unknown as Pod
}

const words = (parts: Parts): string => {
  const summary = podSummary(pod(parts))
  return `${summary.ready}/${summary.total} ${summary.status} ${restartsCell(summary, clock)}`
}

describe('a Pod is', () => {
  test.each<[string, Parts]>([
    ['0/1 Pending 0', { phase: 'Pending', app: [{}] }],
    ['0/1 SchedulingGated 0', { phase: 'Pending', conditions: [['PodScheduled', 'False', 'SchedulingGated']] }],
    ['0/1 ContainerCreating 0', { phase: 'Pending', app: [{ state: waiting('ContainerCreating') }] }],
    ['1/1 Running 0', { app: [{ ready: true, state: running }] }],
    ['0/1 ImagePullBackOff 0', { phase: 'Pending', app: [{ state: waiting('ImagePullBackOff') }] }],
    [
      '0/1 CrashLoopBackOff 3 (2m ago)',
      { app: [{ state: waiting('CrashLoopBackOff'), restartCount: 3, lastState: terminated('Error', 1, '480000') }] },
    ],
    ['0/1 Completed 0', { phase: 'Succeeded', app: [{ state: terminated('Completed') }] }],
    ['0/1 Error 0', { phase: 'Failed', app: [{ state: terminated('Error', 1) }] }],
    ['0/1 ExitCode:3 0', { phase: 'Failed', app: [{ state: terminated('', 3) }] }],
    ['0/1 Evicted 0', { phase: 'Failed', reason: 'Evicted' }],
    [
      '1/2 Running 0',
      { app: [{ ready: true, state: running }, { state: terminated('Completed') }], conditions: [['Ready', 'True']] },
    ],
    ['1/2 NotReady 0', { app: [{ state: terminated('Completed') }, { ready: true, state: running }] }],
    ['0/1 Init:0/2 0', { phase: 'Pending', init: [{ state: running }, { state: waiting('PodInitializing') }] }],
    ['0/1 Init:1/2 0', { phase: 'Pending', init: [{ state: terminated('Completed') }, { state: running }] }],
    ['0/1 Init:Error 2', { phase: 'Pending', init: [{ state: terminated('Error', 1), restartCount: 2 }] }],
    ['0/1 Init:CrashLoopBackOff 0', { phase: 'Pending', init: [{ state: waiting('CrashLoopBackOff') }] }],
    [
      '2/2 Running 1',
      {
        app: [{ ready: true, state: running }],
        init: [{ ready: true, started: true, state: running, restartCount: 1 }],
        sidecars: 1,
      },
    ],
    ['1/1 Terminating 0', { app: [{ ready: true, state: running }], deleting: true }],
    ['0/1 Completed 0', { phase: 'Succeeded', app: [{ state: terminated('Completed') }], deleting: true }],
    ['0/1 Unknown 0', { reason: 'NodeLost', deleting: true }],
  ])('%s', (expected, parts) => {
    expect(words(parts)).toBe(expected)
  })
})
