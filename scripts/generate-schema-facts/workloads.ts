/** Facts about the types of workloads, networking, storage and scheduling. Notation: facts.ts. */
export const workloadFacts: Readonly<Record<string, string>> = {
  'io.k8s.api.apps.v1': `
ControllerRevision kind apiVersion metadata data revision!
DaemonSet kind apiVersion metadata spec status
DaemonSetCondition type!<v1.DaemonSetConditionType> status!<v1.ConditionStatus> lastTransitionTime reason message
DaemonSetSpec selector!* template! updateStrategy minReadySeconds revisionHistoryLimit*
DaemonSetStatus currentNumberScheduled! numberMisscheduled! desiredNumberScheduled! numberReady! observedGeneration updatedNumberScheduled numberAvailable numberUnavailable collisionCount* conditions~m,type^merge:type
DaemonSetUpdateStrategy type<v1.DaemonSetUpdateStrategyType> rollingUpdate*
Deployment kind apiVersion metadata spec status
DeploymentCondition type!<v1.DeploymentConditionType> status!<v1.ConditionStatus> lastUpdateTime lastTransitionTime reason message
DeploymentSpec replicas* selector!* template! strategy^retainKeys minReadySeconds revisionHistoryLimit* paused progressDeadlineSeconds*
DeploymentStatus observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas terminatingReplicas*@33 conditions~m,type^merge:type collisionCount*
DeploymentStrategy type<v1.DeploymentStrategyType> rollingUpdate*
ReplicaSet kind apiVersion metadata spec status
ReplicaSetCondition type!<v1.ReplicaSetConditionType> status!<v1.ConditionStatus> lastTransitionTime reason message
ReplicaSetSpec replicas* minReadySeconds selector!* template
ReplicaSetStatus replicas! fullyLabeledReplicas readyReplicas availableReplicas terminatingReplicas*@33 observedGeneration conditions~m,type^merge:type
RollingUpdateDaemonSet maxUnavailable* maxSurge*
RollingUpdateDeployment maxUnavailable* maxSurge*
RollingUpdateStatefulSetStrategy partition* maxUnavailable*
StatefulSet kind apiVersion metadata spec status
StatefulSetCondition type!<v1.StatefulSetConditionType> status!<v1.ConditionStatus> lastTransitionTime reason message
StatefulSetOrdinals start!
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted<v1.PersistentVolumeClaimRetentionPolicyType> whenScaled<v1.PersistentVolumeClaimRetentionPolicyType>
StatefulSetSpec replicas* selector!* template! volumeClaimTemplates~a serviceName! podManagementPolicy<v1.PodManagementPolicyType> updateStrategy revisionHistoryLimit* minReadySeconds persistentVolumeClaimRetentionPolicy* ordinals*
StatefulSetStatus observedGeneration replicas! readyReplicas currentReplicas updatedReplicas currentRevision updateRevision collisionCount* conditions~m,type^merge:type availableReplicas!
StatefulSetUpdateStrategy type<v1.StatefulSetUpdateStrategyType> rollingUpdate*
`,
  'io.k8s.api.autoscaling.v1': `
CrossVersionObjectReference% kind! name! apiVersion
HorizontalPodAutoscaler kind apiVersion metadata spec status
HorizontalPodAutoscalerSpec scaleTargetRef! minReplicas* maxReplicas! targetCPUUtilizationPercentage*
HorizontalPodAutoscalerStatus observedGeneration* lastScaleTime* currentReplicas! desiredReplicas! currentCPUUtilizationPercentage*
Scale kind apiVersion metadata spec status
ScaleSpec replicas
ScaleStatus replicas! selector
`,
  'io.k8s.api.autoscaling.v2': `
ContainerResourceMetricSource name!<v1.ResourceName> target! container!
ContainerResourceMetricStatus name!<v1.ResourceName> current! container!
CrossVersionObjectReference kind! name! apiVersion
ExternalMetricSource metric! target!
ExternalMetricStatus metric! current!
HPAScalingPolicy type!<v2.HPAScalingPolicyType> value! periodSeconds!
HPAScalingRules stabilizationWindowSeconds* selectPolicy*<v2.ScalingPolicySelect> policies~a tolerance*@33
HorizontalPodAutoscaler kind apiVersion metadata spec status
HorizontalPodAutoscalerBehavior scaleUp* scaleDown*
HorizontalPodAutoscalerCondition type!<v2.HorizontalPodAutoscalerConditionType> status!<v1.ConditionStatus> lastTransitionTime reason message
HorizontalPodAutoscalerSpec scaleTargetRef! minReplicas* maxReplicas! metrics~a behavior*
HorizontalPodAutoscalerStatus observedGeneration* lastScaleTime* currentReplicas desiredReplicas! currentMetrics!~a conditions~m,type^merge:type
MetricIdentifier name! selector*
MetricSpec type!<v2.MetricSourceType> object* pods* resource* containerResource* external*
MetricStatus type!<v2.MetricSourceType> object* pods* resource* containerResource* external*
MetricTarget type!<v2.MetricTargetType> value* averageValue* averageUtilization*
MetricValueStatus value* averageValue* averageUtilization*
ObjectMetricSource describedObject! target! metric!
ObjectMetricStatus metric! current! describedObject!
PodsMetricSource metric! target!
PodsMetricStatus metric! current!
ResourceMetricSource name!<v1.ResourceName> target!
ResourceMetricStatus name!<v1.ResourceName> current!
`,
  'io.k8s.api.batch.v1': `
CronJob kind apiVersion metadata spec status
CronJobSpec schedule! timeZone* startingDeadlineSeconds* concurrencyPolicy<v1.ConcurrencyPolicy> suspend* jobTemplate! successfulJobsHistoryLimit* failedJobsHistoryLimit*
CronJobStatus active~a lastScheduleTime* lastSuccessfulTime*
Job kind apiVersion metadata spec status
JobCondition type!<v1.JobConditionType> status!<v1.ConditionStatus> lastProbeTime lastTransitionTime reason message
JobSpec parallelism* completions* activeDeadlineSeconds* podFailurePolicy* successPolicy* backoffLimit* backoffLimitPerIndex* maxFailedIndexes* selector* manualSelector* template! ttlSecondsAfterFinished* completionMode*<v1.CompletionMode> suspend* podReplacementPolicy*<v1.PodReplacementPolicy> managedBy*
JobStatus conditions~a^merge:type startTime* completionTime* active succeeded failed terminating* completedIndexes failedIndexes* uncountedTerminatedPods* ready*
JobTemplateSpec metadata spec
PodFailurePolicy rules!~a
PodFailurePolicyOnExitCodesRequirement containerName* operator!<v1.PodFailurePolicyOnExitCodesOperator> values!~s
PodFailurePolicyOnPodConditionsPattern type!<v1.PodConditionType> status!<v1.ConditionStatus>
PodFailurePolicyRule action!<v1.PodFailurePolicyAction> onExitCodes* onPodConditions~a
SuccessPolicy rules!~a
SuccessPolicyRule succeededIndexes* succeededCount*
UncountedTerminatedPods succeeded<[]types.UID>~s failed<[]types.UID>~s
`,
  'io.k8s.api.coordination.v1': `
Lease kind apiVersion metadata spec
LeaseSpec holderIdentity* leaseDurationSeconds* acquireTime* renewTime* leaseTransitions* strategy*<v1.CoordinatedLeaseStrategy> preferredHolder*
`,
  'io.k8s.api.discovery.v1': `
Endpoint addresses!~s conditions hostname* targetRef* deprecatedTopology nodeName* zone* hints*
EndpointConditions ready* serving* terminating*
EndpointHints forZones~a forNodes~a@33
EndpointPort% name* protocol*<v1.Protocol> port* appProtocol*
EndpointSlice kind apiVersion metadata addressType!<v1.AddressType> endpoints!~a ports!~a
ForNode name!@33
ForZone name!
`,
  'io.k8s.api.events.v1': `
Event kind apiVersion metadata! eventTime! series* reportingController reportingInstance action reason regarding related* note type deprecatedSource deprecatedFirstTimestamp deprecatedLastTimestamp deprecatedCount
EventSeries count! lastObservedTime!
`,
  'io.k8s.api.networking.v1': `
HTTPIngressPath path pathType!*<v1.PathType> backend!
HTTPIngressRuleValue paths!~a
IPBlock cidr! except~a
IPAddress kind apiVersion metadata spec
IPAddressSpec parentRef*
Ingress kind apiVersion metadata spec status
IngressBackend service* resource*
IngressClass kind apiVersion metadata spec
IngressClassParametersReference apiGroup* kind! name! scope!* namespace*
IngressClassSpec controller parameters*
IngressLoadBalancerIngress ip hostname ports~a
IngressLoadBalancerStatus ingress~a
IngressPortStatus port! protocol!<v1.Protocol> error*
IngressRule host http*
IngressServiceBackend name! port
IngressSpec ingressClassName* defaultBackend* tls~a rules~a
IngressStatus loadBalancer
IngressTLS hosts~a secretName
NetworkPolicy kind apiVersion metadata spec
NetworkPolicyEgressRule ports~a to~a
NetworkPolicyIngressRule ports~a from~a
NetworkPolicyPeer podSelector* namespaceSelector* ipBlock*
NetworkPolicyPort protocol*<v1.Protocol> port* endPort*
NetworkPolicySpec podSelector! ingress~a egress~a policyTypes<[]v1.PolicyType>~a
ServiceBackendPort% name number
ParentReference group resource namespace name
ServiceCIDR kind apiVersion metadata spec status
ServiceCIDRSpec cidrs~a
ServiceCIDRStatus conditions~m,type^merge:type
`,
  'io.k8s.api.node.v1': `
Overhead podFixed<v1.ResourceList>
RuntimeClass kind apiVersion metadata handler! overhead* scheduling*
Scheduling nodeSelector% tolerations~a
`,
  'io.k8s.api.policy.v1': `
Eviction kind apiVersion metadata deleteOptions*
PodDisruptionBudget kind apiVersion metadata spec status
PodDisruptionBudgetSpec minAvailable* selector*^replace maxUnavailable* unhealthyPodEvictionPolicy*<v1.UnhealthyPodEvictionPolicyType>
PodDisruptionBudgetStatus observedGeneration disruptedPods disruptionsAllowed! currentHealthy! desiredHealthy! expectedPods! conditions~m,type^merge:type
`,
  'io.k8s.api.resource.v1': `
AllocatedDeviceStatus driver! pool! device! shareID* conditions~m,type data* networkData*
AllocationResult devices nodeSelector* allocationTimestamp*
CELDeviceSelector expression!
CapacityRequirements requests<map[v1.QualifiedName]resource.Quantity>
DeviceAllocationConfiguration source!<v1.AllocationConfigSource> requests~a opaque*
DeviceAllocationResult results~a config~a
DeviceClaim requests~a constraints~a config~a
DeviceClaimConfiguration requests~a opaque*
DeviceClass kind apiVersion metadata spec!
DeviceClassConfiguration opaque*
DeviceClassSpec selectors~a config~a extendedResourceName*
DeviceConstraint requests~a matchAttribute*<v1.FullyQualifiedName> distinctAttribute*<v1.FullyQualifiedName>
DeviceRequest name! exactly* firstAvailable~a
DeviceRequestAllocationResult request! driver! pool! device! adminAccess* tolerations~a bindingConditions~a bindingFailureConditions~a shareID* consumedCapacity<map[v1.QualifiedName]resource.Quantity>
DeviceSelector cel*
DeviceSubRequest name! deviceClassName! selectors~a allocationMode<v1.DeviceAllocationMode> count tolerations~a capacity*
DeviceToleration key operator<v1.DeviceTolerationOperator>=Equal value effect<v1.DeviceTaintEffect> tolerationSeconds*
ExactDeviceRequest deviceClassName! selectors~a allocationMode<v1.DeviceAllocationMode> count adminAccess* tolerations~a capacity*
NetworkDeviceData interfaceName ips~a hardwareAddress
OpaqueDeviceConfiguration driver! parameters!
ResourceClaim kind apiVersion metadata spec! status
ResourceClaimConsumerReference apiGroup resource! name! uid!
ResourceClaimSpec devices
ResourceClaimStatus allocation* reservedFor~m,uid^merge:uid devices~m,driver,device,pool,shareID
ResourceClaimTemplate kind apiVersion metadata spec!
ResourceClaimTemplateSpec metadata spec!
`,
  'io.k8s.api.scheduling.v1': `
PriorityClass kind apiVersion metadata value! globalDefault description preemptionPolicy*<v1.PreemptionPolicy>
`,
  'io.k8s.api.storage.v1': `
CSIDriver kind apiVersion metadata spec!
CSIDriverSpec attachRequired* podInfoOnMount* volumeLifecycleModes<[]v1.VolumeLifecycleMode>~s storageCapacity* fsGroupPolicy*<v1.FSGroupPolicy> tokenRequests~a requiresRepublish* seLinuxMount* nodeAllocatableUpdatePeriodSeconds*@33 serviceAccountTokenInSecrets*@35 preventPodSchedulingIfMissing*@36
CSINode kind apiVersion metadata spec!
CSINodeDriver name! nodeID! topologyKeys!~a allocatable*
CSINodeSpec drivers!~m,name^merge:name
CSIStorageCapacity kind apiVersion metadata nodeTopology* storageClassName! capacity* maximumVolumeSize*
StorageClass kind apiVersion metadata provisioner! parameters reclaimPolicy*<v1.PersistentVolumeReclaimPolicy> mountOptions~a allowVolumeExpansion* volumeBindingMode*<v1.VolumeBindingMode> allowedTopologies~a
TokenRequest audience! expirationSeconds*
VolumeAttachment kind apiVersion metadata spec! status
VolumeAttachmentSource persistentVolumeName* inlineVolumeSpec*
VolumeAttachmentSpec attacher! source! nodeName!
VolumeAttachmentStatus attached! attachmentMetadata attachError* detachError*
VolumeAttributesClass kind apiVersion metadata driverName! parameters
VolumeError time message errorCode*@33
VolumeNodeResources count*
`,
}
