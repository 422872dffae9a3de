import { expect, it } from 'vitest'
import { node } from '../testing/builders.ts'
import { World } from '../testing/world.ts'
import { nodeTtlController } from './nodettl.ts'

const ttl = (w: World, name: string) => w.get('nodes', name).metadata.annotations?.['node.alpha.kubernetes.io/ttl']

it('gives nodes a longer time to live in a larger cluster', () => {
  const w = new World({ controllers: [nodeTtlController], nodes: 3 })
  w.settle()
  expect(ttl(w, 'node-1')).toBe('0')
  for (let i = 4; i <= 101; i++) w.create(node(`node-${i}`).build(), { trusted: true })
  w.settle()
  expect(ttl(w, 'node-101')).toBe('15')
  for (let i = 101; i > 91; i--) w.delete('nodes', `node-${i}`)
  w.change('nodes', 'node-2', (n) => ({ ...n, metadata: { ...n.metadata, annotations: {} } }))
  w.settle()
  expect(ttl(w, 'node-2')).toBe('15')
})
