/** What a learner hands in: for every step passed on this page a link with its run and the digest it ended in. `npm run grade` plays it again. */
import type { SharedRun } from '../../../engine/protocol/time.ts'
import { stepOf } from './lesson-machine.ts'
import type { LessonPlayer } from './lesson-player.ts'
import { stepKey } from './progress.ts'
import { formatRoute } from './route.ts'

/** What it needs of the run. */
export interface HandInRun {
  shared(): Promise<Pick<SharedRun, 'log' | 'untilMs'>>
  digestOf(run: Pick<SharedRun, 'log' | 'untilMs'>): Promise<string>
  encode(run: SharedRun): Promise<string>
}

interface Kept extends Pick<SharedRun, 'log' | 'untilMs'> {
  slug: string
  step: string
  sinceMs: number
}

export class HandIns {
  private readonly kept = new Map<string, Kept>()

  constructor(
    private readonly run: HandInRun,
    private readonly player: LessonPlayer,
  ) {
    player.state.subscribe(({ phase }, before) => {
      if (phase === 'passed' && before.phase !== 'passed') void this.keep()
    })
  }

  /** A line for each step that was passed, and one for the open step as it stands. */
  async text(site: string): Promise<string> {
    await this.keep()
    const lines: string[] = []
    for (const { slug, step, sinceMs, ...shared } of this.kept.values()) {
      const run = await this.run.encode({ ...shared, files: [] })
      const digest = await this.run.digestOf(shared)
      lines.push(`${site}${formatRoute({ page: 'lesson', slug, step, moment: { run, sinceMs } })}&digest=${digest}`)
    }
    return `${lines.join('\n')}\n`
  }

  /** The open step as it stands; a pass that was kept stays. */
  private async keep(): Promise<void> {
    const state = this.player.state.getState()
    const step = stepOf(state)
    if (!state.lesson || !step || (state.phase !== 'working' && state.phase !== 'passed')) return
    const { slug } = state.lesson
    const key = stepKey(slug, step.id)
    const shared = await this.run.shared()
    if (state.phase === 'passed' || !this.player.progress.getState().passed.includes(key) || !this.kept.has(key))
      this.kept.set(key, { slug, step: step.id, sinceMs: state.sinceMs, ...shared })
  }
}
