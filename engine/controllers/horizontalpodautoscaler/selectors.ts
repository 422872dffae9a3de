/**
 * Whose Pods are whose: the selector of every autoscaler's target as it was last looked at, found by the labels of a
 * Pod. Two autoscalers over the same Pods are both refused. Source: pkg/controller/util/selectors.
 */
import { parseSelector, type Selector, selectorMatches } from '../../api/labels.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { Groups } from '../../core/groups.ts'
import { Intern } from '../../core/intern.ts'
import { PagedArray } from '../../core/paged.ts'
import type { Pod } from '../../kinds/types.ts'
import { labelKey } from '../indexes.ts'

/** In place of a label, for selectors that pin none. */
const ANY = '\0'

export class TargetSelectors {
  private readonly texts: PagedArray<string>
  private readonly groups: Groups
  private readonly keys = new Intern()

  constructor(
    server: ApiServer,
    private readonly table: Table,
  ) {
    const { checkpoints } = server
    this.texts = checkpoints.register(new PagedArray<string>(checkpoints.epoch))
    this.groups = new Groups(checkpoints)
  }

  set(row: number, namespace: string, selector: string): void {
    if (this.texts.get(row) === selector) return
    this.texts.set(row, selector)
    this.groups.set(row, this.keys.number(keyOf(namespace, parse(selector))))
  }

  forget(row: number): void {
    if (this.texts.get(row) === undefined) return
    this.texts.set(row, undefined)
    this.groups.set(row, -1)
  }

  /** Visits the autoscalers whose targets select a Pod. */
  eachMatching({ metadata }: Pod, visit: (row: number) => void): void {
    const { namespace = '', labels = {} } = metadata
    const check = (row: number) => {
      if (selectorMatches(parse(this.texts.get(row) as string), labels)) visit(row)
    }
    for (const name of Object.keys(labels)) this.eachOf(labelKey(namespace, name, labels[name] as string), check)
    this.eachOf(labelKey(namespace, ANY, ''), check)
  }

  private eachOf(key: string, check: (row: number) => void): void {
    const group = this.keys.find(key)
    if (group >= 0) this.groups.each(group, check)
  }

  /** Names of the autoscalers over any of these Pods, as upstream prints its keys. */
  rivals(pods: readonly Pod[]): string[] {
    const rows = new Set<number>()
    const seen = new Set<unknown>()
    for (const pod of pods) {
      // Pods of one template share their labels.
      if (seen.has(pod.metadata.labels)) continue
      seen.add(pod.metadata.labels)
      this.eachMatching(pod, (row) => rows.add(row))
    }
    const keys = [...rows].map((row) => this.table.keyOfRow(row))
    return keys.map(([namespace, name]) => `{${name} ${namespace}}`).sort()
  }
}

/** A label that the Pod must have with one value; else the selector is found by its namespace alone. */
function keyOf(namespace: string, { requirements }: Selector): string {
  const pinned = requirements.find(
    ({ operator, values }) => (operator === '=' || operator === '==' || operator === 'in') && values.length === 1,
  )
  return pinned ? labelKey(namespace, pinned.key, pinned.values[0] as string) : labelKey(namespace, ANY, '')
}

const CACHE_LIMIT = 4096
const parsed = new Map<string, Selector>()

function parse(text: string): Selector {
  let selector = parsed.get(text)
  if (selector === undefined) {
    if (parsed.size >= CACHE_LIMIT) parsed.clear()
    selector = parseSelector(text)
    parsed.set(text, selector)
  }
  return selector
}
