import { expect, test } from 'vitest'
import { yamlLines } from './yaml-parts.ts'

test.each([
  ['kind: Pod', 'kind|key :| Pod|str'],
  ['  replicas: 3', 'replicas|key :| 3|num'],
  ['    - name: app', '-| name|key :| app|str'],
  ['  - ready', '-| ready|str'],
  ['status:', 'status|key :|'],
  ['"a: b": "<b>"', '"a: b"|key :| "<b>"|str'],
])('%s', (line, parts) => {
  const shown = (yamlLines(line)[0] ?? []).filter((part) => part.text.trim() !== '')
  expect(shown.map(({ kind, text }) => `${text.trim()}|${kind}`).join(' ')).toBe(parts)
  expect((yamlLines(line)[0] ?? []).map(({ text }) => text).join('')).toBe(line)
})
