/** The Timeline's rows: tracks in a tree of owners (or under their nodes), the healthy ones folded, trouble opened. */
import type { TimelineSpan, TimelineTrack } from '../../../engine/protocol/timeline.ts'
import { podShortName } from '../names.ts'

export type Grouping = 'owner' | 'node'

export interface Row {
  key: string
  /** Absent for a row of folded Pods. */
  track?: TimelineTrack
  /** Tracks of Pods that are folded into one row, or shown below it when it is open. */
  folded?: readonly TimelineTrack[]
  title: string
  note: string
  depth: number
  y: number
  height: number
  /** Undefined where nothing lies below. */
  expanded?: boolean
}

const HEIGHTS: Record<TimelineTrack['what'] | 'fold', number> = {
  owner: 28,
  pod: 32,
  container: 30,
  probe: 28,
  slice: 28,
  node: 28,
  fold: 28,
}
/** Fewer calm Pods than these are shown one by one. */
const FOLD_FROM = 4

/** The span that holds at an instant. */
export function spanAt({ spans }: TimelineTrack, ms: number): TimelineSpan | undefined {
  for (let i = spans.length - 1; i >= 0; i--) {
    const span = spans[i] as TimelineSpan
    if (span.fromMs <= ms) return span.toMs <= ms ? undefined : span
  }
  return undefined
}

/** Nothing to see: ready all along, or gone as told. */
export function isCalm(track: TimelineTrack): boolean {
  const last = track.spans.at(-1)
  if (!last) return true
  if (track.spans.some(({ state }) => TROUBLE.has(state))) return false
  return !Number.isNaN(track.toMs) || last.state === 'ready' || last.state === 'completed'
}

const TROUBLE: ReadonlySet<string> = new Set(['backoff', 'failed', 'evicted', 'unknown'])

export interface RowsAsked {
  grouping: Grouping
  /** Keys of rows that a person opened or shut against the rule. */
  toggled: ReadonlySet<string>
}

/** All rows from top to bottom, with their places. */
export function rowsOf(tracks: ReadonlyMap<number, TimelineTrack>, asked: RowsAsked): Row[] {
  return place(new Tree(tracks, asked).rows())
}

function place(rows: Omit<Row, 'y'>[]): Row[] {
  let y = 0
  return rows.map((row) => {
    const placed = { ...row, y }
    y += row.height
    return placed
  })
}

type Unplaced = Omit<Row, 'y'>

class Tree {
  private readonly children = new Map<number, TimelineTrack[]>()

  constructor(
    private readonly tracks: ReadonlyMap<number, TimelineTrack>,
    private readonly asked: RowsAsked,
  ) {
    for (const track of tracks.values()) {
      const list = this.children.get(track.parent)
      if (list) list.push(track)
      else this.children.set(track.parent, [track])
    }
  }

  rows(): Unplaced[] {
    const tops = [...this.tracks.values()].filter(({ parent }) => parent < 0 || !this.tracks.has(parent))
    const of = (what: TimelineTrack['what']) => tops.filter((track) => track.what === what)
    const nodes = of('node').sort(byTitle)
    const slices = of('slice').flatMap((track) => this.branch(track, 0))
    if (this.asked.grouping === 'node') return [...this.byNode(nodes), ...slices]
    const owners = tops.filter(({ what }) => what === 'owner' || what === 'pod')
    return [...this.siblings(owners, 0, 'top'), ...slices, ...nodes.flatMap((track) => this.branch(track, 0))]
  }

  private byNode(nodes: readonly TimelineTrack[]): Unplaced[] {
    const pods = [...this.tracks.values()].filter(({ what }) => what === 'pod')
    const on = (name: string) => pods.filter(({ note }) => note === `Pod on ${name}`)
    const rows = nodes.flatMap((node) => {
      const own = on(node.title)
      const open = this.isOpen(`${node.id}`, true)
      return [
        this.row(node, 0, own.length > 0 ? open : undefined),
        ...(open ? this.siblings(own, 1, `${node.id}`) : []),
      ]
    })
    const homeless = pods.filter(({ note }) => note === 'Pod')
    return [...this.siblings(homeless, 0, 'unscheduled'), ...rows]
  }

  private branch(track: TimelineTrack, depth: number): Unplaced[] {
    const below = this.children.get(track.id) ?? []
    if (below.length === 0) return [this.row(track, depth)]
    const open = this.isOpen(`${track.id}`, track.what !== 'pod' || !isCalm(track))
    return [this.row(track, depth, open), ...(open ? this.siblings(below, depth + 1, `${track.id}`) : [])]
  }

  /** Children in order of their coming; calm Pods share a row, where there are several. */
  private siblings(tracks: readonly TimelineTrack[], depth: number, under: string): Unplaced[] {
    const pods = tracks.filter(({ what }) => what === 'pod')
    const gone = pods.filter((pod) => isCalm(pod) && !Number.isNaN(pod.toMs))
    const calm = pods.filter((pod) => isCalm(pod) && Number.isNaN(pod.toMs))
    const folds = [
      { list: calm, key: `calm ${under}`, note: 'all ready' },
      { list: gone, key: `gone ${under}`, note: 'gone' },
    ].filter(({ list }) => list.length >= FOLD_FROM)
    const hidden = new Set(folds.flatMap(({ list }) => list))
    const folded = folds.flatMap(({ list, key, note }) => this.fold(list, key, note, depth))
    const shown = tracks.filter((track) => !hidden.has(track))
    return [...folded, ...shown.sort(byRank).flatMap((track) => this.branch(track, depth))]
  }

  private fold(list: readonly TimelineTrack[], key: string, note: string, depth: number): Unplaced[] {
    const open = this.isOpen(key, false)
    const row = {
      key,
      folded: list,
      title: `${list.length} Pods`,
      note: open ? note : `${note}, folded`,
      depth,
      height: HEIGHTS.fold,
      expanded: open,
    }
    return [row, ...(open ? list.flatMap((track) => this.branch(track, depth + 1)) : [])]
  }

  private isOpen(key: string, usual: boolean): boolean {
    return this.asked.toggled.has(key) ? !usual : usual
  }

  private row(track: TimelineTrack, depth: number, expanded?: boolean): Unplaced {
    const owner = this.tracks.get(track.parent)
    return {
      key: `${track.id}`,
      track,
      title: track.what === 'pod' ? shortName(track, owner) : track.title,
      note: track.note,
      depth,
      height: HEIGHTS[track.what],
      ...(expanded === undefined ? {} : { expanded }),
    }
  }
}

/** `x2lqp` under its owner, whose name the others share. */
function shortName({ title }: TimelineTrack, owner: TimelineTrack | undefined): string {
  return owner ? podShortName(title, owner.title).replace(`${owner.title} `, '') : title
}

const byTitle = (a: TimelineTrack, b: TimelineTrack): number => (a.title < b.title ? -1 : 1)
const RANKS = { owner: 0, pod: 1, container: 2, probe: 3, slice: 4, node: 5 } as const
const byRank = (a: TimelineTrack, b: TimelineTrack): number =>
  RANKS[a.what] - RANKS[b.what] || a.fromMs - b.fromMs || a.id - b.id

/** Rows that a window of the page shows; `y` grows with the index. */
export function rowsWithin(rows: readonly Row[], top: number, bottom: number): readonly Row[] {
  return rows.filter(({ y, height }) => y + height >= top && y <= bottom)
}

/** Height of all rows. */
export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1)
  return last ? last.y + last.height : 0
}
