/** Adapter of strategic_merge_patch.json: apimachinery pkg/util/strategicpatch, making and applying patches. */
import { StrategicMerge } from '../../../api/patch/strategic.ts'
import { threeWayPatch, twoWayPatch } from '../../../api/patch/threeway.ts'
import type { Definition, Field, FieldType } from '../../../api/schema/definition.ts'
import type { Schemas } from '../../../api/schema/schemas.ts'
import { type Adapter, type Adapters, attempt, same, skip } from '../adapter.ts'

const ITEM = 'MergeItem'
const RETAINING = 'RetainKeysMergeItem'

const text: FieldType = { shape: 'string', goType: 'string' }
const number: FieldType = { shape: 'int32', goType: 'int' }
const free: FieldType = { shape: 'any', goType: 'RawExtension' }
const texts: FieldType = { shape: 'map', goType: 'map[string]string', of: text }

function ref(name: string): FieldType {
  return { shape: 'ref', goType: name, ref: name }
}

function listOf(of: FieldType): FieldType {
  return { shape: 'list', goType: `[]${of.goType}`, of }
}

function field(name: string, type: FieldType, strategies = '', mergeKey = ''): Field {
  const patchStrategies = strategies === '' ? [] : strategies.split(',')
  const flags = { required: false, always: false, pointer: false, atomic: false }
  return { name, type, listKeys: [], patchStrategies, mergeKey, ...flags }
}

function definition(name: string, fields: readonly Field[]): Definition {
  const byName = new Map(fields.map((item) => [item.name, item]))
  return { name, goName: name, atomic: false, fields, byName }
}

/** The struct tags that the first row of the file describes. */
const DEFINITIONS = new Map([
  [
    ITEM,
    definition(ITEM, [
      field('name', text),
      field('value', text),
      field('other', text),
      field('mergingList', listOf(ref(ITEM)), 'merge', 'name'),
      field('nonMergingList', listOf(ref(ITEM))),
      field('mergingIntList', listOf(number), 'merge'),
      field('nonMergingIntList', listOf(number)),
      field('mergeItemPtr', ref(ITEM), 'merge', 'name'),
      field('simpleMap', texts),
      field('replacingItem', free, 'replace'),
      field('jsonItem', free),
      field('retainKeysMap', ref(RETAINING), 'retainKeys'),
      field('retainKeysMergingList', listOf(ref(ITEM)), 'merge,retainKeys', 'name'),
    ]),
  ],
  [
    RETAINING,
    definition(RETAINING, [
      field('name', text),
      field('value', text),
      field('other', text),
      field('simpleMap', texts),
      field('mergingIntList', listOf(number), 'merge'),
      field('mergingList', listOf(ref(ITEM)), 'merge', 'name'),
      field('nonMergingList', listOf(ref(ITEM))),
    ]),
  ],
])

const SCHEMAS = { find: (name: string) => DEFINITIONS.get(name) } as Schemas
const MERGE = new StrategicMerge(SCHEMAS)

/** Nulls count in patches: they remove. */
function samePatch(actual: unknown, expected: unknown): void {
  same(JSON.stringify(withMarks(actual)), JSON.stringify(withMarks(expected)))
}

/** Keys in order, nulls as they are. */
function withMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMarks)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, part]) => [name, withMarks(part)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const apply: Adapter = ({ in: input, out }) => {
  const schema = DEFINITIONS.get(input.schema)
  if (schema === undefined) return skip('the row describes the schema')
  const { original, modified, current } = input
  if (input.op === 'CreateTwoWayMergePatch') {
    return samePatch(twoWayPatch(SCHEMAS, schema, original ?? {}, modified ?? {}), out.patch ?? {})
  }
  if (input.op === 'CreateThreeWayMergePatch') {
    const patch = threeWayPatch(SCHEMAS, schema, original ?? {}, modified ?? {}, current ?? {})
    return samePatch(patch, out.patch ?? {})
  }
  const result = attempt(() => MERGE.merge(input.original ?? {}, input.patch ?? {}, schema), out.result === undefined)
  if (result !== undefined) same(result, out.result)
}

export const strategicMergeAdapters: Adapters = {
  'patch_test.go:type MergeItem': () => skip('the row describes the schema'),
  'strategicpatch/patch_test.go:TestStrategicMergePatch': apply,
  'strategicpatch/patch_test.go:TestReplaceWithRawExtension': apply,
}
