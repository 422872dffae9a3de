/** Adapter of json_merge_patch.json: apimachinery pkg/util/jsonmergepatch. */
import { jsonMergePatch } from '../../../api/patch/jsonmerge.ts'
import { filterNulls, mergePatchOf } from '../../../kubectl/client/mergepatch.ts'
import { type Adapters, same } from '../adapter.ts'

/** Compared as texts with their keys in order: nulls count. */
function exactly(actual: unknown, expected: unknown): void {
  same(JSON.stringify(sorted(actual)), JSON.stringify(sorted(expected)))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, part]) => [name, sorted(part)]))
}

export const jsonMergeAdapters: Adapters = {
  'jsonmergepatch/patch_test.go:TestKeepOrDeleteNullInObj': ({ in: input, out }) => {
    exactly(filterNulls(input.OriginalObj, true), out.ExpectedWithNull)
    exactly(filterNulls(input.OriginalObj, false), out.ExpectedWithoutNull)
  },
  'jsonmergepatch/patch_test.go:TestCreateThreeWayJSONMergePatch': ({ in: input, out }) => {
    const patch = mergePatchOf(input.Original ?? {}, input.Modified ?? {}, input.Current ?? {})
    exactly(patch, out.ThreeWay)
    exactly(jsonMergePatch(input.Current ?? {}, patch), out.Result)
  },
}
