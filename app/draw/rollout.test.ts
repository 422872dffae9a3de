import { scaleLinear } from 'd3'
import { describe, expect, it } from 'vitest'
import type { Rollout, RolloutPod } from '../../engine/protocol/rollout.ts'
import { barsOf, layerPath, rolloutChart, spansOf } from './rollout.ts'

const pod = (name: string, set: string, createdMs: number, rest: Partial<RolloutPod> = {}): RolloutPod => ({
  name,
  set,
  createdMs,
  turnsMs: [],
  endingMs: Number.NaN,
  goneMs: Number.NaN,
  ...rest,
})
const rollout = (pods: RolloutPod[]): Rollout => ({
  ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' },
  replicas: 2,
  strategy: 'RollingUpdate',
  maxSurge: '25%',
  maxUnavailable: '1',
  surge: 1,
  unavailable: 1,
  minReadySeconds: 0,
  paused: false,
  updated: 1,
  ready: 2,
  conditions: [],
  deadlineMs: Number.NaN,
  sets: [
    { set: 'old', name: 'web-old', revision: 1, image: 'web:1', createdMs: 0, current: false },
    { set: 'new', name: 'web-new', revision: 2, image: 'web:2', createdMs: 60_000, current: true },
  ],
  pods,
})

describe('a rollout', () => {
  const pods = [
    pod('a', 'old', 0, { turnsMs: [5000] }),
    pod('b', 'old', 0, { turnsMs: [5000, 60_100], endingMs: 60_100, goneMs: 61_000 }),
    pod('c', 'new', 60_000, { turnsMs: [64_000] }),
    pod('gone', 'old', 0, { turnsMs: [1, 2], endingMs: 2, goneMs: 3 }),
  ]

  it('cuts a Pod into starting, ready and ending', () => {
    expect(spansOf(pods[1] as RolloutPod, 70_000)).toEqual([
      { phase: 'starting', fromMs: 0, toMs: 5000 },
      { phase: 'ready', fromMs: 5000, toMs: 60_100 },
      { phase: 'ending', fromMs: 60_100, toMs: 61_000 },
    ])
    expect(spansOf(pods[2] as RolloutPod, 62_000)).toEqual([{ phase: 'starting', fromMs: 60_000, toMs: 62_000 }])
  })

  it('begins a little before the newest ReplicaSet and leaves out who was gone by then', () => {
    const chart = rolloutChart(rollout(pods), 70_000)
    expect(chart.fromMs).toBe(57_000)
    expect(barsOf(rollout(pods), chart.fromMs, 70_000).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  it('knows the bounds, the lowest and the highest', () => {
    const chart = rolloutChart(rollout(pods), 70_000)
    expect(chart.bounds).toMatchObject({ least: 1, most: 3, mostText: 'most: 2 + maxSurge 25%' })
    expect(chart).toMatchObject({ lowestReady: 1, mostPods: 3 })
    expect(chart.layers[0]?.steps.at(-1)).toEqual([70_000, 0, 1])
    expect(chart.layers[1]?.steps.at(-1)).toEqual([70_000, 1, 2])
  })

  it('draws steps, and nothing for a layer without Pods', () => {
    const chart = rolloutChart(rollout(pods), 70_000)
    const x = scaleLinear([chart.fromMs, chart.toMs], [0, 100])
    const y = scaleLinear([0, chart.most], [100, 0])
    expect(layerPath(chart.layers[0] as never, x, y)).toMatch(/^M[\d.,L-]+Z$/)
    expect(layerPath(chart.layers[3] as never, x, y)).toBe('')
  })
})
