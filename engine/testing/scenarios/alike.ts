/** What a run has written and left behind, in words: for saying where two runs that should be alike differ. */
import { plain } from '../../api/object.ts'
import { canonicalJson } from '../../digest.ts'
import type { SmallCluster } from './smallcluster.ts'

/** Every write since `fromRevision`: when, who, why, to what, and what came of it. */
export function historyOf({ cluster }: SmallCluster, fromRevision = 1): string[] {
  const { store, trace } = cluster.server
  const lines: string[] = []
  for (let revision = Math.max(fromRevision, store.history.oldest); revision <= store.revision; revision++) {
    const change = store.history.change(revision)
    if (change === undefined) continue
    const { atMs, actor, via, after, before } = change
    const table = store.tableAt(change.table)
    const { namespace = '', name } = (after ?? before)?.metadata ?? { name: '' }
    const what = after === undefined ? 'deleted' : canonicalJson(plain(after))
    lines.push(
      `${revision} at ${atMs} by ${trace.actorName(actor)} (${via}) ${table.info.plural} ${namespace}/${name} ${what}`,
    )
  }
  return lines
}

/** Every object, the state of chance, the time and the events waiting (those named by `skip` left out). */
export function stateOf({ cluster }: SmallCluster, skip: (handler: string) => boolean = () => false): string[] {
  const { store, clock, random } = cluster.server
  const lines = [canonicalJson({ nowMs: clock.nowMs, nextSeq: clock.nextSeq, revision: store.revision })]
  for (const { timeMs, handler } of clock.waiting()) if (!skip(handler)) lines.push(`${timeMs} ${handler}`)
  for (const [name, drawn] of random.drawn()) lines.push(`${name} drew ${drawn}`)
  for (const table of [...store.allTables()].sort((a, b) => (a.info.resource < b.info.resource ? -1 : 1))) {
    for (const object of table.list()) lines.push(`${table.info.plural} ${canonicalJson(plain(object))}`)
  }
  return lines
}

/** The first line where two runs part, with what each says; undefined when they do not. */
export function firstDifference(a: readonly string[], b: readonly string[]): [string, string] | undefined {
  const at = a.findIndex((line, i) => line !== b[i])
  if (at < 0 && a.length === b.length) return undefined
  const n = at < 0 ? a.length : at
  return [a[n] ?? 'nothing more', b[n] ?? 'nothing more']
}
