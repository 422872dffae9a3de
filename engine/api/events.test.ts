import { describe, expect, it } from 'vitest'
import { pod } from '../testing/builders.ts'
import { SmallCluster } from '../testing/scenarios/smallcluster.ts'
import type { Event, Pod } from '../kinds/types.ts'
import { plain } from './object.ts'

const SOURCE = { component: 'tester', host: 'here' }

function world() {
  const w = new SmallCluster({ nodes: [] })
  const about = w.create(pod('web').build())
  const record = (reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal') =>
    w.cluster.server.events.record(about, type, reason, message, SOURCE)
  const all = () =>
    (w.table('events').list() as Event[])
      .filter(({ source }) => source?.component === 'tester')
      .map((event) => plain(event))
  return { w, about: about as Pod, record, all }
}

describe('recorded events', () => {
  it('say all that an Event object says', () => {
    const { w, about, record, all } = world()
    w.run(1_500)
    record('Tested', 'It works', 'Warning')
    const [event] = all()
    expect(event).toMatchObject({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: expect.stringMatching(/^web\.[0-9a-f]{16}$/), namespace: 'default' },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web', uid: about.metadata.uid },
      reason: 'Tested',
      message: 'It works',
      type: 'Warning',
      count: 1,
      source: SOURCE,
      reportingComponent: 'tester',
      reportingInstance: 'here',
      firstTimestamp: '2025-01-01T00:00:01Z',
    })
    expect(event?.metadata.resourceVersion).toBe(String(w.cluster.server.store.revision))
    expect(w.table('events').find('default', event?.metadata.name as string)).toBeDefined()
    expect(w.table('events').count('default')).toBeGreaterThanOrEqual(1)
    expect(w.table('events').count('kube-system')).toBe(0)
  })

  it('of equal words are one, counted', () => {
    const { w, record, all } = world()
    for (let n = 0; n < 3; n++) {
      record('Tested', 'again')
      w.run(10_000)
    }
    expect(all()).toMatchObject([
      { count: 3, firstTimestamp: '2025-01-01T00:00:00Z', lastTimestamp: '2025-01-01T00:00:20Z' },
    ])
  })

  it('that differ in their words only are combined from the tenth on', () => {
    const { record, all } = world()
    for (let n = 1; n <= 14; n++) record('Tested', `number ${n}`)
    const texts = all().map(({ message }) => message)
    expect(texts.filter((text) => !text?.startsWith('(combined'))).toHaveLength(9)
    expect(all().find(({ message }) => message?.startsWith('(combined'))).toMatchObject({
      message: '(combined from similar events): number 14',
      count: 5,
    })
  })

  it('are dropped when a source writes too many about one object', () => {
    const { w, record, all } = world()
    for (let n = 0; n < 40; n++) record(`Reason${n}`, 'words')
    expect(all()).toHaveLength(25)
    w.run(300_000)
    record('Later', 'words')
    record('Again', 'words')
    expect(all()).toHaveLength(26)
  })

  it('go after an hour without news', () => {
    const { w, record, all } = world()
    record('Old', 'words')
    w.run(1_800_000)
    record('Young', 'words')
    record('Old', 'words')
    w.run(3_600_000)
    expect(all().map(({ reason }) => reason)).toEqual(['Old', 'Young'])
    w.run(1)
    expect(all()).toEqual([])
    record('New', 'words')
    expect(all().map(({ reason, count }) => [reason, count])).toEqual([['New', 1]])
  })

  it('come back with a checkpoint', () => {
    const { w, record, all } = world()
    record('Before', 'words')
    const saved = w.cluster.checkpoint()
    const before = all()
    record('Before', 'words')
    record('After', 'words')
    expect(all()).toHaveLength(2)
    w.cluster.restore(saved)
    expect(all()).toEqual(before)
  })
})
