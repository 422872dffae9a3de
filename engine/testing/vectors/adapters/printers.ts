/** Adapter of kubectl_printers.json: pkg/printers/internalversion, for the workload kinds. */
import { isDeepStrictEqual } from 'node:util'
import { type ComponentStatus, componentCells } from '../../../api/door/componentstatuses.ts'
import type { KObject } from '../../../api/object.ts'
import { kinds, kindsOnRequest } from '../../../kinds/list.ts'
import { ageOf } from '../../../kinds/printing/age.ts'
import { scaleTable } from '../../../kinds/printing/scale.ts'
import { unixMs } from '../../../rules/instants.ts'
import { resourceName } from '../../../kubectl/client/mapping.ts'
import { type Adapter, type Adapters, type Fields, plain, same, skip } from '../adapter.ts'

const TEST = 'internalversion/printers_test.go'

/** Rows were made when upstream's test began, up to this long before they were recorded. */
const DRIFT_MS = 2000

/** Prints the row's object of this kind; "now" is when the row was recorded, or made. */
function prints(kind: string, field: string): Adapter {
  return ({ in: input, out, recordedAt }) => {
    const wanted = ((out.expected ?? out.expect) as { cells: unknown[] }[])[0]?.cells ?? []
    const at = (driftMs: number) => printed(kind, input[field], (unixMs(recordedAt) ?? 0) - driftMs, wanted.length)
    const now = at(0)
    same(isDeepStrictEqual(now, wanted) ? now : at(DRIFT_MS), wanted)
  }
}

/** All cells, or those of the columns that are always shown when there are only so many. */
function printed(kind: string, given: Fields, nowMs: number, count: number): unknown[] {
  const all = [...kinds, ...kindsOnRequest]
  const definition = kind === 'Scale' ? scaleTable : all.find(({ info }) => info.kind === kind)
  const object = versioned(plain(given ?? {}) as Fields)
  for (const part of ['metadata', 'spec', 'status']) object[part] ??= {}
  object.metadata.name ??= ''
  const cells = definition?.printRow(object as KObject, { nowMs, virtualMs: (text) => unixMs(text) ?? nowMs }) ?? []
  return count === cells.length ? cells : cells.filter((_, i) => definition?.columns[i]?.priority === 0)
}

/** Internal names of fields as the API has them. */
function versioned(object: Fields): Fields {
  if (object.reportingController !== undefined) object.reportingComponent = object.reportingController
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']) {
    for (const status of object.status?.[list] ?? []) status.lastState ??= status.lastTerminationState
  }
  return object
}

/** A list prints as its items, one after the other. */
function printsList(kind: string, field: string): Adapter {
  return ({ in: input, out, recordedAt }) => {
    const wanted = (out.expected ?? out.expect) as { cells: unknown[] }[]
    const items = (input[field]?.items ?? []) as Fields[]
    same(
      items.map((item, i) => printed(kind, item, unixMs(recordedAt) ?? 0, wanted[i]?.cells.length ?? 0)),
      wanted.map(({ cells }) => cells),
    )
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, y: 31_536_000_000 }

/** The row carries what was printed, not the time: an instant that long ago prints as that again. */
const printsAgain: Adapter = ({ in: { got }, out }) => {
  const [, amount, unit = ''] = /^(\d+)([smhdy])$/.exec(got) ?? []
  const agoMs = amount === undefined ? -DRIFT_MS : Number(amount) * (UNIT_MS[unit] ?? 0)
  const instant = got === '<unknown>' ? undefined : String(-agoMs)
  same(ageOf(instant, { nowMs: 0, virtualMs: Number }), out.exp)
}

const node = prints('Node', 'node')
const pod = prints('Pod', 'pod')
const NEWER = 'a kind that the release reported does not serve'
const newer: Adapter = () => skip(NEWER)

export const printerAdapters: Adapters = {
  [`${TEST}:TestPrintDaemonSet`]: prints('DaemonSet', 'daemonSet'),
  [`${TEST}:TestPrintStatefulSet`]: prints('StatefulSet', 'statefulSet'),
  [`${TEST}:TestPrintPodDisruptionBudget`]: prints('PodDisruptionBudget', 'pdb'),
  [`${TEST}:TestPrintPersistentVolumeClaim`]: prints('PersistentVolumeClaim', 'pvc'),
  [`${TEST}:TestPrintHPA`]: prints('HorizontalPodAutoscaler', 'hpa'),
  [`${TEST}:TestPrintReplicationController`]: prints('ReplicationController', 'rc'),
  [`${TEST}:TestPrintPersistentVolume`]: prints('PersistentVolume', 'pv'),
  [`${TEST}:TestPrintControllerRevision`]: prints('ControllerRevision', 'history'),
  [`${TEST}:TestPrintEvent`]: prints('Event', 'event'),
  [`${TEST}:TestPrintNamespace`]: prints('Namespace', 'namespace'),
  [`${TEST}:TestPrintSecret`]: prints('Secret', 'secret'),
  [`${TEST}:TestPrintNodeStatus`]: node,
  [`${TEST}:TestPrintNodeRole`]: node,
  [`${TEST}:TestPrintNodeOSImage`]: node,
  [`${TEST}:TestPrintNodeKernelVersion`]: node,
  [`${TEST}:TestPrintNodeArch`]: node,
  [`${TEST}:TestPrintNodeName`]: node,
  [`${TEST}:TestPrintNodeExternalIP`]: node,
  [`${TEST}:TestPrintNodeInternalIP`]: node,
  [`${TEST}:TestPrintIngressClass`]: prints('IngressClass', 'ingressClass'),
  [`${TEST}:TestPrintServiceLoadBalancer`]: prints('Service', 'service'),
  [`${TEST}:TestPrintService`]: prints('Service', 'service'),
  [`${TEST}:TestPrintPod`]: pod,
  [`${TEST}:TestPrintPodWithRestartableInitContainer`]: pod,
  [`${TEST}:TestPrintPodwide`]: pod,
  [`${TEST}:TestPrintPodConditions`]: pod,
  [`${TEST}:TestPrintNonTerminatedPod`]: pod,
  [`${TEST}:TestPrintPodList`]: printsList('Pod', 'pods'),
  [`${TEST}:TestPrintPodTemplate`]: prints('PodTemplate', 'podTemplate'),
  [`${TEST}:TestPrintReplicaSet`]: prints('ReplicaSet', 'replicaSet'),
  [`${TEST}:TestPrintJob`]: prints('Job', 'job'),
  [`${TEST}:TestPrintCronJob`]: prints('CronJob', 'cronjob'),
  [`${TEST}:TestPrintConfigMap`]: prints('ConfigMap', 'configMap'),
  [`${TEST}:TestPrintRoleBinding`]: prints('RoleBinding', 'binding'),
  [`${TEST}:TestPrintClusterRoleBinding`]: prints('ClusterRoleBinding', 'binding'),
  [`${TEST}:TestPrintCertificateSigningRequest`]: prints('CertificateSigningRequest', 'csr'),
  [`${TEST}:TestPrintEndpoint`]: prints('Endpoints', 'endpoint'),
  [`${TEST}:TestPrintEndpointSlice`]: prints('EndpointSlice', 'endpointSlice'),
  [`${TEST}:TestPrintLease`]: prints('Lease', 'lease'),
  [`${TEST}:TestPrintPriorityClass`]: prints('PriorityClass', 'pc'),
  [`${TEST}:TestPrintStorageClass`]: prints('StorageClass', 'sc'),
  [`${TEST}:TestPrintFlowSchema`]: prints('FlowSchema', 'fs'),
  [`${TEST}:TestPrintPriorityLevelConfiguration`]: prints('PriorityLevelConfiguration', 'pl'),
  [`${TEST}:TestPrintValidatingAdmissionPolicyBinding`]: prints(
    'ValidatingAdmissionPolicyBinding',
    'validatingAdmissionPolicyBinding',
  ),
  [`${TEST}:TestPrintDeviceClass`]: prints('DeviceClass', 'deviceClass'),
  [`${TEST}:TestPrintResourceClaim`]: prints('ResourceClaim', 'resourceClaim'),
  [`${TEST}:TestPrintResourceClaimTemplate`]: prints('ResourceClaimTemplate', 'resourceClaimTemplate'),
  [`${TEST}:TestPrintVolumeAttributesClass`]: prints('VolumeAttributesClass', 'vac'),
  [`${TEST}:TestPrintServiceCIDR`]: prints('ServiceCIDR', 'ccc'),
  [`${TEST}:TestPrintServiceCIDRList`]: () => skip('the row does not carry its list'),
  [`${TEST}:TestPrintResourceQuota`]: () =>
    skip('1.36 shows a quota’s age last; the release reported shows it second, as the recordings have it'),
  [`${TEST}:TestTranslateTimestampSince`]: printsAgain,
  [`${TEST}:TestTranslateTimestampUntil`]: printsAgain,
  [`${TEST}:TestFormatResourceName`]: ({ case: named, in: { kind }, out }) => {
    same(resourceName({ kind: kind.Kind, group: kind.Group }, named === '#0' ? '' : named), out.want)
  },
  [`${TEST}:TestPrintScale`]: prints('Scale', 'scale'),
  [`${TEST}:TestPrintComponentStatus`]: ({ in: input, out }) =>
    same(componentCells(plain(input.componentStatus) as ComponentStatus), out.expected[0].cells),
  ...Object.fromEntries(
    [
      'TestPrintClusterTrustBundle',
      'TestPrintLeaseCandidate',
      'TestPrintPodCertificateRequest',
      'TestPrintResourcePoolStatusRequest',
      'TestPrintResourceSlice',
      'TestPrintStorageVersion',
    ].map((name) => [`${TEST}:${name}`, newer]),
  ),
}
