/** Jobs in a small cluster: what the recorded scenarios do not reach. */
import { describe, expect, it } from 'vitest'
import type { Job, JobSpec, Pod } from '../../kinds/types.ts'
import { finishedCondition } from '../../rules/job/conditions.ts'
import { isTracked } from '../../rules/job/names.ts'
import { pod } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { garbageCollector } from '../garbage/controller.ts'
import { jobController } from './controller.ts'
import { orphanPodController } from './orphans.ts'

type Change = Partial<JobSpec> & { annotations?: Record<string, string>; restartPolicy?: string }

function start({ annotations = {}, restartPolicy = 'Never', ...spec }: Change = {}): World {
  const world = new World({ controllers: [jobController, orphanPodController, garbageCollector] })
  const template = { metadata: { annotations }, spec: { restartPolicy, containers: [{ name: 'c', image: 'x' }] } }
  world.create({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'default' },
    spec: { template, ...spec },
  } as never)
  return world
}

const job = (world: World) => world.get<Job>('jobs.batch', 'j')
const pods = (world: World) => world.list<Pod>('pods')
const patch = (world: World, spec: Partial<JobSpec>) =>
  world.change<Job>('jobs.batch', 'j', (object) => ({ ...object, spec: { ...object.spec, ...spec } }))

describe('a Job', () => {
  it('waits ten seconds, then twenty, before it replaces a failed Pod', () => {
    const world = start({ backoffLimit: 2, annotations: { 'fake/exit-code': '1' } })
    world.settle()
    const seconds = pods(world).map(({ metadata }) => Date.parse(metadata.creationTimestamp) / 1000)
    const sorted = seconds.sort((a, b) => a - b)
    const gaps = sorted.slice(1).map((second, i) => second - (sorted[i] as number))
    expect(gaps[0]).toBeGreaterThanOrEqual(11)
    expect(gaps[0]).toBeLessThanOrEqual(13)
    expect(gaps[1]).toBeGreaterThanOrEqual(21)
    expect(gaps[1]).toBeLessThanOrEqual(23)
    expect(job(world).status.failed).toBe(3)
    expect(finishedCondition(job(world))).toMatchObject({ type: 'Failed', reason: 'BackoffLimitExceeded' })
  })

  it('runs nothing at a parallelism of 0, and goes on from there', () => {
    const world = start({ completions: 2, parallelism: 0 })
    world.settle()
    expect(pods(world)).toEqual([])
    expect(job(world).status).toMatchObject({ ready: 0, terminating: 0 })
    patch(world, { parallelism: 2 })
    world.settle()
    expect(finishedCondition(job(world))?.type).toBe('Complete')
  })

  it('gives up its Pods when suspended, and starts anew', () => {
    const world = start({ completions: 2, parallelism: 2, annotations: { 'fake/run-ms': '5000' } })
    world.run(3000)
    patch(world, { suspend: true })
    world.settle()
    expect(pods(world)).toEqual([])
    expect(job(world).status).toMatchObject({ terminating: 0, conditions: [{ type: 'Suspended', status: 'True' }] })
    expect(job(world).status.active).toBeUndefined()
    const { startTime } = job(world).status
    patch(world, { suspend: false })
    world.settle()
    expect(job(world).status.startTime).not.toBe(startTime)
    expect(world.events('j')).toEqual(expect.arrayContaining(['Suspended Job suspended', 'Resumed Job resumed']))
    expect(finishedCondition(job(world))?.type).toBe('Complete')
  })

  it('grows and shrinks with indexes', () => {
    const world = start({
      completions: 2,
      parallelism: 2,
      completionMode: 'Indexed',
      annotations: { 'fake/run-ms': '4000' },
    })
    world.run(2000)
    patch(world, { completions: 4, parallelism: 4 })
    world.settle()
    expect(job(world).status).toMatchObject({ succeeded: 4, completedIndexes: '0-3' })
    expect(
      pods(world)
        .map(({ spec }) => spec.hostname)
        .sort(),
    ).toEqual(['j-0', 'j-1', 'j-2', 'j-3'])
  })

  it('leaves a Job alone that another controller manages', () => {
    const world = start({ managedBy: 'example.com/queue' })
    world.settle()
    expect(pods(world)).toEqual([])
    expect(job(world).status).toEqual({})
  })

  it('adopts Pods that its own selector picks, and tracks them', () => {
    const world = start({
      suspend: true,
      manualSelector: true,
      selector: { matchLabels: { app: 'a' } },
      ...labelled('a'),
    })
    world.settle()
    world.create(pod('a').pod({ restartPolicy: 'Never' }).podAnnotation('fake/run-ms', '-1').build())
    patch(world, { suspend: false })
    world.run(3000)
    const adopted = world.get<Pod>('pods', 'a')
    expect(adopted.metadata.ownerReferences?.[0]?.name).toBe('j')
    expect(isTracked(adopted)).toBe(true)
    expect(job(world).status.active).toBe(1)
  })

  it('leaves no tracked Pods behind when it is deleted', () => {
    const world = start({ annotations: { 'fake/run-ms': '-1' } })
    world.run(3000)
    world.delete('jobs.batch', 'j', { propagationPolicy: 'Background' })
    world.settle()
    expect(pods(world)).toEqual([])
  })

  it('leaves its Pods as orphans when deleted without a word', () => {
    const world = start({ annotations: { 'fake/run-ms': '-1' } })
    world.run(3000)
    world.delete('jobs.batch', 'j')
    world.settle()
    expect(world.list('jobs.batch')).toEqual([])
    expect(pods(world).map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined])
    expect(pods(world).filter(isTracked)).toEqual([])
  })

  it('settles, and writes nothing more', () => {
    const world = start({ completions: 3, parallelism: 2 })
    world.settle()
    const { revision } = world.server.store
    world.run(600_000)
    expect(world.server.store.revision).toBe(revision)
  })

  it('of a thousand completions counts each once', () => {
    const world = start({ completions: 1000, parallelism: 200, annotations: { 'fake/run-ms': '500' } })
    world.settle(600_000)
    expect(job(world).status).toMatchObject({ succeeded: 1000, uncountedTerminatedPods: {} })
    expect(pods(world).filter(isTracked)).toEqual([])
  })
})

const labelled = (app: string) => ({
  template: {
    metadata: { labels: { app } },
    spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] },
  },
})
