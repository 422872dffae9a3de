import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scaledValue } from '../api/quantitymath.ts'
import type { Container, Pod, PodSpec } from '../kinds/types.ts'
import { podRequests } from '../kinds/podresources/total.ts'
import { nonZeroRequestNumbers, requestNumbers } from './requestnumbers.ts'

const requests = fc.record(
  {
    cpu: fc.constantFrom('100m', '1', '2500m'),
    memory: fc.constantFrom('64Mi', '1Gi'),
    'example.com/gpu': fc.constant('2'),
  },
  { requiredKeys: [] },
)
const container = requests.map((list) => ({ name: 'c', resources: { requests: list } }) as Container)
const initContainer = fc
  .tuple(container, fc.boolean())
  .map(([one, sidecar]) => (sidecar ? { ...one, restartPolicy: 'Always' } : one))
const specs: fc.Arbitrary<PodSpec> = fc.record({
  containers: fc.array(container, { maxLength: 3 }),
  initContainers: fc.array(initContainer, { maxLength: 3 }),
})

it("the scheduler's numbers are those of the general rule", () => {
  fc.assert(
    fc.property(specs, (spec) => {
      const exact = podRequests({ spec } as Pod)
      const numbers = requestNumbers(spec)
      const amount = (name: string, scale: number) =>
        Number(scaledValue(exact.get(name) ?? { digits: 0n, scale: 0, format: '', text: '' }, scale))
      expect(numbers.milliCpu).toBe(amount('cpu', -3))
      expect(numbers.memoryBytes).toBe(amount('memory', 0))
      expect(new Map(numbers.scalars).get('example.com/gpu') ?? 0).toBe(amount('example.com/gpu', 0))
    }),
  )
})

it('scoring assumes a little where nothing is asked for', () => {
  const { milliCpu, memoryBytes } = nonZeroRequestNumbers({ containers: [{ name: 'a' }, { name: 'b' }] })
  expect([milliCpu, memoryBytes]).toEqual([200, 400 * 1024 * 1024])
})

it('one spec is computed once', () => {
  const spec: PodSpec = { containers: [{ name: 'a', resources: { requests: { cpu: '1' } } }] }
  expect(requestNumbers(spec)).toBe(requestNumbers(spec))
})
