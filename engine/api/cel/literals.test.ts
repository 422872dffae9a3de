import { expect, test } from 'vitest'
import { withPlainLiterals } from './literals.ts'

test.each([
  ['Object{spec: Object.spec{replicas: 3}}', '{"spec": {"replicas": 3}}'],
  ['[JSONPatch{op: "add", path: "/a", value: object.b}]', '[{"op": "add", "path": "/a", "value": object.b}]'],
  ['Object{a: x ? y : z, b: [1, c]}', '{"a": x ? y : z, "b": [1, c]}'],
  ['Object{metadata: Object.metadata{labels: {"a": b}}}', '{"metadata": {"labels": {"a": b}}}'],
  ['"Object{a: 1}" + object.x', '"Object{a: 1}" + object.x'],
  ['object.spec.exists(x, x == "a") ? Object{} : {"k": v}', 'object.spec.exists(x, x == "a") ? {} : {"k": v}'],
])('%s', (source, plain) => expect(withPlainLiterals(source)).toBe(plain))
