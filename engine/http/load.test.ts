/** `--load`: manifests that are there from the start. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import { loadManifests } from './load.ts'
import { OptionError } from './options.ts'

test('a folder of manifests is created, and what is wrong is told with its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-load-'))
  writeFileSync(
    join(folder, 'a.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n---\napiVersion: v1\nkind: Nope\n',
  )
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } }],
  }
  writeFileSync(join(folder, 'b.json'), JSON.stringify(list))
  writeFileSync(join(folder, 'c.yml'), 'a: [')
  writeFileSync(join(folder, 'notes.txt'), 'not a manifest')
  const cluster = new Cluster({ nodes: [] })
  const told = loadManifests(cluster, folder)
  expect(told).toHaveLength(2)
  expect(told[0]).toBe(`${join(folder, 'a.yaml')}: no matches for kind "Nope" in version "v1"`)
  expect(told[1]).toContain(`${join(folder, 'c.yml')}: yaml: line 1`)
  const table = cluster.server.store.table('configmaps')
  expect(['a', 'b'].map((name) => table.find('default', name)?.metadata.name)).toEqual(['a', 'b'])
})

test('a path that cannot be read is the person’s mistake', () => {
  expect(() => loadManifests(new Cluster({ nodes: [] }), '/none')).toThrow(new OptionError('--load: cannot read /none'))
  expect(loadManifests(new Cluster({ nodes: [] }), undefined)).toEqual([])
})
