/** QoS classes: Guaranteed, Burstable, BestEffort. */
import { expect } from 'vitest'
import { oneNode } from '../scenarios/smallcluster.ts'
import { apply, type Claims, during, MINUTE_MS, pod, scene } from './scene.ts'

const amount = (cpu: string, memory: string) => ({ cpu, memory })
const exact = (cpu: string, memory: string) => ({
  resources: { requests: amount(cpu, memory), limits: amount(cpu, memory) },
})
const some = (cpu: string, memory: string) => ({ resources: { requests: amount(cpu, memory) } })

const classOf = (container: object): string | undefined => {
  const w = scene([pod(container)])
  return w.pod('web').status.qosClass
}

/** On a node whose CPU is promised in full. */
function placed(container: object): boolean {
  const w = scene([pod(some('3900m', '64Mi'), {}, 'full')], oneNode({ cpu: '4' }))
  w.until('full', () => w.pod('full').spec.nodeName !== undefined, MINUTE_MS)
  apply(w, pod(container))
  w.run(MINUTE_MS)
  return w.pod('web').spec.nodeName !== undefined
}

const using = (name: string, memory: string, container: object) => {
  const manifest = pod(container, {}, name)
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { 'drydock.dev/memory': memory } } }
}

/** A node of 2 GiB, and three that use 700 MiB each of it: who is evicted, in order. */
function evicted(): string[] {
  const w = scene([], oneNode({ memory: '2Gi' }))
  apply(
    w,
    using('guaranteed', '700Mi', exact('100m', '700Mi')),
    using('burstable', '700Mi', some('100m', '400Mi')),
    using('besteffort', '700Mi', {}),
  )
  const order: string[] = []
  during(w, 10 * MINUTE_MS, () => {
    for (const name of ['guaranteed', 'burstable', 'besteffort'])
      if (!order.includes(name) && w.find('pods', name) && w.pod(name).status.reason === 'Evicted') order.push(name)
  })
  return order
}

/** Without the one that requests nothing. */
function burstableAlone(): string | undefined {
  const w = scene([], oneNode({ memory: '2Gi' }))
  apply(w, using('guaranteed', '900Mi', exact('100m', '900Mi')), using('burstable', '1100Mi', some('100m', '400Mi')))
  w.run(5 * MINUTE_MS)
  expect(w.pod('guaranteed').status.reason).toBeUndefined()
  return w.pod('burstable').status.reason
}

export const qos: Claims = {
  'Comes about when': [
    () => expect(classOf(exact('100m', '64Mi'))).toBe('Guaranteed'),
    () => {
      expect(classOf(some('100m', '64Mi'))).toBe('Burstable')
      expect(classOf({ resources: { limits: { memory: '64Mi' } } })).toBe('Burstable')
      expect(classOf({ resources: { requests: { cpu: '100m' } } })).toBe('Burstable')
    },
    () => expect(classOf({})).toBe('BestEffort'),
  ],
  'On a node whose CPU is all requested': [
    () => expect(placed(exact('500m', '64Mi'))).toBe(false),
    () => expect(placed(some('500m', '64Mi'))).toBe(false),
    () => expect(placed({})).toBe(true),
  ],
  'The node runs short of memory': [
    () => expect(evicted()).not.toContain('guaranteed'),
    () => expect(burstableAlone()).toBe('Evicted'),
    () => expect(evicted()[0]).toBe('besteffort'),
  ],
}
