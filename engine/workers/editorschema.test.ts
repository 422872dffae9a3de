import { expect, it } from 'vitest'
import { Cluster } from '../cluster.ts'
import { brokenRules } from '../testing/draft07.ts'
import { buildEditorSchema, servedKinds } from './editorschema.ts'
import { Applier } from './apply/applier.ts'
import { builtinSchemas } from '../kinds/generated/schema.ts'

const crd = (most: number) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [size]
              properties:
                size: {type: integer, maximum: ${most}, description: How large it is.}
                port: {x-kubernetes-int-or-string: true}
                note: {type: string, nullable: true}
`

const widget = (spec: object) => ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec })

it('has the kinds of definitions, as they are now', () => {
  const cluster = new Cluster({ seed: 1 })
  const apply = (text: string) => {
    const [document] = new Applier(cluster, builtinSchemas, () => undefined).apply(text, {
      dryRun: false,
      namespace: 'default',
    })
    expect(document?.error).toBeUndefined()
    cluster.server.clock.runUntil(cluster.nowMs + 5000)
  }
  const schema = () => buildEditorSchema(cluster) as Parameters<typeof brokenRules>[0]
  const before = servedKinds(cluster)
  expect(brokenRules(schema(), widget({ size: 'big' }))).toEqual([])
  apply(crd(9))
  const defined = servedKinds(cluster)
  expect(defined).not.toBe(before)
  expect(servedKinds(cluster)).toBe(defined)
  expect(brokenRules(schema(), widget({ size: 9, port: 'http', note: null }))).toEqual([])
  expect(brokenRules(schema(), widget({ size: 9, port: 80 }))).toEqual([])
  expect(brokenRules(schema(), widget({ size: 10 }))).toHaveLength(1)
  expect(brokenRules(schema(), widget({}))).toHaveLength(1)
  // What every object has is known of these, too.
  expect(brokenRules(schema(), { ...widget({ size: 1 }), metadata: { name: 'w', labels: 3 } })).not.toEqual([])
  apply(crd(20))
  expect(servedKinds(cluster)).not.toBe(defined)
  expect(brokenRules(schema(), widget({ size: 10 }))).toEqual([])
})
