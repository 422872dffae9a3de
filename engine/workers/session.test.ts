import { expect, test } from 'vitest'
import type { Batch } from '../protocol/batch.ts'
import { ClusterSession, PROTOCOL } from './session.ts'

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: solo }\nspec: { containers: [{ name: a, image: nginx }] }\n'
const INTEREST = { cluster: true, messages: false, events: true }

/** A host whose frames come when the test says so, 16 ms apart. */
class TestHost {
  real = 0
  batches: Batch[] = []
  readonly session = new ClusterSession({
    nowReal: () => this.real,
    onFrame: (run) => {
      this.next = run
    },
    soon: (run) => {
      this.next = run
    },
  })
  private next: () => void = () => undefined

  boot() {
    this.session.boot(PROTOCOL, { seed: 5 })
    this.session.subscribe(INTEREST, (batch) => this.batches.push(batch))
    return this
  }

  frames(count: number, acknowledge = true) {
    for (let n = 0; n < count; n++) {
      this.real += 16
      this.next()
      const last = this.batches.at(-1)
      if (acknowledge && last) this.session.acknowledge(last.id)
    }
    return this
  }
}

test('the next batch waits for the acknowledgement, and then has everything since', () => {
  const host = new TestHost().boot()
  host.session.play()
  host.frames(1, false)
  host.session.apply(POD, { dryRun: false, namespace: 'default' })
  host.frames(30, false)
  expect(host.batches.map(({ reset }) => reset)).toEqual([true])
  host.session.acknowledge(1)
  host.frames(1)
  expect(host.batches[1]?.pods?.id).toHaveLength(1)
  expect(host.batches[1]?.clock.nowMs).toBeGreaterThan(400)
})

test('paused, the clock stands; a step goes to the next event that is work', () => {
  const host = new TestHost().boot()
  const settled = host.session.step(60_000).clock
  expect(settled.nowMs).toBe(60_000)
  host.session.apply(POD, { dryRun: false, namespace: 'default' })
  host.frames(20)
  expect(host.batches.at(-1)?.clock).toMatchObject({ nowMs: 60_000, speed: 0 })
  const { clock, playing } = host.session.step()
  expect([clock.nowMs > 60_000, clock.nowMs < 61_000, playing]).toEqual([true, true, false])
})

test('an action is one flag, however many requests it takes', () => {
  const host = new TestHost().boot()
  const request = (on: boolean) => ({
    method: 'PATCH' as const,
    path: '/api/v1/nodes/node-1',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ spec: { unschedulable: on } }),
  })
  const { responses, logged } = host.session.act({
    line: 'kubectl cordon node-1',
    requests: [request(true), request(false)],
  })
  expect(responses.map(({ code }) => code)).toEqual([200, 200])
  expect(logged.map(({ action }) => action.verb)).toEqual(['mark', 'request', 'request'])
  host.frames(2)
  expect(host.batches.flatMap(({ flags }) => flags ?? [])).toMatchObject([{ number: 1, text: 'kubectl cordon node-1' }])
})

test('a fault takes effect and is logged', () => {
  const host = new TestHost().boot()
  expect(host.session.act({ line: '#', fault: { name: 'nodeDown', node: 'node-1' } }).disturbed).toBe(true)
  expect(host.session.act({ line: '#', fault: { name: 'nodeDown', node: 'node-1' } }).disturbed).toBe(false)
  expect(host.session.log().actions.filter(({ action }) => action.verb === 'fault')).toHaveLength(2)
})

test('reads leave no trace, and writes are no reads', () => {
  const host = new TestHost().boot()
  expect(host.session.read({ method: 'GET', path: '/api/v1/nodes' }).code).toBe(200)
  expect(host.session.log().actions).toHaveLength(0)
  expect(() => host.session.read({ method: 'DELETE', path: '/api/v1/nodes/node-1' })).toThrow(RangeError)
})

test('a run is rebuilt from its log: the same digest, the same flags', () => {
  const host = new TestHost().boot()
  host.session.play()
  host.frames(40)
  const { logged = [] } = host.session.apply(POD, { dryRun: false, namespace: 'default' })
  host.frames(200)
  const { clock } = host.session.pause()
  const again = new TestHost()
  const log = host.session.log()
  expect(log.actions).toEqual(logged)
  again.session.boot(PROTOCOL, {}, log, clock.nowMs)
  expect(again.session.digest()).toBe(host.session.digest())
  again.session.subscribe(INTEREST, (batch) => again.batches.push(batch))
  again.frames(1)
  expect(again.batches[0]).toMatchObject({ reset: true, flags: [{ number: 1 }] })
  expect(again.batches[0]?.pods?.id).toHaveLength(1)
})

test('another protocol is refused', () => {
  expect(() => new TestHost().session.boot(99 as never, {})).toThrow(/protocol/)
})
