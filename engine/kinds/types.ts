/** The stored shapes of the kinds the engine works with: upstream's types with the server-filled parts required. */
import type * as apps from 'kubernetes-types/apps/v1'
import type * as autoscaling from 'kubernetes-types/autoscaling/v2'
import type * as batch from 'kubernetes-types/batch/v1'
import type * as coordination from 'kubernetes-types/coordination/v1'
import type * as core from 'kubernetes-types/core/v1'
import type * as discovery from 'kubernetes-types/discovery/v1'
import type * as networking from 'kubernetes-types/networking/v1'
import type * as node from 'kubernetes-types/node/v1'
import type { LabelSelector } from 'kubernetes-types/meta/v1'
import type * as policy from 'kubernetes-types/policy/v1'
import type * as rbac from 'kubernetes-types/rbac/v1'
import type * as storage from 'kubernetes-types/storage/v1'
import type { KObject } from '../api/object.ts'

export type { LabelSelector }

export type Container = core.Container
export type ContainerStatus = core.ContainerStatus
export type ContainerState = core.ContainerState
export type PodSpec = core.PodSpec
export type PodStatus = core.PodStatus
export type PodCondition = core.PodCondition
export type PodTemplateSpec = core.PodTemplateSpec
export type Probe = core.Probe
export type Lifecycle = core.Lifecycle
export type Volume = core.Volume
export type Toleration = core.Toleration
export type Taint = core.Taint
export type Affinity = core.Affinity
export type NodeSelector = core.NodeSelector
export type NodeSelectorTerm = core.NodeSelectorTerm
export type ResourceRequirements = core.ResourceRequirements
export type NodeCondition = core.NodeCondition
export type ServicePort = core.ServicePort
export type EndpointSliceEndpoint = discovery.Endpoint
export type DeploymentCondition = apps.DeploymentCondition
export type JobSpec = batch.JobSpec
export type JobCondition = batch.JobCondition
export type PodFailurePolicy = batch.PodFailurePolicy
export type PodFailurePolicyRule = batch.PodFailurePolicyRule
export type SuccessPolicy = batch.SuccessPolicy
export type ObjectReference = core.ObjectReference
export type LimitRangeItem = core.LimitRangeItem
export type IngressBackend = networking.IngressBackend
export type NetworkPolicyPeer = networking.NetworkPolicyPeer
export type NetworkPolicyPort = networking.NetworkPolicyPort
export type PolicyRule = rbac.PolicyRule
export type RoleRef = rbac.RoleRef
export type Subject = rbac.Subject
export type VolumeNodeAffinity = core.VolumeNodeAffinity
export type TopologySelectorTerm = core.TopologySelectorTerm
export type MetricSpec = autoscaling.MetricSpec
export type MetricStatus = autoscaling.MetricStatus
export type MetricTarget = autoscaling.MetricTarget
export type MetricIdentifier = autoscaling.MetricIdentifier
export type CrossVersionObjectReference = autoscaling.CrossVersionObjectReference
export type HPAScalingPolicy = autoscaling.HPAScalingPolicy
export type HPACondition = autoscaling.HorizontalPodAutoscalerCondition

export interface Pod extends KObject {
  spec: PodSpec
  status: PodStatus
}
export interface Node extends KObject {
  spec: core.NodeSpec
  status: core.NodeStatus
}
export interface Namespace extends KObject {
  spec: core.NamespaceSpec
  status: core.NamespaceStatus
}
export interface Service extends KObject {
  spec: core.ServiceSpec
  status: core.ServiceStatus
}
export interface Endpoints extends KObject {
  subsets?: core.EndpointSubset[]
}
export interface EndpointSlice extends KObject {
  addressType: string
  endpoints: discovery.Endpoint[]
  ports?: discovery.EndpointPort[]
}
export interface ConfigMap extends KObject {
  data?: Record<string, string>
  binaryData?: Record<string, string>
  immutable?: boolean
}
export interface Secret extends KObject {
  data?: Record<string, string>
  stringData?: Record<string, string>
  type?: string
  immutable?: boolean
}
export interface ServiceAccount extends KObject {
  secrets?: core.ObjectReference[]
  imagePullSecrets?: core.LocalObjectReference[]
  automountServiceAccountToken?: boolean
}
export interface Deployment extends KObject {
  spec: apps.DeploymentSpec
  status: apps.DeploymentStatus
}
export interface ReplicaSet extends KObject {
  spec: apps.ReplicaSetSpec
  status: apps.ReplicaSetStatus
}
export interface Job extends KObject {
  spec: batch.JobSpec
  status: batch.JobStatus
}
export interface CronJob extends KObject {
  spec: batch.CronJobSpec
  status: batch.CronJobStatus
}
export interface StatefulSet extends KObject {
  spec: apps.StatefulSetSpec
  status: apps.StatefulSetStatus
}
export interface DaemonSet extends KObject {
  spec: apps.DaemonSetSpec
  status: apps.DaemonSetStatus
}
export interface PodDisruptionBudget extends KObject {
  spec: policy.PodDisruptionBudgetSpec
  status: policy.PodDisruptionBudgetStatus
}
export interface PersistentVolumeClaim extends KObject {
  spec: core.PersistentVolumeClaimSpec
  status: core.PersistentVolumeClaimStatus
}
export interface LimitRange extends KObject {
  spec: core.LimitRangeSpec
}
export interface ResourceQuota extends KObject {
  spec: core.ResourceQuotaSpec
  status: core.ResourceQuotaStatus
}
export interface PodTemplate extends KObject {
  template: core.PodTemplateSpec
}
export interface Ingress extends KObject {
  spec: networking.IngressSpec
  status: networking.IngressStatus
}
export interface IngressClass extends KObject {
  spec: networking.IngressClassSpec
}
export interface NetworkPolicy extends KObject {
  spec: networking.NetworkPolicySpec
}
export interface Role extends KObject {
  rules?: rbac.PolicyRule[] | null
}
export interface ClusterRole extends KObject {
  rules?: rbac.PolicyRule[] | null
  aggregationRule?: rbac.AggregationRule
}
export interface RoleBinding extends KObject {
  roleRef: rbac.RoleRef
  subjects?: rbac.Subject[]
}
export interface ClusterRoleBinding extends KObject {
  roleRef: rbac.RoleRef
  subjects?: rbac.Subject[]
}
export interface RuntimeClass extends KObject {
  handler: string
  overhead?: node.Overhead
  scheduling?: node.Scheduling
}
export interface PersistentVolume extends KObject {
  spec: core.PersistentVolumeSpec
  status: core.PersistentVolumeStatus & { lastPhaseTransitionTime?: string }
}
export interface ReplicationController extends KObject {
  spec: core.ReplicationControllerSpec
  status: core.ReplicationControllerStatus
}
export interface StorageClass extends KObject {
  provisioner: string
  parameters?: Record<string, string>
  reclaimPolicy?: string
  mountOptions?: string[]
  allowVolumeExpansion?: boolean
  volumeBindingMode?: string
  allowedTopologies?: core.TopologySelectorTerm[]
}
export interface CSINode extends KObject {
  spec: storage.CSINodeSpec
}
export interface CSIDriver extends KObject {
  spec: storage.CSIDriverSpec
}
export interface CSIStorageCapacity extends KObject {
  nodeTopology?: LabelSelector
  storageClassName: string
  capacity?: string
  maximumVolumeSize?: string
}
export interface VolumeAttachment extends KObject {
  spec: storage.VolumeAttachmentSpec
  status: storage.VolumeAttachmentStatus
}
/** One direction of scaling; tolerance is newer than the type declarations. */
export interface HPAScalingRules extends autoscaling.HPAScalingRules {
  tolerance?: string
}
export interface HPASpec extends autoscaling.HorizontalPodAutoscalerSpec {
  behavior?: { scaleUp?: HPAScalingRules; scaleDown?: HPAScalingRules }
}
export interface HorizontalPodAutoscaler extends KObject {
  spec: HPASpec
  status: autoscaling.HorizontalPodAutoscalerStatus
}
export interface ControllerRevision extends KObject {
  data?: unknown
  revision: number
}
export interface Lease extends KObject {
  spec: coordination.LeaseSpec
}
export interface Event extends KObject {
  involvedObject: core.ObjectReference
  reason?: string
  message?: string
  source?: core.EventSource
  firstTimestamp?: string | null
  lastTimestamp?: string | null
  count?: number
  type?: string
  eventTime?: string | null
  series?: core.EventSeries
  action?: string
  related?: core.ObjectReference
  reportingComponent: string
  reportingInstance: string
}
