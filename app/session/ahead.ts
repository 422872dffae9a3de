/** What would be: of an Apply, of a run without one of its actions, of two branches. */
import type { Followed, FollowAsk } from '../../engine/protocol/network.ts'
import type { ObjectRef } from '../../engine/protocol/object.ts'
import type { Divergence, DocumentDiff, HintsAnswer, Preview, WithoutAnswer } from '../../engine/protocol/time.ts'
import type { LiveRun } from './live-run.ts'
import type { MirrorStore } from './mirror.ts'
import { Pool } from './pool.ts'
import { Twin } from './twin.ts'
import type { UiStore } from './ui.ts'

export interface AheadTools {
  /** What Apply would change of the live objects. */
  diff(text: string): Promise<DocumentDiff[]>
  /** One request through a Service, in a copy: what was decided at each hop. */
  follow(ask: FollowAsk): Promise<Followed>
  /** What Apply would lead to. */
  preview(text: string): Promise<Preview>
  /** The shown line without one of its actions. */
  without(flag: number, ref: ObjectRef): Promise<WithoutAnswer>
  /** What would help a workload that is not well. */
  hints(ref: ObjectRef): Promise<HintsAnswer>
  /** Where the shown line and another one part first. */
  compare(line: number): Promise<Divergence>
  /** Another line in a worker of its own, standing wherever the shown one stands. */
  twin(line: number): Twin
}

export function aheadTools(live: LiveRun, mirror: MirrorStore, ui: UiStore): AheadTools {
  const pool = new Pool()
  /** Of manifests that name none. */
  const namespace = () => ui.getState().namespace || 'default'
  return {
    diff: async (text) => (await live.ready()).diffLive(text, namespace()),
    follow: async (ask) => (await live.ready()).followRequest(ask),
    async preview(text) {
      const { log, untilMs } = await live.shared()
      return pool.run((api) => api.preview(log, untilMs, text, namespace()))
    },
    async without(flag, ref) {
      const { log, untilMs } = await live.here()
      return pool.run((api) => api.without(log, untilMs, flag, ref))
    },
    async hints(ref) {
      const { log, untilMs } = await live.here()
      return pool.run((api) => api.hints(log, untilMs, ref))
    },
    twin(line) {
      const { actions, endMs } = live.lines.lineLog(line)
      return new Twin({ ...live.told().log, actions }, endMs, mirror, ui)
    },
    async compare(line) {
      const [a, b] = [live.lines.lineLog(live.lines.current), live.lines.lineLog(line)]
      const { log } = live.told()
      // The shorter one is run on with nothing more done on it, as it stands on the stage beside the other.
      const untilMs = Math.max(a.endMs, b.endMs)
      const logOf = (actions: typeof a.actions) => ({ ...log, actions: actions.filter(({ atMs }) => atMs <= untilMs) })
      return pool.run((api) => api.compareRuns(logOf(a.actions), logOf(b.actions), untilMs))
    },
  }
}
