/**
 * Time as a material: the lines of one run, and where one stands on them.
 *
 * All lines live in one cluster: a branch is a checkpoint, and going anywhere is the nearest moment before it and a
 * replay of what is left, the logged actions at their places included. The past is read-only; the present of each line
 * is kept untouched while one looks elsewhere.
 */
import type { Cluster } from '../../cluster.ts'
import type { LoggedAction } from '../../protocol/run.ts'
import { type Deed, type Line, deedsOf } from './line.ts'
import { type Moment, Moments, momentOf } from './moments.ts'
import { PastClock } from './pastclock.ts'

/** Replays look this often (in steps) whether a moment is due. */
const STEPS_A_NOTE = 512
/** Each keeps moments of its own. */
const MOST_LINES = 12

export class TimeTravel {
  readonly lines: Line[]
  private current: Line
  /** Set while one stands in the past of the current line. */
  private past: PastClock | undefined
  private nextId = 1

  /** @param cluster as it was built: nothing has run yet */
  constructor(
    readonly cluster: Cluster,
    name = 'main',
  ) {
    const moments = new Moments(cluster)
    moments.keep()
    this.current = { id: 0, name, forkMs: 0, moments, actions: [], endMs: 0, density: new Map() }
    this.lines = [this.current]
  }

  /** The line one stands on. */
  get line(): Line {
    return this.current
  }

  get isPast(): boolean {
    return this.past !== undefined
  }

  /** What a driver moves: the cluster's clock, or in the past one that carries out what was logged and ends at the present. */
  get clock(): Cluster['server']['clock'] | PastClock {
    return this.past ?? this.cluster.server.clock
  }

  /** Everything done on the current line, also what lies ahead of a past moment. */
  get actions(): readonly LoggedAction[] {
    return this.past ? this.current.actions : this.cluster.log().actions
  }

  /** Virtual time of the current line's present. */
  get endMs(): number {
    return this.past ? this.current.endMs : this.cluster.nowMs
  }

  get deeds(): Deed[] {
    return deedsOf(this.actions)
  }

  /** Called when the present went on: keeps a moment now and then. */
  moved(): void {
    this.current.moments.note()
  }

  /** Goes to an instant: everything up to and including it has happened. From the present's instant on, it is the present. */
  seek(atMs: number): void {
    this.leavePresent()
    const { moments, endMs } = this.current
    if (atMs >= endMs) return this.toNow()
    this.go(
      moments.lastWhere((moment) => moment.nowMs <= atMs),
      (past) => past.runUntil(atMs),
    )
  }

  /** Goes to where so many entries of the log have been carried out and nothing came of the last one yet. */
  seekAction(count: number): void {
    this.leavePresent()
    const { moments } = this.current
    this.go(
      moments.lastWhere((moment) => moment.actions < count),
      (past) => past.runThrough(count),
    )
  }

  /** Goes to just before an entry of the log is carried out. */
  seekBefore(index: number): void {
    this.leavePresent()
    const { moments, actions } = this.current
    const { seq, atMs } = actions[index] as LoggedAction
    this.go(
      moments.lastWhere((moment) => moment.actions <= index && moment.nextSeq <= seq && moment.nowMs <= atMs),
      (past) => past.runBefore(index),
    )
  }

  /** One event back: to the last instant before this one at which work ran. Returns false at the beginning. */
  stepBack(): boolean {
    const { nowMs } = this.cluster
    this.leavePresent()
    const { list } = this.current.moments
    for (let at = list.length - 1; at >= 0; at--) {
      const moment = list[at] as Moment
      if (moment.nowMs >= nowMs) continue
      const found = this.lastInstantBefore(moment, nowMs)
      if (found === undefined && at > 0) continue
      this.seek(found ?? 0)
      return found !== undefined
    }
    this.seek(nowMs)
    return false
  }

  /** Returns to the present of the current line. */
  toNow(): void {
    const { current } = this
    if (current.now) {
      this.cluster.restore(current.now.checkpoint)
      this.past = undefined
      return
    }
    // Told of, not yet run: its present is at the end of a replay.
    this.go(current.moments.list.at(-1) as Moment, (past) => past.runUntil(current.endMs))
    this.past = undefined
    current.now = momentOf(this.cluster)
  }

  /** Begins a new line where one stands, and goes on there; the line it leaves keeps its present. */
  branch(name: string): Line {
    const { current, cluster } = this
    if (this.lines.length >= MOST_LINES) throw new RangeError(`There are ${MOST_LINES} branches: drop one first`)
    this.leavePresent()
    const forkMs = cluster.nowMs
    const here = momentOf(cluster)
    const shared = current.moments.list.filter((moment) => isBefore(moment, here))
    const line: Line = {
      id: this.nextId++,
      name,
      parent: current.id,
      forkMs,
      moments: new Moments(cluster, [...shared, here]),
      actions: cluster.log().actions,
      endMs: forkMs,
      now: here,
      density: densityBefore(current, forkMs),
    }
    this.lines.push(line)
    this.current = line
    this.toNow()
    return line
  }

  /** A branch before the last deed at or before where one stands; undefined when nothing was done. */
  undo(): Deed | undefined {
    const done = this.cluster.actionCount
    const deed = this.deeds.findLast(({ first }) => first < done)
    if (!deed) return undefined
    this.seekBefore(deed.first)
    this.branch(`without ${deed.text}`)
    return deed
  }

  /** Goes to the present of another line. @throws RangeError when there is none of this id */
  switchTo(id: number): void {
    const line = this.lineOf(id)
    this.leavePresent()
    this.current = line
    this.toNow()
  }

  /** A line that was made elsewhere, by its log: it is run when somebody goes there. */
  adopt(line: Pick<Line, 'name' | 'parent' | 'forkMs' | 'actions' | 'endMs'>, id = this.nextId): Line {
    const [begin] = this.lines[0]?.moments.list ?? []
    const moments = new Moments(this.cluster, begin ? [begin] : [])
    const made: Line = { ...line, id, moments, density: new Map() }
    this.nextId = Math.max(this.nextId, id + 1)
    this.lines.push(made)
    return made
  }

  /** Forgets a line; the first and the current one stay. */
  drop(id: number): void {
    const at = this.lines.indexOf(this.lineOf(id))
    if (at > 0 && this.lines[at] !== this.current) this.lines.splice(at, 1)
  }

  /** Runs the current line's log to its end: for a line that begins from a log. */
  run(actions: readonly LoggedAction[], endMs: number): void {
    this.current.actions = actions
    this.current.endMs = endMs
    this.go(this.current.moments.list[0] as Moment, (past) => past.runUntil(endMs))
    this.past = undefined
    delete this.current.now
  }

  /** Looks at the current line as it was at a place, and comes back. Neither must write. */
  visit<T>(go: (line: Line) => void, look: () => T): T {
    const { past, cluster } = this
    this.leavePresent()
    const here = cluster.checkpoint()
    this.past = new PastClock(cluster, this.current.actions, this.current.endMs)
    try {
      go(this.current)
      return look()
    } finally {
      cluster.restore(here)
      this.past = past
    }
  }

  /** For `visit`: goes to a moment and on from there until `enough`, or the present. */
  replayFrom(moment: Moment, enough: () => boolean): void {
    this.cluster.restore(moment.checkpoint)
    while (!enough() && this.past?.step());
  }

  private lineOf(id: number): Line {
    const line = this.lines.find((each) => each.id === id)
    if (!line) throw new RangeError(`no branch ${id}`)
    return line
  }

  /** Keeps the present before one goes elsewhere. */
  private leavePresent(): void {
    if (this.past) return
    const { current, cluster } = this
    current.now = momentOf(cluster)
    current.actions = cluster.log().actions
    current.endMs = cluster.nowMs
  }

  private go(from: Moment, run: (past: PastClock) => void): void {
    const { current, cluster } = this
    cluster.restore(from.checkpoint)
    let steps = 0
    this.past = new PastClock(cluster, current.actions, current.endMs, () => {
      if (++steps % STEPS_A_NOTE === 0) current.moments.note()
    })
    run(this.past)
  }

  private lastInstantBefore(from: Moment, beforeMs: number): number | undefined {
    const { cluster, current } = this
    cluster.restore(from.checkpoint)
    const past = new PastClock(cluster, current.actions, current.endMs)
    this.past = past
    let found: number | undefined
    while (past.nextMs < beforeMs) {
      const isWork = past.pendingWork > 0
      past.step()
      if (isWork && cluster.nowMs < beforeMs) found = cluster.nowMs
    }
    return found
  }
}

const isBefore = (a: Moment, b: Moment): boolean =>
  a.nowMs <= b.nowMs && a.nextSeq <= b.nextSeq && a.actions <= b.actions && a.nextSeq < b.nextSeq

function densityBefore({ density }: Line, forkMs: number): Line['density'] {
  return new Map([...density].filter(([startMs]) => startMs <= forkMs))
}
