/** Which kinds the schema covers, and which fields newer than the reported release it lets in. */

/** The package of an API version's kinds, then the kinds that stand alone in the API. */
export const ROOT_KINDS: Readonly<Record<string, readonly [definitionPrefix: string, kinds: string]>> = {
  v1: [
    'io.k8s.api.core.v1',
    'Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim ' +
      'Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount',
  ],
  'admissionregistration.k8s.io/v1': [
    'io.k8s.api.admissionregistration.v1',
    'MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  ],
  'admissionregistration.k8s.io/v1alpha1': [
    'io.k8s.api.admissionregistration.v1',
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding',
  ],
  'apiextensions.k8s.io/v1': ['io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1', 'CustomResourceDefinition'],
  'apiregistration.k8s.io/v1': ['io.k8s.kube-aggregator.pkg.apis.apiregistration.v1', 'APIService'],
  'apps/v1': ['io.k8s.api.apps.v1', 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet'],
  'authentication.k8s.io/v1': ['io.k8s.api.authentication.v1', 'SelfSubjectReview TokenRequest TokenReview'],
  'authorization.k8s.io/v1': [
    'io.k8s.api.authorization.v1',
    'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
  ],
  'autoscaling/v1': ['io.k8s.api.autoscaling.v1', 'HorizontalPodAutoscaler Scale'],
  'autoscaling/v2': ['io.k8s.api.autoscaling.v2', 'HorizontalPodAutoscaler'],
  'batch/v1': ['io.k8s.api.batch.v1', 'CronJob Job'],
  'certificates.k8s.io/v1': ['io.k8s.api.certificates.v1', 'CertificateSigningRequest'],
  'coordination.k8s.io/v1': ['io.k8s.api.coordination.v1', 'Lease'],
  'discovery.k8s.io/v1': ['io.k8s.api.discovery.v1', 'EndpointSlice'],
  'events.k8s.io/v1': ['io.k8s.api.events.v1', 'Event'],
  'flowcontrol.apiserver.k8s.io/v1': ['io.k8s.api.flowcontrol.v1', 'FlowSchema PriorityLevelConfiguration'],
  'networking.k8s.io/v1': ['io.k8s.api.networking.v1', 'Ingress IngressClass NetworkPolicy'],
  'networking.k8s.io/v1beta1': ['io.k8s.api.networking.v1', 'IPAddress ServiceCIDR'],
  'node.k8s.io/v1': ['io.k8s.api.node.v1', 'RuntimeClass'],
  'policy/v1': ['io.k8s.api.policy.v1', 'Eviction PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['io.k8s.api.rbac.v1', 'ClusterRole ClusterRoleBinding Role RoleBinding'],
  'resource.k8s.io/v1': ['io.k8s.api.resource.v1', 'DeviceClass ResourceClaim ResourceClaimTemplate'],
  'scheduling.k8s.io/v1': ['io.k8s.api.scheduling.v1', 'PriorityClass'],
  'storage.k8s.io/v1': ['io.k8s.api.storage.v1', 'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment'],
  'storage.k8s.io/v1beta1': ['io.k8s.api.storage.v1', 'VolumeAttributesClass'],
}

/** Definitions that no kind above reaches but that the API's own answers and options use. */
export const EXTRA_DEFINITIONS: readonly string[] = [
  'APIGroup',
  'APIGroupList',
  'APIResourceList',
  'APIVersions',
  'Condition',
  'DeleteOptions',
  'LabelSelector',
  'ListMeta',
  'Status',
].map((name) => `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`)

/** The minor release whose types are served. */
export const SERVED_MINOR = 32

/**
 * Fields newer than the served release that are served all the same, because rules of newer releases that the
 * cluster follows speak of them: a field's name, or a whole definition's.
 */
export const NEWER_BUT_SERVED: ReadonlySet<string> = new Set([
  'EnvVarSource.fileKeyRef',
  'FileKeySelector',
  'Container.restartPolicyRules',
  'EphemeralContainer.restartPolicyRules',
  'ContainerRestartRule',
  'ContainerRestartRuleOnExitCodes',
  'Lifecycle.stopSignal',
  'ContainerStatus.stopSignal',
  'PodSpec.hostnameOverride',
  'VolumeProjection.podCertificate',
  'PodCertificateProjection',
  'PodCondition.observedGeneration',
  'PodStatus.observedGeneration',
  'PodStatus.allocatedResources',
  'PodStatus.resources',
  'DeploymentStatus.terminatingReplicas',
  'ReplicaSetStatus.terminatingReplicas',
  'HPAScalingRules.tolerance',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicyBindingSpec',
  'MutatingAdmissionPolicySpec',
  'Mutation',
  'ApplyConfiguration',
  'JSONPatch',
])
