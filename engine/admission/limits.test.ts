/** Limit ranges and classes: what is filled in, what is refused. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import type { Status } from '../api/errors.ts'
import type { Ingress, Pod } from '../kinds/types.ts'
import type { ApiResponse } from '../protocol/api.ts'

const DEFAULT = '/api/v1/namespaces/default'
let cluster: Cluster

const post = (path: string, body: object) =>
  cluster.handle({ method: 'POST', path, body: JSON.stringify(body) }) as ApiResponse
const message = ({ body }: ApiResponse) => (body as Status).message
const pod = (resources: object = {}, spec: object = {}) =>
  post(`${DEFAULT}/pods`, {
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'c', image: 'x', resources }], ...spec },
  })
const range = (limits: object[]) => post(`${DEFAULT}/limitranges`, { metadata: { name: 'l' }, spec: { limits } })

beforeEach(() => {
  cluster = new Cluster({ nodes: [] })
  cluster.settle()
})

describe('a limit range', () => {
  test('fills in what a container leaves out, and says so', () => {
    range([{ type: 'Container', default: { cpu: '200m', memory: '1Gi' }, defaultRequest: { cpu: '100m' } }])
    const { spec, metadata } = pod({ limits: { memory: '2Gi' } }).body as Pod
    expect(spec.containers[0]?.resources).toEqual({
      limits: { cpu: '200m', memory: '2Gi' },
      requests: { cpu: '100m', memory: '2Gi' },
    })
    expect(metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger': 'LimitRanger plugin set: cpu request for container c; cpu limit for container c',
    })
  })

  test('refuses what is out of bounds, all of it at once', () => {
    range([
      { type: 'Container', max: { cpu: '1' } },
      { type: 'Pod', max: { cpu: '1500m' } },
    ])
    expect(message(pod({ limits: { cpu: '2' } }))).toBe(
      'pods "a" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Pod is 1500m, but limit is 2]',
    )
  })

  test('measures claims', () => {
    range([{ type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } }])
    const claim = (storage: string) =>
      post(`${DEFAULT}/persistentvolumeclaims`, {
        metadata: { name: 'p' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
      })
    expect(message(claim('1Mi'))).toContain(
      'minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi',
    )
    expect(message(claim('3Gi'))).toContain(
      'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi',
    )
    expect(claim('2Gi').code).toBe(201)
  })
})

describe('classes', () => {
  test('of runtimes give a Pod their overhead and nodes', () => {
    post('/apis/node.k8s.io/v1/runtimeclasses', {
      metadata: { name: 'vm' },
      handler: 'kata',
      overhead: { podFixed: { cpu: '250m' } },
      scheduling: { nodeSelector: { vm: 'yes' } },
    })
    const { spec } = pod({}, { runtimeClassName: 'vm' }).body as Pod
    expect(spec.overhead).toEqual({ cpu: '250m' })
    expect(spec.nodeSelector).toEqual({ vm: 'yes' })
    expect(message(pod({}, { runtimeClassName: 'none' }))).toBe(
      'pods "a" is forbidden: pod rejected: RuntimeClass "none" not found',
    )
  })

  test('of Ingresses are given to those without, the newest first', () => {
    const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' }
    const spec = { controller: 'example.com/x' }
    post('/apis/networking.k8s.io/v1/ingressclasses', { metadata: { name: 'old', annotations }, spec })
    cluster.server.clock.runUntil(cluster.nowMs + 5000)
    post('/apis/networking.k8s.io/v1/ingressclasses', { metadata: { name: 'new', annotations }, spec })
    const { body } = post('/apis/networking.k8s.io/v1/namespaces/default/ingresses', {
      metadata: { name: 'i' },
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    })
    expect((body as Ingress).spec.ingressClassName).toBe('new')
  })
})
