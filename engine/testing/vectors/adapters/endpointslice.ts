/** Adapter of endpointslice.json: ports, addresses, sizes of slices (staging endpointslice, pkg/api/v1/pod FindPort). */
import { addressTypes, podToEndpoint } from '../../../controllers/endpointslice/endpoint.ts'
import { findPort, slicePorts } from '../../../controllers/endpointslice/ports.ts'
import { planWrites, Slices } from '../../../controllers/endpointslice/slices.ts'
import type { EndpointSlice, EndpointSliceEndpoint, Pod } from '../../../kinds/types.ts'
import { type Adapters, same } from '../adapter.ts'

const UTILS = 'endpointslice/utils_test.go'
const RECONCILER = 'endpointslice/reconciler_test.go'
const PORTS = [{ name: '', port: 80, protocol: 'TCP' }]

const endpoint = (i: number): EndpointSliceEndpoint => ({
  addresses: [`10.0.${i >> 8}.${i & 255}`],
  targetRef: { kind: 'Pod', name: `pod-${i}` },
})

/** Slices of these endpoints, empty ones included. */
function slice(name: string, endpoints: EndpointSliceEndpoint[]): EndpointSlice {
  const metadata = { name, uid: name, resourceVersion: '1', creationTimestamp: '' }
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    endpoints,
    ports: PORTS,
  }
}

export const endpointSliceAdapters: Adapters = {
  [`${UTILS}:TestFindPort`]: ({ in: input, out }) => {
    const { containers, initContainers } = input
    const pod = { spec: { containers: containers ?? [], initContainers: initContainers ?? [] } } as Pod
    const port = findPort(pod, { port: 0, targetPort: input.port, protocol: 'TCP' })
    same(port !== undefined, out.pass)
    if (out.pass) same(port, out.expected)
  },
  [`${UTILS}:TestPodToEndpoint`]: ({ in: input, out }) => {
    same(podToEndpoint(input.pod, input.node ?? undefined, input.svc, 'IPv4'), out.expectedEndpoint)
  },
  [`${UTILS}:TestGetEndpointPorts`]: ({ in: input, out }) => {
    same(slicePorts(input.service, input.pod), out.expectedPorts)
  },
  [`${UTILS}:TestSupportedServiceAddressType`]: ({ in: input, out }) => {
    same(addressTypes(input.service), out.expectedAddressTypes)
  },
  [`${RECONCILER}:TestReconcileMaxEndpointsPerSlice`]: ({ in: input, out }) => {
    const slices = new Slices([], input.maxEndpointsPerSlice)
    for (let i = 0; i < 250; i++) slices.set(`pod-${i}`, undefined, endpoint(i), PORTS)
    slices.place()
    same(
      planWrites(slices.drafts, false).write.map((draft) => draft.endpoints.length),
      out.expectedSliceLengths,
    )
  },
  [`${RECONCILER}:TestReconcilerFinalizeSvcDeletionTimestamp`]: ({ in: input, out }) => {
    const slices = new Slices([slice('update', [endpoint(1)]), slice('delete', [endpoint(2)])])
    const [update, gone] = slices.drafts
    if (input.attemptUpdate) slices.set('pod-1', update, { ...endpoint(1), nodeName: 'node-1' }, PORTS)
    if (input.attemptDelete) slices.set('pod-2', gone, undefined, [])
    if (input.attemptCreate) slices.set('pod-3', undefined, endpoint(3), [{ name: 'other', port: 81, protocol: 'TCP' }])
    slices.place()
    const { write, remove } = planWrites(slices.drafts, input.deletionTimestamp !== null)
    const named = (name: string) => write.find(({ stored }) => stored?.metadata.name === name)
    same(named('update') !== undefined, out.expectUpdatedSlice, 'updated')
    same(
      write.some(({ stored }) => stored === undefined),
      out.expectCreatedSlice,
      'created',
    )
    // "Deleted" in upstream's row: the slice is still there afterwards.
    same(!remove.some(({ metadata }) => metadata.name === 'delete'), out.expectDeletedSlice, 'deleted')
  },
}
