/** Tracks over time, out of history and journal. */
import { describe, expect, it } from 'vitest'
import { Cluster } from '../../../cluster.ts'
import type { TimelineTrack } from '../../../protocol/timeline.ts'
import { deployment } from '../../../testing/builders.ts'
import { doMove, runFor } from '../../lesson/moves.ts'
import { TimelineBatches } from './timeline.ts'

const NOBODY = { look() {}, tell() {} }
const SCOPE = {
  root: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' },
  namespace: 'default',
}

/** A liveness probe that nothing answers kills the container every 3 × 5 s. */
function crashing(): Cluster {
  const cluster = new Cluster()
  const manifest = deployment('web')
    .replicas(1)
    .image('k8spatterns/random-generator:1.0')
    .podLabel('app', 'web')
    .build()
  const [container] = manifest.spec.template.spec?.containers ?? []
  Object.assign(container as object, {
    livenessProbe: { httpGet: { path: '/', port: 9 }, periodSeconds: 5 },
    readinessProbe: { httpGet: { path: '/', port: 9 }, periodSeconds: 5 },
  })
  doMove(cluster, { do: 'apply', text: JSON.stringify(manifest) })
  return cluster
}

/** The page's copy. */
class Known {
  readonly tracks = new Map<number, TimelineTrack>()
  constructor(private readonly batches: TimelineBatches) {}
  take(line = 0, isPast = false): boolean {
    const news = this.batches.take(line, isPast)
    if (news?.reset) this.tracks.clear()
    for (const track of news?.tracks ?? []) this.tracks.set(track.id, structuredClone(track))
    return news !== undefined
  }
  of(what: string, title?: string): TimelineTrack {
    return [...this.tracks.values()].find(
      (track) => track.what === what && (title === undefined || track.title === title),
    ) as TimelineTrack
  }
}

describe('the timeline of a Deployment', () => {
  it('has the owner tree, the states of Pods, starts, exits, misses and growing back-offs', () => {
    const cluster = crashing()
    const batches = new TimelineBatches(cluster)
    batches.show(SCOPE)
    const known = new Known(batches)
    known.take()
    runFor(cluster, 200_000, NOBODY)
    known.take()
    const [deploy, set, pod, app] = [
      known.of('owner', 'web'),
      known.of('owner', known.of('pod').title.replace(/-[^-]+$/, '')),
      known.of('pod'),
      known.of('container'),
    ]
    expect([set.parent, pod.parent, app.parent]).toEqual([deploy.id, set.id, pod.id])
    expect(deploy.spans.at(-1)).toMatchObject({ state: 'progressing' })
    const states = pod.spans.map(({ state }) => state)
    expect(states.slice(0, 2)).toEqual(['unscheduled', 'scheduled'])
    expect(new Set(states)).toEqual(new Set(['unscheduled', 'scheduled', 'pulling', 'running', 'backoff']))
    const backoffs = pod.spans.filter(({ state }) => state === 'backoff')
    const waits = backoffs.map(({ fromMs, untilMs }) => Math.round((untilMs - fromMs) / 10_000))
    expect(waits.slice(0, 3)).toEqual([1, 2, 4])
    const runs = app.spans.filter(({ restart }) => restart !== undefined)
    expect(new Set(runs.map(({ restart }) => restart)).size).toBeGreaterThanOrEqual(4)
    expect(runs.filter(({ exitCode }) => exitCode !== undefined).length).toBeGreaterThanOrEqual(3)
    const liveness = known.of('probe', 'liveness').ticks
    expect(liveness?.passedMs).toEqual([])
    expect(liveness?.missedMs.length).toBeGreaterThanOrEqual(9)
    expect(liveness?.said).toContain('connection refused')
    expect(known.of('node').spans.at(-1)).toMatchObject({ state: 'nodeReady', toMs: Number.NaN })
    // Every span begins where the one before ended or later.
    for (const { spans } of known.tracks.values())
      for (const [i, span] of spans.entries())
        if (i > 0) expect(span.fromMs).toBeGreaterThanOrEqual(spans[i - 1]?.toMs as number)
  })

  it('says nothing twice, and opened late it tells the same', () => {
    const cluster = crashing()
    const early = new TimelineBatches(cluster)
    early.show(SCOPE)
    const known = new Known(early)
    for (let at = 0; at < 40; at++) {
      runFor(cluster, 2500, NOBODY)
      known.take()
    }
    expect(known.take()).toBe(false)
    const late = new TimelineBatches(cluster)
    late.show(SCOPE)
    const other = new Known(late)
    other.take()
    const plain = ({ tracks }: Known) =>
      [...tracks.values()]
        .map((track) => ({ ...track, id: 0, parent: 0 }))
        .sort((a, b) => a.fromMs - b.fromMs || (a.title < b.title ? -1 : 1))
    expect(plain(other)).toEqual(plain(known))
  })

  it('keeps what it knows while the past is looked at, and begins anew on another line', () => {
    const cluster = crashing()
    const begun = cluster.checkpoint()
    const batches = new TimelineBatches(cluster)
    batches.show(SCOPE)
    const known = new Known(batches)
    runFor(cluster, 60_000, NOBODY)
    known.take()
    const spans = known.of('pod').spans.length
    cluster.restore(begun)
    batches.reset()
    known.take(0, true)
    expect(known.of('pod').spans).toHaveLength(spans)
    known.take(1, false)
    expect(known.of('pod')?.spans.length ?? 0).toBeLessThan(spans)
  })

  it('shows an elided probe as one that holds', () => {
    const cluster = new Cluster()
    const manifest = deployment('web').replicas(1).image('nginx:1.27').podLabel('app', 'web').build()
    const [container] = manifest.spec.template.spec?.containers ?? []
    Object.assign(container as object, { livenessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 5 } })
    doMove(cluster, { do: 'apply', text: JSON.stringify(manifest) })
    const batches = new TimelineBatches(cluster)
    batches.show({ namespace: '' })
    const known = new Known(batches)
    runFor(cluster, 60_000, NOBODY)
    known.take()
    expect(known.of('probe', 'liveness').ticks?.held).toEqual([[expect.any(Number), Number.NaN]])
    expect(known.of('pod').spans.at(-1)).toMatchObject({ state: 'ready' })
  })
})
