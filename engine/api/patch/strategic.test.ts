/** Strategic merges of real kinds, and upstream's own cases where the vectors are at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import { sharedDir } from '../../testing/shared.ts'
import { Schemas } from '../schema/schemas.ts'
import { StrategicMerge } from './strategic.ts'

const merge = new StrategicMerge(builtinSchemas)
const pod = builtinSchemas.get('io.k8s.api.core.v1.PodSpec')

describe('a strategic merge', () => {
  const live = {
    containers: [
      { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
      { name: 'b', image: 'b:1' },
    ],
    nodeSelector: { disk: 'ssd' },
    tolerations: [{ key: 'k' }],
  }

  test.each([
    ['an element is merged by its key', { containers: [{ name: 'b', image: 'b:2' }] }, ['a:1', 'b:2']],
    ['an element is deleted', { containers: [{ name: 'a', $patch: 'delete' }] }, ['b:1']],
    ['the list is replaced', { containers: [{ $patch: 'replace' }, { name: 'c', image: 'c:1' }] }, ['c:1']],
    ['a new element goes first', { containers: [{ name: 'c', image: 'c:1' }] }, ['c:1', 'a:1', 'b:1']],
    ['the order is set', { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }, ['b:1', 'a:1']],
  ])('%s', (_what, patch, images) => {
    const merged = merge.merge(live, patch, pod) as typeof live
    expect(merged.containers.map(({ image }) => image)).toEqual(images)
    expect(live.containers.map(({ image }) => image)).toEqual(['a:1', 'b:1'])
  })

  test('atomic lists are replaced, maps merged, nulls remove', () => {
    const patch = { tolerations: [{ key: 'z' }], nodeSelector: { zone: 'a' }, containers: [{ name: 'a', env: null }] }
    expect(merge.merge(live, patch, pod)).toMatchObject({
      tolerations: [{ key: 'z' }],
      nodeSelector: { disk: 'ssd', zone: 'a' },
      containers: [{ name: 'a', image: 'a:1' }, { name: 'b' }],
    })
  })

  test('a patch that makes no sense is refused', () => {
    expect(() => merge.merge(live, { containers: [{ image: 'x' }] }, pod)).toThrow(
      expect.objectContaining({
        code: 400,
        message: expect.stringContaining('does not contain declared merge key: name'),
      }),
    )
  })
})

const shared = sharedDir()
const file = shared && join(shared, 'vectors', 'strategic_merge_patch.json')
const present = file !== undefined && existsSync(file)
if (!present) console.warn('vectors not found: upstream’s strategic merges are skipped')

describe.skipIf(!present)('upstream’s cases', () => {
  const schemas = new Schemas({
    kinds: {},
    packages: {
      'io.k8s.x.v1': `
MergeItem name:s value:s other:s mergingList:[@MergeItem^merge:name nonMergingList:[@MergeItem mergingIntList:[i^merge nonMergingIntList:[i mergeItemPtr*:@MergeItem^merge:name simpleMap:{s replacingItem:a^replace jsonItem:a retainKeysMap:@RetainKeysMergeItem^retainKeys retainKeysMergingList:[@MergeItem^merge,retainKeys:name
RetainKeysMergeItem name:s value:s other:s simpleMap:{s mergingIntList:[i^merge mergingList:[@MergeItem^merge:name nonMergingList:[@MergeItem`,
    },
  })
  const strategic = new StrategicMerge(schemas)

  test('each gives upstream’s result', () => {
    const rows = JSON.parse(readFileSync(file as string, 'utf8')) as any[]
    const ours = rows.filter(({ input }) => input.op === 'StrategicMergePatch')
    expect(ours.length).toBeGreaterThan(100)
    for (const { case: name, input, expected } of ours) {
      const run = () => strategic.merge(input.original, input.patch, schemas.get(`io.k8s.x.v1.${input.schema}`))
      if (expected.error) expect(run, name).toThrow()
      else expect(run(), name).toEqual(expected.result ?? {})
    }
  })
})
