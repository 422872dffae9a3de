/** `log`: containers of these Pods said something; with `inOrder`, one thing after the other. */
import type { Pod } from '../../kinds/types.ts'
import type { Predicate, Scene } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects } from '../find.ts'

interface Args {
  name?: string
  labels?: Record<string, string>
  namespace?: string
  /** All of the Pod's containers unless one is named. */
  container?: string
  /** Words of a line. */
  says?: string
  /** Words of lines that follow each other, others between them allowed; counts containers instead of lines. */
  inOrder?: string[]
  /** Of the run before the last restart. */
  previous?: boolean
  count?: Wanted
}

export const log: Predicate<Args> = {
  name: 'log',
  args: {
    name: 'text?',
    labels: 'map?',
    namespace: 'text?',
    container: 'text?',
    says: 'text?',
    inOrder: 'texts?',
    previous: 'yes-no?',
    count: 'any?',
  },
  // What a container says last is there for an instant only.
  livelyMs: () => 1,
  look(scene, { says = '', inOrder, count, ...args }) {
    const logs = logsOf(scene, args)
    if (inOrder) return judgeCount(logs.filter((lines) => followEachOther(lines, inOrder)).length, count)
    return judgeCount(logs.flat().filter((line) => line.includes(says)).length, count)
  },
}

function logsOf(scene: Scene, { container, previous = false, ...query }: Args): string[][] {
  const pods = findObjects(scene, { ...query, kind: 'Pod' }) as Pod[]
  return pods.flatMap(({ metadata, spec }) =>
    [...(spec.initContainers ?? []), ...spec.containers]
      .filter(({ name }) => container === undefined || name === container)
      .map(({ name }) => scene.kubelets.lines(metadata.namespace ?? '', metadata.name, name, previous) ?? [])
      .map((lines) => lines.map(({ text }) => text)),
  )
}

function followEachOther(lines: readonly string[], wanted: readonly string[]): boolean {
  let found = 0
  for (const line of lines) if (found < wanted.length && line.includes(wanted[found] as string)) found++
  return found === wanted.length
}
