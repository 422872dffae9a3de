/** Four ways to a new version, each watched at every instant. */
import { expect } from 'vitest'
import type { Pod } from '../../kinds/types.ts'
import { isReady, podsOf } from '../corpus/asking.ts'
import type { SmallCluster } from '../scenarios/smallcluster.ts'
import { apply, type Claims, deployment, during, k, MINUTE_MS, scene, service, serving, template } from './scene.ts'

const OLD = 'nginx:1.26'
const NEW = 'nginx:1.27'
const READY_SOON = { readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 1 } }

const versioned = (image: string, spec: object = {}, name = 'web', labels: object = {}) =>
  deployment({ replicas: 4, template: template({ image, ...READY_SOON }, {}, labels), ...spec }, name, labels)

const RECREATE = { strategy: { type: 'Recreate' } }

/** What was true at some instant, and the extremes. */
interface Seen {
  ranBoth: boolean
  servedBoth: boolean
  most: number
  leastServing: number
}

const imageOf = ({ spec }: Pod): string => spec.containers[0]?.image ?? ''
const runs = ({ status }: Pod): boolean => status.containerStatuses?.some(({ state }) => state?.running) ?? false

/** Looks for itself at each instant it is told of. */
function watcher(w: SmallCluster): { seen: Seen; look(): void } {
  const seen: Seen = { ranBoth: false, servedBoth: false, most: 0, leastServing: Number.POSITIVE_INFINITY }
  const look = () => {
    const pods = podsOf(w, 'web')
    const there = serving(w).flatMap((name) => pods.find(({ metadata }) => metadata.name === name) ?? [])
    seen.ranBoth ||= new Set(pods.filter(runs).map(imageOf)).size > 1
    seen.servedBoth ||= new Set(there.map(imageOf)).size > 1
    seen.most = Math.max(seen.most, pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined).length)
    seen.leastServing = Math.min(seen.leastServing, there.length)
  }
  return { seen, look }
}

/** Looks at every instant until it holds. */
function watched(w: SmallCluster, what: string, holds: () => boolean): Seen {
  const { seen, look } = watcher(w)
  w.until(
    what,
    () => {
      look()
      return holds()
    },
    5 * MINUTE_MS,
  )
  return seen
}

const all = (w: SmallCluster, image: string, count: number): boolean => {
  const pods = podsOf(w, 'web')
  return (
    pods.length === count && pods.every((pod) => imageOf(pod) === image && isReady(pod)) && serving(w).length === count
  )
}

function begun(...manifests: object[]): SmallCluster {
  const w = scene([service(), ...manifests])
  w.until('it serves', () => all(w, OLD, 4), 5 * MINUTE_MS)
  return w
}

function exchanged(spec: object): { seen: Seen; back: Seen } {
  const w = begun(versioned(OLD, spec))
  apply(w, versioned(NEW, spec))
  const seen = watched(w, 'exchanged', () => all(w, NEW, 4))
  k(w, 'rollout undo deployment/web')
  const back = watched(w, 'back', () => all(w, OLD, 4))
  return { seen, back }
}

/** Green comes up unseen, the selector moves, blue goes; or the selector moves back. */
function blueGreen(): { seen: Seen; backMs: number } {
  const w = begun(versioned(OLD, {}, 'blue', { colour: 'blue' }))
  const point = (colour: string) => apply(w, service({ selector: { app: 'web', colour } }))
  const only = (image: string) => serving(w).length === 4 && serving(w).every((name) => imageOf(w.pod(name)) === image)
  point('blue')
  w.until('pointed at blue', () => only(OLD), MINUTE_MS)
  apply(w, versioned(NEW, {}, 'green', { colour: 'green' }))
  const before = watched(w, 'green is ready', () => podsOf(w, 'web').filter(isReady).length === 8)
  point('green')
  const after = watched(w, 'switched', () => only(NEW))
  point('blue')
  const backMs = w.until('switched back', () => only(OLD), MINUTE_MS)
  point('green')
  w.until('switched again', () => only(NEW), MINUTE_MS)
  k(w, 'delete deployment blue')
  const end = watched(w, 'blue is gone', () => podsOf(w, 'web').length === 4)
  return { seen: joined([before, after, end]), backMs }
}

function canary(): { seen: Seen; backMs: number } {
  const w = begun(versioned(OLD, {}, 'web', { track: 'stable' }))
  apply(w, versioned(NEW, { replicas: 1 }, 'canary', { track: 'canary' }))
  const seen = watched(w, 'it serves as well', () => serving(w).length === 5)
  const kept = watcher(w)
  during(w, 5 * MINUTE_MS, kept.look)
  expect(serving(w)).toHaveLength(5)
  k(w, 'delete deployment canary --wait=false')
  const backMs = w.until('only the old one serves', () => serving(w).length === 4, MINUTE_MS)
  return { seen: joined([seen, kept.seen]), backMs }
}

const joined = (parts: readonly Seen[]): Seen => ({
  ranBoth: parts.some(({ ranBoth }) => ranBoth),
  servedBoth: parts.some(({ servedBoth }) => servedBoth),
  most: Math.max(...parts.map(({ most }) => most)),
  leastServing: Math.min(...parts.map(({ leastServing }) => leastServing)),
})

/** Each scene is played once. */
const once = <T>(play: () => T): (() => T) => {
  let played: { of: T } | undefined
  return () => (played ??= { of: play() }).of
}
const SCENES = [once(() => exchanged(RECREATE)), once(() => exchanged({})), once(blueGreen), once(canary)] as const
const each = (field: keyof Seen, ...wanted: unknown[]) =>
  SCENES.map((play, i) => () => expect(play().seen[field]).toEqual(wanted[i]))
const AT_ONCE_MS = 2000

export const releases: Claims = {
  'Two versions run at once': each('ranBoth', false, true, true, true),
  'Two versions serve at once': each('servedBoth', false, true, false, true),
  'Pods at most': each('most', 4, 5, 8, 5),
  'Nobody serves': [
    () => expect(SCENES[0]().seen.leastServing).toBe(0),
    () => expect(SCENES[1]().seen.leastServing).toBeGreaterThan(0),
    () => expect(SCENES[2]().seen.leastServing).toBeGreaterThan(0),
    () => expect(SCENES[3]().seen.leastServing).toBeGreaterThan(0),
  ],
  'The way back': [
    () => expect(SCENES[0]().back).toMatchObject({ leastServing: 0, ranBoth: false }),
    () => expect(SCENES[1]().back).toMatchObject({ ranBoth: true, most: 5 }),
    () => expect(SCENES[2]().backMs).toBeLessThan(AT_ONCE_MS),
    () => expect(SCENES[3]().backMs).toBeLessThan(AT_ONCE_MS),
  ],
}
