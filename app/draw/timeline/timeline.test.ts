import { describe, expect, it } from 'vitest'
import type { TimelineTrack } from '../../../engine/protocol/timeline.ts'
import { tickMarks } from './marks.ts'
import { heightOf, rowsOf } from './rows.ts'
import { fitted, lensesWithin, panned, timeScale, zoomed } from './scale.ts'

describe('the axis', () => {
  it('goes there and back, with and without lenses, and never backwards', () => {
    for (const lenses of [
      [],
      [{ fromMs: 58_400, toMs: 58_520 }],
      [
        { fromMs: 0, toMs: 100 },
        { fromMs: 90_000, toMs: 90_050 },
      ],
    ]) {
      const scale = timeScale(0, 120_000, 800, lenses)
      expect([scale.x(0), scale.x(120_000)]).toEqual([0, 800])
      let last = -1
      for (let ms = 0; ms <= 120_000; ms += 333) {
        expect(scale.x(ms)).toBeGreaterThanOrEqual(last)
        last = scale.x(ms)
        expect(scale.invert(last)).toBeCloseTo(ms, 4)
      }
    }
  })

  it('gives a lens room: milliseconds inside minutes, labelled as such', () => {
    const scale = timeScale(0, 120_000, 800, [{ fromMs: 58_400, toMs: 58_520 }])
    expect(scale.x(58_520) - scale.x(58_400)).toBeCloseTo(190, 5)
    const fine = scale.ticks.filter(({ lens }) => lens).map(({ text }) => text)
    expect(fine[0]).toBe('00:58.400')
    expect(fine.slice(1).every((text) => /^\.\d{3}$/.test(text))).toBe(true)
  })

  it('merges lenses that meet and cuts those that reach out', () => {
    expect(
      lensesWithin(
        [
          { fromMs: 50, toMs: 90 },
          { fromMs: -10, toMs: 60 },
          { fromMs: 200, toMs: 300 },
        ],
        0,
        100,
      ),
    ).toEqual([{ fromMs: 0, toMs: 90 }])
  })

  it('zooms about an instant, stops before the beginning, and holds still while time runs', () => {
    const near = zoomed({ fromMs: 0, toMs: 100_000 }, 0.5, 80_000, 1e9)
    expect(near).toEqual({ fromMs: 40_000, toMs: 90_000 })
    expect(panned(near, -1e6)).toEqual({ fromMs: 0, toMs: 50_000 })
    expect(fitted(10_000, 50_000)).toEqual(fitted(10_000, 55_000))
    expect(fitted(10_000, 200_000).toMs).toBeGreaterThan(200_000)
  })
})

let id = 0
const track = (
  what: TimelineTrack['what'],
  title: string,
  parent: TimelineTrack | undefined,
  state: string,
  note = '',
): TimelineTrack => ({
  id: ++id,
  parent: parent?.id ?? -1,
  what,
  ref: { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: title },
  title,
  note,
  fromMs: id,
  toMs: Number.NaN,
  spans: [{ fromMs: id, toMs: Number.NaN, state: state as 'ready', text: '', untilMs: Number.NaN }],
})

describe('the rows', () => {
  const set = track('owner', 'web-5d8', undefined, 'settled')
  const calm = [1, 2, 3, 4].map((i) => track('pod', `web-5d8-p${i}`, set, 'ready', 'Pod on b-1'))
  const sick = track('pod', 'web-5d8-sick', set, 'backoff', 'Pod on b-2')
  const app = track('container', 'app', sick, 'backoff')
  const quiet = calm.map((pod) => track('container', 'app', pod, 'running'))
  const nodes = [track('node', 'b-2', undefined, 'nodeReady'), track('node', 'b-1', undefined, 'nodeReady')]
  const tracks = new Map([set, ...calm, sick, app, ...quiet, ...nodes].map((each) => [each.id, each]))
  const titles = (toggled: string[] = [], grouping: 'owner' | 'node' = 'owner') =>
    rowsOf(tracks, { grouping, toggled: new Set(toggled) }).map(({ title }) => title)

  it('folds the calm and opens the sick', () => {
    expect(titles()).toEqual(['web-5d8', '4 Pods', 'sick', 'app', 'b-1', 'b-2'])
    expect(titles([`calm ${set.id}`])).toEqual([
      'web-5d8',
      '4 Pods',
      'p1',
      'p2',
      'p3',
      'p4',
      'sick',
      'app',
      'b-1',
      'b-2',
    ])
    expect(titles([`${sick.id}`, `${set.id}`])).toEqual(['web-5d8', 'b-1', 'b-2'])
  })

  it('groups by node, and lays rows out without gaps', () => {
    expect(titles([], 'node')).toEqual(['b-1', '4 Pods', 'b-2', 'sick', 'app'])
    const rows = rowsOf(tracks, { grouping: 'owner', toggled: new Set() })
    for (const [i, row] of rows.entries())
      expect(row.y).toBe(i === 0 ? 0 : (rows[i - 1]?.y ?? 0) + (rows[i - 1]?.height ?? 0))
    expect(heightOf(rows)).toBe(rows.reduce((sum, { height }) => sum + height, 0))
  })
})

describe('ticks of a probe', () => {
  it('are drawn one by one while there is room, and as a band where there is none', () => {
    const ticks = {
      passedMs: [1000],
      missedMs: [2000],
      held: [[5000, Number.NaN]] as [number, number][],
      periodMs: 5000,
      said: '',
    }
    const wide = tickMarks(ticks, timeScale(0, 60_000, 600), 30_000, 20)
    expect([wide.passed.split('M').length - 1, wide.bands]).toEqual([1 + 6, []])
    expect(wide.missed).toContain('M20.0 20v-11')
    const far = tickMarks(ticks, timeScale(0, 3_600_000, 600), 1_800_000, 20)
    expect(far.bands).toHaveLength(1)
  })
})
