/** What `label` and `annotate` share: reading `key=value` and `key-`, and the merge patch that writes them. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { map } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { diffPatch } from '../client/mergepatch.ts'
import { dryRunOf, writeQuery } from '../client/objects.ts'
import type { Info } from '../client/targets.ts'

export interface Marks {
  set: Record<string, string>
  removed: string[]
}

/**
 * Splits a line's arguments into resources and marks. Source: cmdutil GetResourcesAndPairs.
 * @param inFiles whether files name the resources, so that marks may stand alone
 */
export function splitMarks(args: readonly string[], inFiles: boolean): { resources: string[]; pairs: string[] } {
  const first = args.findIndex((arg, at) => isPair(arg) && (at > 0 || inFiles))
  if (first < 0) return { resources: [...args], pairs: [] }
  const stray = args.slice(first).find((arg) => !isPair(arg))
  if (stray !== undefined) throw fail(`all resources must be specified before ${''}`)
  return { resources: args.slice(0, first), pairs: args.slice(first) }
}

const isPair = (arg: string): boolean => arg.includes('=') || arg.endsWith('-')

export function parseMarks(pairs: readonly string[], what: string): Marks {
  const set: Record<string, string> = {}
  const removed: string[] = []
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at > 0) set[pair.slice(0, at)] = pair.slice(at + 1)
    else if (at < 0 && pair.endsWith('-')) removed.push(pair.slice(0, -1))
    else throw fail(`unknown ${what} spec: ${pair}`)
  }
  const both = removed.find((key) => Object.hasOwn(set, key))
  if (both !== undefined)
    throw fail(`can not both modify and remove ${what === 'label' ? 'a label' : 'an annotation'} in the same command`)
  return { set, removed }
}

/** Writes the changed map; the object as it is after. */
export function writeMarks(call: Call, info: Info, field: 'labels' | 'annotations', next: Record<string, string>) {
  const before = map(info.object, 'metadata', field)
  const inner = diffPatch(before, next)
  const object = { ...info.object, metadata: { ...(info.object.metadata as object), [field]: next } }
  if (dryRunOf(call) === 'client') return object
  const body = {
    metadata: Object.keys(next).length === 0 && Object.keys(before).length > 0 ? { [field]: null } : { [field]: inner },
  }
  const patch = Object.keys(inner).length === 0 ? {} : body
  const query = writeQuery(call, `kubectl-${call.command}`)
  return call.client.patch(pathOf(info.mapping, info.namespace, info.name), 'merge', patch, query)
}
