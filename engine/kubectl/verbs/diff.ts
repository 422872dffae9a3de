/** `kubectl diff`. Source: kubectl pkg/cmd/diff/diff.go; the comparison is `diff -u -N`. */
import { type Side, unified } from '../../core/diff/formats.ts'
import { changesOf } from '../../core/diff/script.ts'
import type { Call } from '../call.ts'
import { Failure, Refused } from '../base/failure.ts'
import { type Json, object, text } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { objectsOfFiles } from '../client/manifests.ts'
import type { Info } from '../client/targets.ts'
import { FIELD_MANAGER, FILE_FLAGS, SELECTOR } from '../globalflags.ts'
import { withoutManagedFields } from '../print/printer.ts'
import { toYaml } from '../print/yaml.ts'
import type { Verb } from '../verb.ts'
import { applyPatch } from './apply.ts'

/** The exit code of what went wrong: 1 says that something differs. */
const TROUBLE = 2
/** Lines shown around a change. */
const CONTEXT = 3

export const diff: Verb = {
  name: 'diff',
  flags: [
    ...FILE_FLAGS,
    FIELD_MANAGER,
    SELECTOR,
    'server-side:bool',
    'force-conflicts:bool',
    'prune:bool',
    'show-managed-fields:bool',
    'concurrency:int=1',
  ],
  completes: 'files',
  run(call) {
    const files = call.flags.list('filename')
    if (files.length === 0) throw new Failure('error: must specify one of -f and -k', TROUBLE)
    let differs = false
    for (const info of given(call, files)) {
      const { live, merged } = states(call, info)
      const name = [info.mapping.group, info.mapping.version, info.mapping.kind, info.namespace, info.name]
        .filter((part) => part !== '')
        .join('.')
      const shown = (one: Json | undefined) =>
        one === undefined ? '' : toYaml(call.flags.bool('show-managed-fields') ? one : withoutManagedFields(one))
      const body = compared(shown(live), shown(merged))
      if (body === '') continue
      differs = true
      call.out(`diff -u -N LIVE/${name} MERGED/${name}\n--- LIVE/${name}\n+++ MERGED/${name}\n${body}`)
    }
    // What differs is no failure: nothing is said on standard error.
    if (differs) throw new Failure('', 1)
  },
}

function given(call: Call, files: readonly string[]): readonly Info[] {
  try {
    return objectsOfFiles(call, files).objects
  } catch (error) {
    throw error instanceof Failure ? new Failure(error.said, TROUBLE) : error
  }
}

/** The object as it is and as it would be, asked of the server by a dry run. */
function states(call: Call, info: Info): { live: Json | undefined; merged: Json } {
  const { mapping, namespace, name } = info
  const path = pathOf(mapping, namespace, name)
  const manager = call.flags.string('field-manager')
  let live: Json | undefined
  try {
    live = call.client.get(path)
  } catch (error) {
    if (!(error instanceof Refused) || !error.isNotFound) throw error
  }
  if (call.flags.bool('server-side')) {
    const query = {
      dryRun: 'All',
      fieldManager: manager || 'kubectl',
      force: String(call.flags.bool('force-conflicts')),
    }
    return { live, merged: call.client.patch(path, 'apply', info.object, query) }
  }
  const query = { dryRun: 'All', fieldManager: manager || 'kubectl-client-side-apply' }
  if (live === undefined)
    return { live, merged: call.client.send('POST', pathOf(mapping, namespace), info.object, query) }
  const { patch, type } = applyPatch(info, live)
  if (Object.keys(patch).length === 0) return { live, merged: live }
  const merged = call.client.patch(path, type, patch, query)
  // The version of a dry run says nothing.
  const version = text(live, 'metadata', 'resourceVersion')
  return { live, merged: { ...merged, metadata: { ...object(merged, 'metadata'), resourceVersion: version } } }
}

/** As `diff -u` shows it, empty for equal texts. */
function compared(before: string, after: string): string {
  const [a, b] = [sideOf(before), sideOf(after)]
  return unified(a, b, changesOf(a.lines, b.lines), CONTEXT)
}

const sideOf = (text: string): Side => ({
  lines: text === '' ? [] : text.replace(/\n$/, '').split('\n'),
  endsWithNewline: true,
})
