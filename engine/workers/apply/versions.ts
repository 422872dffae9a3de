/** API versions that Kubernetes no longer serves, and what replaced them (the deprecated API migration guide). */

/** Retired `group/version`s by kind, with the version to write instead. */
const RETIRED: Readonly<Record<string, readonly [replacement: string, ...retired: string[]]>> = {
  Deployment: ['apps/v1', 'extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'],
  ReplicaSet: ['apps/v1', 'extensions/v1beta1', 'apps/v1beta2'],
  StatefulSet: ['apps/v1', 'apps/v1beta1', 'apps/v1beta2'],
  DaemonSet: ['apps/v1', 'extensions/v1beta1', 'apps/v1beta2'],
  ControllerRevision: ['apps/v1', 'apps/v1beta1', 'apps/v1beta2'],
  NetworkPolicy: ['networking.k8s.io/v1', 'extensions/v1beta1'],
  Ingress: ['networking.k8s.io/v1', 'extensions/v1beta1', 'networking.k8s.io/v1beta1'],
  IngressClass: ['networking.k8s.io/v1', 'networking.k8s.io/v1beta1'],
  PodDisruptionBudget: ['policy/v1', 'policy/v1beta1'],
  CronJob: ['batch/v1', 'batch/v1beta1', 'batch/v2alpha1'],
  HorizontalPodAutoscaler: ['autoscaling/v2', 'autoscaling/v2beta1', 'autoscaling/v2beta2'],
  EndpointSlice: ['discovery.k8s.io/v1', 'discovery.k8s.io/v1beta1'],
  Event: ['events.k8s.io/v1', 'events.k8s.io/v1beta1'],
  Lease: ['coordination.k8s.io/v1', 'coordination.k8s.io/v1beta1'],
  PriorityClass: ['scheduling.k8s.io/v1', 'scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1alpha1'],
  RuntimeClass: ['node.k8s.io/v1', 'node.k8s.io/v1beta1'],
  CSIDriver: ['storage.k8s.io/v1', 'storage.k8s.io/v1beta1'],
  CSINode: ['storage.k8s.io/v1', 'storage.k8s.io/v1beta1'],
  StorageClass: ['storage.k8s.io/v1', 'storage.k8s.io/v1beta1'],
  VolumeAttachment: ['storage.k8s.io/v1', 'storage.k8s.io/v1beta1'],
  Role: ['rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1alpha1'],
  RoleBinding: ['rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1beta1'],
  ClusterRole: ['rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1beta1'],
  ClusterRoleBinding: ['rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1beta1'],
  CustomResourceDefinition: ['apiextensions.k8s.io/v1', 'apiextensions.k8s.io/v1beta1'],
  MutatingWebhookConfiguration: ['admissionregistration.k8s.io/v1', 'admissionregistration.k8s.io/v1beta1'],
  ValidatingWebhookConfiguration: ['admissionregistration.k8s.io/v1', 'admissionregistration.k8s.io/v1beta1'],
  FlowSchema: ['flowcontrol.apiserver.k8s.io/v1', 'flowcontrol.apiserver.k8s.io/v1beta3'],
}

/** What replaced a version of a kind; undefined when it is not one that was retired. */
export function replacementOf(apiVersion: string, kind: string): string | undefined {
  const known = Object.hasOwn(RETIRED, kind) ? RETIRED[kind] : undefined
  return known?.slice(1).includes(apiVersion) ? known[0] : undefined
}
