/** Searches over a running cluster: what each kind of term finds, what it leaves out, and that it stays within its bounds. */
import { expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import { Applier } from '../apply/applier.ts'
import { parseQuery } from './query.ts'
import { search } from './search.ts'

const POD = (name: string, image: string, cpu: string) => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name}, example.com/tier: front } }
spec:
  containers:
    - { name: app, image: "${image}", resources: { requests: { cpu: "${cpu}" } } }
`
const SECRET = `---
apiVersion: v1
kind: Secret
metadata: { name: key }
stringData: { password: hunter2 }
`

function running(): Cluster {
  const cluster = new Cluster({ seed: 2 })
  const text =
    POD('web', 'nginx:1.27', '100m') + POD('web-big', 'nginx:1.26', '90') + POD('db', 'busybox:1.36', '1') + SECRET
  new Applier(cluster, builtinSchemas, () => undefined).apply(text, { dryRun: false, namespace: '' })
  cluster.server.clock.runUntil(20_000)
  return cluster
}

const cluster = running()
const found = (query: string) =>
  search(cluster, query, 100)
    .hits.filter(({ ref }) => ref.namespace === 'default')
    .map(({ ref }) => `${ref.kind} ${ref.name}`)

test('words look at names, kinds and labels; the nearest name comes first', () => {
  expect(found('web')).toEqual(['Pod web', 'Pod web-big'])
  expect(found('pod db')).toEqual(['Pod db'])
  expect(found('front')).toEqual(['Pod db', 'Pod web', 'Pod web-big'])
})

test('fields are named by the end of their path, and say which one answered', () => {
  expect(found('image:nginx phase=Pending')).toEqual(['Pod web-big'])
  expect(found('image:nginx phase!=Pending')).toEqual(['Pod web'])
  expect(found('containers.image:busybox')).toEqual(['Pod db'])
  expect(found('example.com/tier=front -image:nginx')).toEqual(['Pod db'])
  expect(search(cluster, 'image:1.27', 5).hits[0]).toMatchObject({
    field: 'spec.containers[0].image',
    value: 'nginx:1.27',
  })
})

test('what a Secret holds is not looked through', () => {
  const secret = found('kind=Secret key')
  expect(secret).toEqual(['Secret key'])
  expect(found('password:a')).toEqual([])
  expect(found(`"${Buffer.from('hunter2').toString('base64')}"`)).toEqual([])
})

test('a query is anybody’s text: patterns mean themselves, endless ones are refused in words', () => {
  expect(found('(a+)+$')).toEqual([])
  expect(search(cluster, 'x '.repeat(200), 5).error).toMatch(/at most 300 characters/)
  expect(search(cluster, Array.from({ length: 20 }, (_, i) => `t${i}`).join(' '), 5).error).toMatch(/at most 12 terms/)
  expect(parseQuery('a="b c" -')).toEqual([
    { field: ['a'], text: 'b c', how: 'equals', without: false },
    { field: [], text: '-', how: 'contains', without: false },
  ])
})
