/** Adapter of endpointslice.json: ports, addresses, sizes of slices (staging endpointslice, pkg/api/v1/pod FindPort). */
import { addressTypes, isTopologyAuto, podToEndpoint } from '../../../controllers/endpointslice/endpoint.ts'
import { findPort, slicePorts } from '../../../controllers/endpointslice/ports.ts'
import { type Draft, planWrites, Slices } from '../../../controllers/endpointslice/slices.ts'
import { cpuShares, shareOut } from '../../../controllers/endpointslice/topology.ts'
import type { EndpointSlice, EndpointSliceEndpoint, Node, Pod, Service } from '../../../kinds/types.ts'
import { type Adapters, type Fields, same, skip } from '../adapter.ts'

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

/** Upstream's six Pods of the test: one in zone a, three in b, two in c. */
const ZONES = ['zone-a', 'zone-b', 'zone-b', 'zone-b', 'zone-c', 'zone-c']

const READY = { conditions: [{ type: 'Ready', status: 'True' }] }

const podWith = (fields: Fields): Pod =>
  ({ metadata: { name: 'pod1', namespace: 'test' }, spec: { nodeName: 'node-1', containers: [] }, ...fields }) as Pod

const nodeIn = (zone: string): Node =>
  ({ metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/zone': zone } } }) as unknown as Node

/** How many endpoints are meant for each zone; those for nobody in particular under ''. */
function hintsByZone(service: Service): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const zone of ZONES) {
    const pod = podWith({ status: { ...READY, podIP: '10.0.0.1' } })
    const name = podToEndpoint(pod, nodeIn(zone), service, 'IPv4')?.hints?.forZones?.[0]?.name ?? ''
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

function sameHints(drafts: readonly Draft[], byZone: Record<string, number>, across: number): void {
  const all = drafts.flatMap(({ endpoints }) => endpoints)
  const hint = ({ hints }: EndpointSliceEndpoint) => hints?.forZones?.[0]?.name ?? ''
  const counts: Record<string, number> = {}
  for (const endpoint of all) counts[hint(endpoint)] = (counts[hint(endpoint)] ?? 0) + 1
  same(counts, byZone, 'hints by zone')
  same(
    all.filter((endpoint) => hint(endpoint) !== '' && hint(endpoint) !== endpoint.zone).length,
    across,
    'across zones',
  )
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
  [`${UTILS}:Test_hintsEnabled`]: ({ in: input, out }) => {
    same(isTopologyAuto({ metadata: { annotations: input.annotations ?? {} } } as Service), out.expectEnabled)
  },
  [`${RECONCILER}:TestReconcile_TrafficDistribution`]: ({ in: input, out }) => {
    const annotations = { 'service.kubernetes.io/topology-mode': input.topologyAnnotation }
    const spec = { trafficDistribution: input.trafficDistribution ?? undefined }
    const service = { metadata: { name: 'foo', annotations }, spec } as unknown as Service
    if (!isTopologyAuto(service)) return same(hintsByZone(service), out.wantHintsDistributionByZone)
    // The nodes of upstream's test are alike, one zone like the other.
    const shares = new Map([...new Set(ZONES)].map((zone, _, zones) => [zone, 1 / zones.length]))
    const slices = new Slices([])
    ZONES.forEach((zone, n) => {
      const pod = podWith({ status: { ...READY, podIP: `10.0.0.${n}` } })
      slices.set(`pod${n}`, undefined, podToEndpoint(pod, nodeIn(zone), service, 'IPv4'), PORTS)
    })
    slices.place()
    same(shareOut(slices.drafts, shares), undefined)
    sameHints(slices.drafts, out.wantHintsDistributionByZone, out.wantEndpointsWithCrossZoneHints)
  },
  [`${RECONCILER}:TestReconcileTopology`]: ({ in: input, out }) => {
    if (!input.topologyCacheEnabled) skip('a server that knows no zones: this one always does')
    const service = { metadata: { annotations: { 'service.kubernetes.io/topology-mode': input.hintsAnnotation } } }
    const { drafts } = new Slices(input.existingSlices)
    if (isTopologyAuto(service as unknown as Service)) same(shareOut(drafts, cpuShares(input.nodes)), undefined)
    sameHints(drafts, out.expectedHints ?? { '': input.pods.length }, out.expectedCrossZoneHints)
    same(drafts.filter(({ changed }) => changed).length, out.expectedMetrics.numUpdated)
  },
  [`${RECONCILER}:TestPlaceHolderSliceCompare`]: () =>
    skip("a helper of upstream's: here a placeholder is one without ports that nothing has changed"),
  [`${RECONCILER}:TestReconcile1EndpointSlice`]: () => skip('the row does not carry its Service'),
  [`${RECONCILER}:TestReconcileEndpointSlicesRecreation`]: () => skip('the row does not carry its slices'),
  [`${RECONCILER}:TestReconcilerPodMissingNode`]: () => skip('the row does not carry its Pods'),
  [`${RECONCILER}:TestReconcile1Pod`]: ({ in: input, out }) => {
    const podIPs = [{ ip: '1.2.3.4' }, { ip: '1234::5678:0:0:9abc:def0' }]
    const pod = podWith({ status: { ...READY, podIP: '1.2.3.4', podIPs } })
    const perSlice = addressTypes(input.service).map((type) => [
      type,
      [podToEndpoint(pod, nodeIn('us-central1-a'), input.service, type)],
    ])
    same(Object.fromEntries(perSlice), out.expectedEndpointPerSlice)
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
