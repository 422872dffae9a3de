/** Time as the views handle it: places to go, lines, and questions about what was. */
import type { ObjectRef } from '../../engine/protocol/object.ts'
import type {
  EffectsAnswer,
  Obstacle,
  Place,
  RefusalRow,
  VersionAt,
  VersionDiff,
  VersionRow,
  WhyAnswer,
  WhyQuestion,
} from '../../engine/protocol/time.ts'
import type { LiveRun } from './live-run.ts'
import type { MirrorStore } from './mirror.ts'

export interface TimeTools {
  seek(place: Place): Promise<void>
  /** Like seek to an instant, for a pointer that moves: the latest counts. */
  scrub(atMs: number): void
  /** Begins a line where one stands, and shows it. */
  branch(): Promise<void>
  /** A branch before the last action; false when nothing was done. */
  undo(): Promise<boolean>
  switchLine(id: number): Promise<void>
  renameLine(id: number, name: string): Promise<void>
  dropLine(id: number): Promise<void>
  versions(ref: ObjectRef): Promise<VersionRow[]>
  diff(ref: ObjectRef, before: VersionAt, after: VersionAt): Promise<VersionDiff>
  why(question: WhyQuestion): Promise<WhyAnswer>
  effects(flag: number): Promise<EffectsAnswer>
  whyNot(ref: ObjectRef): Promise<Obstacle[]>
  refusals(ref: ObjectRef): Promise<RefusalRow[]>
}

export function timeTools(live: LiveRun, mirror: MirrorStore): TimeTools {
  return {
    seek: (place) => live.seek(place),
    scrub: (atMs) => live.scrub(atMs),
    branch: () => live.branch(freeName(mirror.getState().lines.map(({ name }) => name))),
    undo: () => live.undo(),
    switchLine: (id) => live.switchLine(id),
    renameLine: async (id, name) => (await live.ready()).renameLine(id, name),
    dropLine: async (id) => (await live.ready()).dropLine(id),
    versions: async (ref) => (await live.ready()).versions(ref),
    diff: async (ref, before, after) => (await live.ready()).diff(ref, before, after),
    why: async (question) => (await live.ready()).why(question),
    effects: async (flag) => (await live.ready()).effects(flag),
    whyNot: async (ref) => (await live.ready()).whyNot(ref),
    refusals: async (ref) => (await live.ready()).refusals(ref),
  }
}

/** `branch B`, `branch C` …; the run itself is A. */
function freeName(taken: readonly string[]): string {
  for (let at = 1; ; at++) {
    const name = `branch ${String.fromCharCode(65 + (at % 26))}${at >= 26 ? Math.floor(at / 26) : ''}`
    if (!taken.includes(name)) return name
  }
}
