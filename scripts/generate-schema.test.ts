import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { staleFiles } from './generate-schema.ts'
import { readFacts } from './generate-schema-facts/facts.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

test('the generated schema is what its sources give', () => {
  expect(staleFiles(root).map((file) => file.path)).toEqual([])
})

test('facts are read with their marks', () => {
  const spec = readFacts().get('io.k8s.api.core.v1.PodSpec')
  const field = (name: string) => spec?.fields.find((candidate) => candidate.name === name)
  expect(field('containers')).toMatchObject({ presence: '!', merging: '~m,name^merge:name', since: 32 })
  expect(field('restartPolicy')).toMatchObject({ presence: '', goType: '<v1.RestartPolicy>' })
  expect(field('schedulingGroup')).toMatchObject({ presence: '*', since: 36 })
})
