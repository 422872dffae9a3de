/** The strategic merge patch from one state of an object to another. Source: strategicpatch CreateTwoWayMergePatch. */
import { twoWayPatch } from '../../api/patch/threeway.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import { kinds } from '../../kinds/list.ts'
import type { Json } from '../base/json.ts'
import type { Call } from '../call.ts'
import { pathOf } from './client.ts'
import type { Mapping } from './mapping.ts'
import { diffPatch } from './mergepatch.ts'
import { dryRunOf, report, writeQuery } from './objects.ts'
import type { Info } from './targets.ts'

export const definitionOf = (mapping: Mapping) =>
  kinds.find(
    ({ info }) => info.kind === mapping.kind && info.group === mapping.group && info.version === mapping.version,
  )

/** Writes a changed object by a patch and tells so; nothing is said of one that did not change. */
export function writeChange(call: Call, info: Info, next: Json, manager: string, done: string): void {
  const { mapping, namespace, name, object } = info
  const definition = definitionOf(mapping)
  const patch =
    definition === undefined
      ? diffPatch(object, next)
      : twoWayPatch(builtinSchemas, builtinSchemas.get(definition.schema), object, next)
  if (Object.keys(patch).length === 0) return
  if (dryRunOf(call) === 'client') return report(call, info, done, next)
  const type = definition === undefined ? 'merge' : 'strategic'
  report(call, info, done, call.client.patch(pathOf(mapping, namespace, name), type, patch, writeQuery(call, manager)))
}
