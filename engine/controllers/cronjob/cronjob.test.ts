/** CronJobs in a small cluster: runs, policies, history, zones. */
import { describe, expect, it } from 'vitest'
import type { CronJob, Job } from '../../kinds/types.ts'
import { finishedCondition } from '../../rules/job/conditions.ts'
import { World } from '../../testing/world.ts'
import { garbageCollector } from '../garbage/controller.ts'
import { jobController } from '../job/controller.ts'
import { orphanPodController } from '../job/orphans.ts'
import { ttlAfterFinishedController } from '../ttlafterfinished/controller.ts'
import { cronJobController } from './controller.ts'

const MINUTE = 60_000

function start(spec: Partial<CronJob['spec']>, runMs = 1000, jobSpec: object = {}): World {
  const world = new World({
    controllers: [cronJobController, jobController, orphanPodController, ttlAfterFinishedController, garbageCollector],
  })
  const annotations = { 'fake/run-ms': String(runMs) }
  const template = {
    metadata: { annotations },
    spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] },
  }
  world.create({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick', namespace: 'default' },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template, ...jobSpec } }, ...spec },
  } as never)
  return world
}

const names = (world: World) => world.list<Job>('jobs.batch').map(({ metadata }) => metadata.name)
const running = (world: World) => world.list<Job>('jobs.batch').filter((job) => finishedCondition(job) === undefined)
const status = (world: World) => world.get<CronJob>('cronjobs.batch', 'tick').status

describe('a CronJob', () => {
  it('makes a Job a minute, named for it, and takes note of its end', () => {
    const world = start({})
    world.run(2.5 * MINUTE)
    // 2025-01-01T00:01Z is minute 28928161 since 1970.
    expect(names(world)).toEqual(['tick-28928161', 'tick-28928162'])
    expect(status(world)).toEqual({
      lastScheduleTime: '2025-01-01T00:02:00Z',
      lastSuccessfulTime: expect.stringMatching(/^2025-01-01T00:02:0/),
    })
    const own = world.events('tick').filter((line) => /[Jj]ob/.test(line) && !line.includes('pod'))
    expect(own.slice(0, 3)).toEqual([
      'SuccessfulCreate Created job tick-28928161',
      'Completed Job completed',
      'SawCompletedJob Saw completed job: tick-28928161, condition: Complete',
    ])
    expect(world.get<Job>('jobs.batch', 'tick-28928161').metadata.annotations).toEqual({
      'batch.kubernetes.io/cronjob-scheduled-timestamp': '2025-01-01T00:01:00Z',
    })
  })

  it('is no work left to do between its runs', () => {
    const world = start({})
    world.run(1.5 * MINUTE)
    expect(world.server.clock.pendingWork).toBe(0)
  })

  it('keeps the newest of what is over', () => {
    const world = start({ successfulJobsHistoryLimit: 2 })
    world.run(5.5 * MINUTE)
    expect(names(world)).toEqual(['tick-28928164', 'tick-28928165'])
    expect(world.events('tick')).toContain('SuccessfulDelete Deleted job tick-28928161')
  })

  it('lets Jobs run side by side, or not, or one in the place of the other', () => {
    const allow = start({}, 10 * MINUTE)
    allow.run(3.5 * MINUTE)
    expect(running(allow)).toHaveLength(3)
    const forbid = start({ concurrencyPolicy: 'Forbid' }, 10 * MINUTE)
    forbid.run(3.5 * MINUTE)
    expect(names(forbid)).toEqual(['tick-28928161'])
    expect(forbid.events('tick')).toContain(
      'JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid',
    )
    const replace = start({ concurrencyPolicy: 'Replace' }, 10 * MINUTE)
    replace.run(3.5 * MINUTE)
    expect(names(replace)).toEqual(['tick-28928163'])
  })

  it('makes no Job while suspended, and only the last one missed after', () => {
    const world = start({ suspend: true })
    world.run(5.5 * MINUTE)
    expect(names(world)).toEqual([])
    world.change<CronJob>('cronjobs.batch', 'tick', (object) => ({
      ...object,
      spec: { ...object.spec, suspend: false },
    }))
    world.run(2000)
    expect(names(world)).toEqual(['tick-28928165'])
  })

  it('gives up runs that are too late', () => {
    const world = start({ suspend: true, schedule: '0 * * * *', startingDeadlineSeconds: 60 })
    world.run(65 * MINUTE)
    world.change<CronJob>('cronjobs.batch', 'tick', (object) => ({
      ...object,
      spec: { ...object.spec, suspend: false },
    }))
    world.run(2000)
    expect(names(world)).toEqual([])
  })

  it('reads its schedule in its zone', () => {
    // 05:30 in Kolkata is midnight in Greenwich; the next one is a day later.
    const world = start({ schedule: '31 5 * * *', timeZone: 'Asia/Kolkata' })
    world.run(2 * MINUTE)
    expect(world.get<Job>('jobs.batch', 'tick-28928161').metadata.annotations).toEqual({
      'batch.kubernetes.io/cronjob-scheduled-timestamp': '2025-01-01T05:31:00+05:30',
    })
  })

  it('has its Jobs cleaned up after their time', () => {
    const world = start({ schedule: '1 0 * * *' }, 1000, { ttlSecondsAfterFinished: 30 })
    world.run(1.3 * MINUTE)
    expect(names(world)).toHaveLength(1)
    world.run(MINUTE)
    expect(names(world)).toEqual([])
    expect(world.list('pods')).toEqual([])
  })
})
