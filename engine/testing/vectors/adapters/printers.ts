/** Adapter of kubectl_printers.json: pkg/printers/internalversion, for the workload kinds. */
import type { KObject } from '../../../api/object.ts'
import { kinds } from '../../../kinds/list.ts'
import { unixMs } from '../../../rules/instants.ts'
import { parseDuration } from '../../../api/duration.ts'
import { humanDuration } from '../../../kinds/printing/humanduration.ts'
import { type Adapter, type Adapters, type Fields, plain, same, skip } from '../adapter.ts'

const TEST = 'internalversion/printers_test.go'

/** Prints the row's object of this kind; "now" is when the row was recorded. */
function prints(kind: string, field: string): Adapter {
  return ({ in: input, out, recordedAt }) => {
    const wanted = ((out.expected ?? out.expect) as { cells: unknown[] }[])[0]?.cells ?? []
    const cells = printed(kind, input[field], recordedAt)
    // A narrow row has the cells of the columns of priority 0 only.
    const shown = input.options?.Wide || kind === 'PersistentVolumeClaim' ? cells : cells.slice(0, wanted.length)
    same(shown, wanted)
  }
}

function printed(kind: string, given: Fields, recordedAt: string): unknown[] {
  const definition = kinds.find(({ info }) => info.kind === kind)
  const object = plain(given ?? {}) as Fields
  for (const part of ['metadata', 'spec', 'status']) object[part] ??= {}
  object.metadata.name ??= ''
  const nowMs = unixMs(recordedAt) ?? 0
  return definition?.printRow(object as KObject, { nowMs, virtualMs: (text) => unixMs(text) ?? nowMs }) ?? []
}

/** A list prints as its items, one after the other. */
function printsList(kind: string, field: string): Adapter {
  return ({ in: input, out, recordedAt }) => {
    const wanted = (out.expected ?? out.expect) as { cells: unknown[] }[]
    const items = (input[field]?.items ?? []) as Fields[]
    same(
      items.map((item, i) => printed(kind, item, recordedAt).slice(0, wanted[i]?.cells.length)),
      wanted.map(({ cells }) => cells),
    )
  }
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
  [`${TEST}:TestPrintRoleBinding`]: prints('RoleBinding', 'roleBinding'),
  [`${TEST}:TestPrintClusterRoleBinding`]: prints('ClusterRoleBinding', 'clusterRoleBinding'),
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
  [`${TEST}:TestPrintResourceQuota`]: () =>
    skip('1.36 shows a quota’s age last; the release reported shows it second, as the recordings have it'),
  [`${TEST}:TestTranslateTimestampSince`]: ({ in: input, out, recordedAt }) =>
    same(sinceText(input.ts ?? input.time ?? input.duration, recordedAt), out.want ?? out.expected),
  ...Object.fromEntries(
    [
      'TestPrintClusterTrustBundle',
      'TestPrintDeviceClass',
      'TestPrintLeaseCandidate',
      'TestPrintPodCertificateRequest',
      'TestPrintResourceClaim',
      'TestPrintResourceClaimTemplate',
      'TestPrintResourcePoolStatusRequest',
      'TestPrintResourceSlice',
      'TestPrintServiceCIDR',
      'TestPrintServiceCIDRList',
      'TestPrintStorageVersion',
      'TestPrintVolumeAttributesClass',
    ].map((name) => [`${TEST}:${name}`, newer]),
  ),
}
