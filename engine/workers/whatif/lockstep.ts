/** Two runs side by side, write by write: where they part first, and what came of it first. */
import type { Change } from '../../api/history.ts'
import { plain } from '../../api/object.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import { Cluster } from '../../cluster.ts'
import { canonicalJson } from '../../digest.ts'
import type { ActionLog } from '../../protocol/run.ts'
import type { CauseLink, Divergence, RunCounts } from '../../protocol/time.ts'
import { HistoryDesk } from '../history/desk.ts'
import { TimeTravel } from '../history/timetravel.ts'
import { Tally } from './tally.ts'

/** Virtual ms both are run before their writes are compared: fewer writes than a history holds. */
const STRIDE_MS = 1000

interface Write {
  run: Run
  change: Change
  text: string
}

interface Run {
  travel: TimeTravel
  desk: HistoryDesk
  log: ActionLog
  /** Counts from the first difference on. */
  tally?: Tally
}

export function compareRuns(schemas: Schemas, a: ActionLog, b: ActionLog, untilMs: number): Divergence {
  const runs = [begin(a, schemas), begin(b, schemas)] as const
  const found: Divergence = { untilMs }
  for (let atMs = Math.min(STRIDE_MS, untilMs); ; atMs = Math.min(untilMs, atMs + STRIDE_MS)) {
    const isDecided = found.consequence !== undefined
    const [ours, theirs] = runs.map((run) => writesUntil(run, atMs, !isDecided)) as [Write[], Write[]]
    found.first ??= parting(ours, theirs)
    if (found.first && !isDecided) {
      const consequence = parting(ours.filter(isNobodys), theirs.filter(isNobodys))
      if (consequence) found.consequence = consequence
    }
    if (found.first) count(found, runs, [ours, theirs])
    if (atMs >= untilMs) break
  }
  if (found.first) found.counts = { a: runs[0].tally?.counts() as RunCounts, b: runs[1].tally?.counts() as RunCounts }
  return found
}

/** From the first difference on: what happened before is the same on both. */
function count({ first }: Divergence, runs: readonly [Run, Run], writes: readonly [Write[], Write[]]): void {
  const fromMs = Math.min(first?.a?.atMs ?? Number.POSITIVE_INFINITY, first?.b?.atMs ?? Number.POSITIVE_INFINITY)
  runs.forEach((run, at) => {
    run.tally ??= new Tally(run.travel.cluster, fromMs)
    for (const { change } of writes[at] ?? []) run.tally.saw(change)
    run.tally.look()
  })
}

function begin(log: ActionLog, schemas: Schemas): Run {
  const travel = new TimeTravel(new Cluster(log.config))
  return { travel, desk: new HistoryDesk(travel, schemas), log }
}

function runTo({ travel: { cluster }, log }: Run, atMs: number): void {
  for (let next = log.actions[cluster.actionCount]; next && next.atMs <= atMs; next = log.actions[cluster.actionCount])
    cluster.again(next)
  cluster.server.clock.runUntil(atMs)
}

/** Runs on and returns what was written on the way. */
function writesUntil(run: Run, atMs: number, withTexts: boolean): Write[] {
  const { store } = run.travel.cluster.server
  const from = store.revision + 1
  runTo(run, atMs)
  const writes: Write[] = []
  for (let revision = from; revision <= store.revision; revision++) {
    const change = store.history.change(revision)
    if (change) writes.push({ run, change, text: withTexts ? textOf(run, change) : '' })
  }
  return writes
}

const isNobodys = ({ change }: Write): boolean => change.via !== 'action'

/** The first pair that is not the same; undefined when all are. */
function parting(ours: readonly Write[], theirs: readonly Write[]): Divergence['first'] {
  const at = Array.from({ length: Math.max(ours.length, theirs.length) }, (_, n) => n).find(
    (n) => ours[n]?.text !== theirs[n]?.text,
  )
  if (at === undefined) return undefined
  const [a, b] = [ours[at], theirs[at]]
  return { ...(a ? { a: linkOf(a) } : {}), ...(b ? { b: linkOf(b) } : {}) }
}

const linkOf = ({ run, change }: Write): CauseLink => run.desk.why.link(change)

/** A write as text: when, who, what. The revision stays out: it counts everybody's writes. */
function textOf({ travel: { cluster } }: Run, change: Change): string {
  const { store, trace } = cluster.server
  const table = store.tableAt(change.table)
  const { after } = change
  const object = after && plain(after)
  const body = object ? canonicalJson({ ...object, metadata: { ...object.metadata, resourceVersion: '' } }) : ''
  return `${change.atMs} ${trace.actorName(change.actor)} ${table.info.resource} ${table.keyOfRow(change.row).join('/')} ${body}`
}
