import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readYaml } from '../../api/door/yamltext.ts'
import type { FieldEdit, FieldPath } from '../../protocol/edit.ts'
import { splitDocuments } from '../apply/split.ts'
import { editDocument } from './edittext.ts'
import { editText } from './texts.ts'

const WEB = `# Three copies.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # its name
spec:
  replicas: 3   # enough for now
  selector:
    matchLabels: {app: web}

  template:
    metadata:
      labels:
        app: "web"
    spec:
      containers:
        # The server itself.
        - name: app
          image: 'nginx:1.27'
          command: [sh, -c]
          resources: {}
        # Beside it.
        - name: log   # reads
          image: busybox
      volumes:
`

const edited = (text: string, ...edits: FieldEdit[]) => {
  const { text: after, refused } = editDocument(text, edits)
  expect(refused).toBeUndefined()
  return after
}

/** Lines that went (`-`) and came (`+`), in order. */
function changed(before: string, after: string): string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  let head = 0
  while (head < old.length && old[head] === fresh[head]) head++
  let tail = 0
  while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++
  return [
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...fresh.slice(head, fresh.length - tail).map((line) => `+${line}`),
  ]
}

const lines = (...edits: FieldEdit[]) => changed(WEB, edited(WEB, ...edits))

describe('a field of a manifest', () => {
  it('takes another value, in its own quotes, with its comment', () => {
    expect(lines({ set: ['spec', 'replicas'], value: 5 })).toEqual([
      '-  replicas: 3   # enough for now',
      '+  replicas: 5   # enough for now',
    ])
    expect(lines({ set: ['spec', 'template', 'spec', 'containers', 0, 'image'], value: 'nginx:1.28' })).toEqual([
      "-          image: 'nginx:1.27'",
      "+          image: 'nginx:1.28'",
    ])
    expect(lines({ set: ['spec', 'template', 'metadata', 'labels', 'app'], value: 'no' })).toEqual([
      '-        app: "web"',
      '+        app: "no"',
    ])
    expect(lines({ set: ['metadata', 'name'], value: 'yes' })).toEqual([
      '-  name: web # its name',
      '+  name: "yes" # its name',
    ])
  })

  it('comes where nothing was, with what is missing on the way', () => {
    expect(lines({ set: ['spec', 'minReadySeconds'], value: 5 })).toEqual(['+  minReadySeconds: 5'])
    const app: FieldPath = ['spec', 'template', 'spec', 'containers', 0]
    expect(lines({ set: [...app, 'resources', 'requests', 'cpu'], value: '100m' })).toEqual([
      '-          resources: {}',
      '+          resources:',
      '+            requests:',
      '+              cpu: 100m',
    ])
    expect(lines({ set: [...app, 'readinessProbe', 'httpGet'], value: { path: '/', port: 80 } })).toEqual([
      '+          readinessProbe:',
      '+            httpGet:',
      '+              path: /',
      '+              port: 80',
    ])
    expect(lines({ set: ['spec', 'template', 'spec', 'volumes', 0], value: { name: 'tmp', emptyDir: {} } })).toEqual([
      '+        - name: tmp',
      '+          emptyDir: {}',
    ])
    expect(lines({ set: ['spec', 'selector', 'matchLabels', 'tier'], value: 'front' })).toEqual([
      '-    matchLabels: {app: web}',
      '+    matchLabels: {app: web, tier: "front"}',
    ])
  })

  it('goes, and what held it stays', () => {
    expect(lines({ remove: ['spec', 'replicas'] })).toEqual(['-  replicas: 3   # enough for now'])
    const app: FieldPath = ['spec', 'template', 'spec', 'containers', 0]
    expect(lines({ remove: [...app, 'name'] })).toEqual([
      '-        - name: app',
      "-          image: 'nginx:1.27'",
      "+        - image: 'nginx:1.27'",
    ])
    expect(lines({ remove: ['spec', 'template', 'metadata', 'labels', 'app'] })).toEqual([
      '-      labels:',
      '-        app: "web"',
      '+      labels: {}',
    ])
    expect(lines({ remove: [...app, 'command', 0] })).toEqual([
      '-          command: [sh, -c]',
      '+          command: [-c]',
    ])
  })

  it('moves in its list with the comment above it', () => {
    const after = edited(WEB, { move: ['spec', 'template', 'spec', 'containers', 1], to: 0 })
    expect(after).toContain(`      containers:
        # Beside it.
        - name: log   # reads
          image: busybox
        # The server itself.
        - name: app
`)
  })

  it('has another name', () => {
    expect(lines({ rename: ['spec', 'template', 'metadata', 'labels', 'app'], to: 'name' })).toEqual([
      '-        app: "web"',
      '+        name: "web"',
    ])
    expect(editDocument(WEB, [{ rename: ['metadata', 'name'], to: 'name' }]).refused).toBeDefined()
  })

  it('of a group is set part by part', () => {
    const path: FieldPath = ['spec', 'template', 'spec', 'containers', 1]
    expect(lines({ set: path, value: { name: 'log', image: 'busybox:1.36', tty: true } })).toEqual([
      '-          image: busybox',
      '+          image: busybox:1.36',
      '+          tty: true',
    ])
  })

  it('that others share through an anchor is not changed behind their backs', () => {
    const text = 'a: &x\n  b: 1\nc: *x\n'
    expect(editDocument(text, [{ set: ['c', 'b'], value: 2 }])).toEqual({
      text,
      refused: 'c.b cannot be changed by itself: another place shares it',
    })
  })
})

it('edits the document that is meant, and adds new ones', () => {
  const text = `# head\n---\n${WEB}---\nkind: Service\napiVersion: v1\nmetadata:\n  name: web\n`
  const service = { apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'web' }
  const one = editText(text, { object: service }, [{ set: ['spec', 'selector', 'app'], value: 'web' }])
  expect(one).toEqual({ text: `${text}spec:\n  selector:\n    app: web\n`, line: text.split('\n').length })
  expect(editText(text, { line: 3 }, [{ set: ['spec', 'replicas'], value: 1 }]).text).toContain('replicas: 1   # en')
  expect(editText(text, { object: { ...service, name: 'other' } }, []).refused).toBeDefined()
  expect(editText('a: 1', { added: true }, [{ set: ['kind'], value: 'Pod' }])).toEqual({
    text: 'a: 1\n---\nkind: Pod\n',
    line: 3,
  })
})

/** Every manifest of the lessons' samples, document by document. */
const SAMPLES = readdirSync('lessons/samples', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) =>
    splitDocuments(readFileSync(`lessons/samples/${name}`, 'utf8')).map(({ text }) => ({ name, text })),
  )

/** An edit is a parse or four: of each document so many, spread over it. */
const MOST_EDITS = 4

const some = (edits: readonly FieldEdit[]): readonly FieldEdit[] => {
  const stride = Math.max(1, edits.length / MOST_EDITS)
  return edits.filter((_, i) => Math.floor(i / stride) !== Math.floor((i - 1) / stride))
}

const comments = (text: string) => text.split('\n').filter((line) => /^\s*#/.test(line)).length

describe('every field of every sample', () => {
  it('is changed, taken away, moved and added to, and nothing else is', () => {
    expect(SAMPLES.length).toBeGreaterThan(20)
    let tried = 0
    let rewritten = 0
    for (const { name, text } of SAMPLES) {
      const { value } = readYaml(text)
      for (const edit of some(editsOf(value))) {
        tried++
        const { text: after, refused } = editDocument(text, [edit])
        expect(refused, `${name} ${JSON.stringify(edit)}`).toBeUndefined()
        expect(after, `${name} ${JSON.stringify(edit)}`).not.toBe(text)
        if (!('remove' in edit) && !('move' in edit)) {
          expect(comments(after), `${name} ${JSON.stringify(edit)}`).toBe(comments(text))
          if (changed(text, after).length > 6) rewritten++
        }
      }
    }
    expect(tried).toBeGreaterThan(150)
    expect(rewritten).toBe(0)
  }, 60_000)
})

function editsOf(value: unknown, path: FieldPath = []): FieldEdit[] {
  if (Array.isArray(value)) {
    return [
      { set: [...path, value.length], value: typeof value[0] === 'object' ? { name: 'new' } : 'new' },
      ...(value.length > 1 && JSON.stringify(value[0]) !== JSON.stringify(value.at(-1))
        ? [{ move: [...path, 0], to: value.length - 1 }]
        : []),
      ...value.flatMap((item, i) => [{ remove: [...path, i] }, ...editsOf(item, [...path, i])]),
    ]
  }
  if (typeof value === 'object' && value !== null) {
    return [
      { set: [...path, 'added'], value: 'yes' },
      { set: [...path, 'group'], value: { a: 1, b: ['x: y', '# z'] } },
      ...Object.entries(value).flatMap(([key, inner]) => [
        { remove: [...path, key] },
        { rename: [...path, key], to: `${key}2` },
        ...editsOf(inner, [...path, key]),
      ]),
    ]
  }
  return path.length > 0 ? [{ set: path, value: typeof value === 'number' ? value + 1 : 'other value' }] : []
}
