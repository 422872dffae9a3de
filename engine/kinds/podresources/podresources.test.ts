import { expect, it } from 'vitest'
import type { Container, Pod } from '../types.ts'
import { podLimits, podRequests } from './total.ts'
import { computeQosClass } from './qos.ts'
import { resourceListOf } from './lists.ts'

const container = (name: string, requests: object, limits: object = {}, restartPolicy?: string): Container =>
  ({ name, resources: { requests, limits }, restartPolicy }) as Container

const pod = {
  spec: {
    initContainers: [
      container('proxy', { cpu: '100m' }, {}, 'Always'),
      container('setup', { cpu: '2', memory: '1Gi' }),
    ],
    containers: [
      container('web', { cpu: '500m', memory: '256Mi' }, { memory: '512Mi' }),
      container('log', { cpu: '50m' }),
    ],
    overhead: { cpu: '10m', memory: '16Mi' },
  },
} as unknown as Pod

it('a Pod asks for its hungriest moment, sidecars and overhead included', () => {
  expect(resourceListOf(podRequests(pod))).toEqual({ cpu: '2110m', memory: '1040Mi' })
  expect(resourceListOf(podRequests(pod, { excludeOverhead: true }))).toEqual({ cpu: '2100m', memory: '1Gi' })
})

it('overhead raises limits only where there are some', () => {
  expect(resourceListOf(podLimits(pod))).toEqual({ memory: '528Mi' })
})

it('quality of service', () => {
  const of = (...containers: Container[]) => computeQosClass({ spec: { containers } } as Pod)
  const all = { cpu: '1', memory: '1Gi' }
  expect(of(container('a', {}))).toBe('BestEffort')
  expect(of(container('a', all, all))).toBe('Guaranteed')
  expect(of(container('a', all, { ...all, memory: '2Gi' }))).toBe('Burstable')
  expect(of(container('a', { 'example.com/gpu': '1' }))).toBe('BestEffort')
})
