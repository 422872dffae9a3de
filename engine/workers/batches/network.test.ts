import { expect, it } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { doMove, runFor } from '../lesson/moves.ts'
import { NetworkBatches } from './network.ts'

const NOBODY = { look() {}, tell() {} }
const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: 'k8spatterns/random-generator:1.0', readinessProbe: {httpGet: {path: /, port: 8080}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {rules: [{host: shop.test, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
`

it('tells Services, endpoints with their readiness and Ingress paths, once', () => {
  const cluster = new Cluster()
  const batches = new NetworkBatches(cluster)
  batches.wanted = true
  expect(batches.take()).toEqual({ ingresses: [], services: [], left: 0 })
  doMove(cluster, { do: 'apply', text: WEB })
  runFor(cluster, 1500, NOBODY)
  expect(batches.take()?.services[0]?.endpoints.every(({ ready }) => !ready)).toBe(true)
  runFor(cluster, 60_000, NOBODY)
  const map = batches.take()
  expect(map?.services).toMatchObject([{ name: 'web', selects: true, ports: [{ port: 80, target: '8080' }], left: 0 }])
  expect(map?.services[0]?.endpoints.map(({ ready, port }) => [ready, port])).toEqual([
    [true, 8080],
    [true, 8080],
  ])
  expect(map?.ingresses[0]?.paths).toEqual([{ host: 'shop.test', path: '/', service: 'default/web' }])
  runFor(cluster, 30_000, NOBODY)
  expect(batches.take()).toBeUndefined()
})
