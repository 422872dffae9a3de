/** Everything the page asks about time: places to go, lines, and the three kinds of question about what was. */
import type { Schemas } from '../../api/schema/schemas.ts'
import type { LineRow } from '../../protocol/batch.ts'
import type { Place } from '../../protocol/time.ts'
import type { Line } from './line.ts'
import { Recall } from './recall.ts'
import type { TimeTravel } from './timetravel.ts'
import { Versions } from './versions.ts'
import { Why } from './why.ts'

const LONGEST_NAME = 80

export class HistoryDesk {
  readonly versions: Versions
  readonly why: Why

  constructor(
    readonly travel: TimeTravel,
    schemas: Schemas,
  ) {
    const recall = new Recall(travel)
    this.versions = new Versions(travel.cluster, schemas, recall)
    this.why = new Why(travel, recall, this.versions)
  }

  seek(place: Place): void {
    const { travel } = this
    if ('atMs' in place) travel.seek(Math.max(0, Math.floor(place.atMs)))
    else if ('flag' in place) this.seekFlag(place.flag, place.before ?? false)
    else if (place.go === 'now') travel.seek(Number.POSITIVE_INFINITY)
    else if (place.go === 'eventBack') travel.stepBack()
    else this.seekNextFlag(place.go === 'flagBack' ? -1 : 1)
  }

  rows(): LineRow[] {
    return this.travel.lines.map((line) => this.row(line))
  }

  row({ id, name, parent, forkMs, endMs }: Line): LineRow {
    const shown = id === this.travel.line.id
    const row = { id, name, forkMs, endMs: shown ? this.travel.endMs : endMs }
    return parent === undefined ? row : { ...row, parent }
  }

  rename(id: number, name: string): void {
    const line = this.travel.lines.find((each) => each.id === id)
    if (line) line.name = name.trim().slice(0, LONGEST_NAME) || line.name
  }

  private seekFlag(flag: number, before: boolean): void {
    const deed = this.travel.deeds.find(({ number }) => number === flag)
    if (!deed) return
    if (before) this.travel.seekBefore(deed.first)
    else this.travel.seekAction(deed.end)
  }

  /** Own actions before or after where one stands; forwards beyond the last is the present. */
  private seekNextFlag(direction: 1 | -1): void {
    const { travel } = this
    const { deeds, cluster } = travel
    const { actionCount: done, nowMs } = cluster
    const deed =
      direction > 0
        ? deeds.find(({ end }) => end > done)
        : deeds.findLast(({ end, atMs }) => end < done || (end === done && atMs < nowMs))
    if (deed) travel.seekAction(deed.end)
    else if (direction > 0) travel.seek(Number.POSITIVE_INFINITY)
    else travel.seek(0)
  }
}
