/** What would be: of an Apply, of a run without one of its actions, of two branches. */
import type { ObjectRef } from '../../engine/protocol.ts'
import type { Divergence, DocumentDiff, HintsAnswer, Preview, WithoutAnswer } from '../../engine/protocoltime.ts'
import type { LiveRun } from './live-run.ts'
import { Pool } from './pool.ts'

export interface AheadTools {
  /** What Apply would change of the live objects. */
  diff(text: string): Promise<DocumentDiff[]>
  /** What Apply would lead to. */
  preview(text: string): Promise<Preview>
  /** The shown line without one of its actions. */
  without(flag: number, ref: ObjectRef): Promise<WithoutAnswer>
  /** What would help a workload that is not well. */
  hints(ref: ObjectRef): Promise<HintsAnswer>
  /** Where the shown line and another one part first. */
  compare(line: number): Promise<Divergence>
}

/** @param namespace of manifests that name none */
export function aheadTools(live: LiveRun, namespace: () => string): AheadTools {
  const pool = new Pool()
  return {
    diff: async (text) => (await live.ready()).diffLive(text, namespace()),
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
    async compare(line) {
      const [a, b] = [live.lines.lineLog(live.lines.current), live.lines.lineLog(line)]
      const { log } = live.told()
      const untilMs = Math.min(a.endMs, b.endMs)
      const logOf = (actions: typeof a.actions) => ({ ...log, actions: actions.filter(({ atMs }) => atMs <= untilMs) })
      return pool.run((api) => api.compareRuns(logOf(a.actions), logOf(b.actions), untilMs))
    },
  }
}
