/**
 * Field numbers of the messages that clients write in protobuf: facts of k8s.io/api v1.32 (generated.proto).
 * One line a message: `Name field=number:type …`; types: s text, b boolean, i integer, d double, y bytes, t time, u micro time,
 * q quantity, o int-or-string, j raw JSON, @Name or @pkg.v1.Name message, `[` list of, `{` map from text to; `^` its fields stand in the
 * holder itself. What the notation cannot say isn't needed by any of them.
 */
export const protobufMessages: Readonly<Record<string, string>> = {
  'io.k8s.api.apps.v1': `
ControllerRevision metadata=1:@meta.v1.ObjectMeta data=2:j revision=3:i
DaemonSet metadata=1:@meta.v1.ObjectMeta spec=2:@DaemonSetSpec status=3:@DaemonSetStatus
DaemonSetCondition type=1:s status=2:s lastTransitionTime=3:t reason=4:s message=5:s
DaemonSetSpec selector=1:@meta.v1.LabelSelector template=2:@core.v1.PodTemplateSpec updateStrategy=3:@DaemonSetUpdateStrategy minReadySeconds=4:i revisionHistoryLimit=6:i
DaemonSetStatus currentNumberScheduled=1:i numberMisscheduled=2:i desiredNumberScheduled=3:i numberReady=4:i observedGeneration=5:i updatedNumberScheduled=6:i numberAvailable=7:i numberUnavailable=8:i collisionCount=9:i conditions=10:[@DaemonSetCondition
DaemonSetUpdateStrategy type=1:s rollingUpdate=2:@RollingUpdateDaemonSet
Deployment metadata=1:@meta.v1.ObjectMeta spec=2:@DeploymentSpec status=3:@DeploymentStatus
DeploymentCondition type=1:s status=2:s lastUpdateTime=6:t lastTransitionTime=7:t reason=4:s message=5:s
DeploymentSpec replicas=1:i selector=2:@meta.v1.LabelSelector template=3:@core.v1.PodTemplateSpec strategy=4:@DeploymentStrategy minReadySeconds=5:i revisionHistoryLimit=6:i paused=7:b progressDeadlineSeconds=9:i
DeploymentStatus observedGeneration=1:i replicas=2:i updatedReplicas=3:i readyReplicas=7:i availableReplicas=4:i unavailableReplicas=5:i conditions=6:[@DeploymentCondition collisionCount=8:i
DeploymentStrategy type=1:s rollingUpdate=2:@RollingUpdateDeployment
ReplicaSet metadata=1:@meta.v1.ObjectMeta spec=2:@ReplicaSetSpec status=3:@ReplicaSetStatus
ReplicaSetCondition type=1:s status=2:s lastTransitionTime=3:t reason=4:s message=5:s
ReplicaSetSpec replicas=1:i minReadySeconds=4:i selector=2:@meta.v1.LabelSelector template=3:@core.v1.PodTemplateSpec
ReplicaSetStatus replicas=1:i fullyLabeledReplicas=2:i readyReplicas=4:i availableReplicas=5:i observedGeneration=3:i conditions=6:[@ReplicaSetCondition
RollingUpdateDaemonSet maxUnavailable=1:o maxSurge=2:o
RollingUpdateDeployment maxUnavailable=1:o maxSurge=2:o
RollingUpdateStatefulSetStrategy partition=1:i maxUnavailable=2:o
StatefulSet metadata=1:@meta.v1.ObjectMeta spec=2:@StatefulSetSpec status=3:@StatefulSetStatus
StatefulSetCondition type=1:s status=2:s lastTransitionTime=3:t reason=4:s message=5:s
StatefulSetOrdinals start=1:i
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted=1:s whenScaled=2:s
StatefulSetSpec replicas=1:i selector=2:@meta.v1.LabelSelector template=3:@core.v1.PodTemplateSpec volumeClaimTemplates=4:[@core.v1.PersistentVolumeClaim serviceName=5:s podManagementPolicy=6:s updateStrategy=7:@StatefulSetUpdateStrategy revisionHistoryLimit=8:i minReadySeconds=9:i persistentVolumeClaimRetentionPolicy=10:@StatefulSetPersistentVolumeClaimRetentionPolicy ordinals=11:@StatefulSetOrdinals
StatefulSetStatus observedGeneration=1:i replicas=2:i readyReplicas=3:i currentReplicas=4:i updatedReplicas=5:i currentRevision=6:s updateRevision=7:s collisionCount=9:i conditions=10:[@StatefulSetCondition availableReplicas=11:i
StatefulSetUpdateStrategy type=1:s rollingUpdate=2:@RollingUpdateStatefulSetStrategy
`,
  'io.k8s.api.authentication.v1': `
BoundObjectReference kind=1:s apiVersion=2:s name=3:s uid=4:s
SelfSubjectReview metadata=1:@meta.v1.ObjectMeta status=2:@SelfSubjectReviewStatus
SelfSubjectReviewStatus userInfo=1:@UserInfo
TokenRequest metadata=1:@meta.v1.ObjectMeta spec=2:@TokenRequestSpec status=3:@TokenRequestStatus
TokenRequestSpec audiences=1:[s expirationSeconds=4:i boundObjectRef=3:@BoundObjectReference
TokenRequestStatus token=1:s expirationTimestamp=2:t
UserInfo username=1:s uid=2:s groups=3:[s extra=4:{[s
`,
  'io.k8s.api.authorization.v1': `
FieldSelectorAttributes rawSelector=1:s requirements=2:[@meta.v1.FieldSelectorRequirement
LabelSelectorAttributes rawSelector=1:s requirements=2:[@meta.v1.LabelSelectorRequirement
LocalSubjectAccessReview metadata=1:@meta.v1.ObjectMeta spec=2:@SubjectAccessReviewSpec status=3:@SubjectAccessReviewStatus
NonResourceAttributes path=1:s verb=2:s
NonResourceRule verbs=1:[s nonResourceURLs=2:[s
ResourceAttributes namespace=1:s verb=2:s group=3:s version=4:s resource=5:s subresource=6:s name=7:s fieldSelector=8:@FieldSelectorAttributes labelSelector=9:@LabelSelectorAttributes
ResourceRule verbs=1:[s apiGroups=2:[s resources=3:[s resourceNames=4:[s
SelfSubjectAccessReview metadata=1:@meta.v1.ObjectMeta spec=2:@SelfSubjectAccessReviewSpec status=3:@SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec resourceAttributes=1:@ResourceAttributes nonResourceAttributes=2:@NonResourceAttributes
SelfSubjectRulesReview metadata=1:@meta.v1.ObjectMeta spec=2:@SelfSubjectRulesReviewSpec status=3:@SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec namespace=1:s
SubjectAccessReview metadata=1:@meta.v1.ObjectMeta spec=2:@SubjectAccessReviewSpec status=3:@SubjectAccessReviewStatus
SubjectAccessReviewSpec resourceAttributes=1:@ResourceAttributes nonResourceAttributes=2:@NonResourceAttributes user=3:s groups=4:[s extra=5:{[s uid=6:s
SubjectAccessReviewStatus allowed=1:b denied=4:b reason=2:s evaluationError=3:s
SubjectRulesReviewStatus resourceRules=1:[@ResourceRule nonResourceRules=2:[@NonResourceRule incomplete=3:b evaluationError=4:s
`,
  'io.k8s.api.autoscaling.v1': `
CrossVersionObjectReference kind=1:s name=2:s apiVersion=3:s
HorizontalPodAutoscaler metadata=1:@meta.v1.ObjectMeta spec=2:@HorizontalPodAutoscalerSpec status=3:@HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerSpec scaleTargetRef=1:@CrossVersionObjectReference minReplicas=2:i maxReplicas=3:i targetCPUUtilizationPercentage=4:i
HorizontalPodAutoscalerStatus observedGeneration=1:i lastScaleTime=2:t currentReplicas=3:i desiredReplicas=4:i currentCPUUtilizationPercentage=5:i
Scale metadata=1:@meta.v1.ObjectMeta spec=2:@ScaleSpec status=3:@ScaleStatus
ScaleSpec replicas=1:i
ScaleStatus replicas=1:i selector=2:s
`,
  'io.k8s.api.autoscaling.v2': `
ContainerResourceMetricSource name=1:s target=2:@MetricTarget container=3:s
ContainerResourceMetricStatus name=1:s current=2:@MetricValueStatus container=3:s
CrossVersionObjectReference kind=1:s name=2:s apiVersion=3:s
ExternalMetricSource metric=1:@MetricIdentifier target=2:@MetricTarget
ExternalMetricStatus metric=1:@MetricIdentifier current=2:@MetricValueStatus
HPAScalingPolicy type=1:s value=2:i periodSeconds=3:i
HPAScalingRules stabilizationWindowSeconds=3:i selectPolicy=1:s policies=2:[@HPAScalingPolicy
HorizontalPodAutoscaler metadata=1:@meta.v1.ObjectMeta spec=2:@HorizontalPodAutoscalerSpec status=3:@HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerBehavior scaleUp=1:@HPAScalingRules scaleDown=2:@HPAScalingRules
HorizontalPodAutoscalerCondition type=1:s status=2:s lastTransitionTime=3:t reason=4:s message=5:s
HorizontalPodAutoscalerSpec scaleTargetRef=1:@CrossVersionObjectReference minReplicas=2:i maxReplicas=3:i metrics=4:[@MetricSpec behavior=5:@HorizontalPodAutoscalerBehavior
HorizontalPodAutoscalerStatus observedGeneration=1:i lastScaleTime=2:t currentReplicas=3:i desiredReplicas=4:i currentMetrics=5:[@MetricStatus conditions=6:[@HorizontalPodAutoscalerCondition
MetricIdentifier name=1:s selector=2:@meta.v1.LabelSelector
MetricSpec type=1:s object=2:@ObjectMetricSource pods=3:@PodsMetricSource resource=4:@ResourceMetricSource containerResource=7:@ContainerResourceMetricSource external=5:@ExternalMetricSource
MetricStatus type=1:s object=2:@ObjectMetricStatus pods=3:@PodsMetricStatus resource=4:@ResourceMetricStatus containerResource=7:@ContainerResourceMetricStatus external=5:@ExternalMetricStatus
MetricTarget type=1:s value=2:q averageValue=3:q averageUtilization=4:i
MetricValueStatus value=1:q averageValue=2:q averageUtilization=3:i
ObjectMetricSource describedObject=1:@CrossVersionObjectReference target=2:@MetricTarget metric=3:@MetricIdentifier
ObjectMetricStatus metric=1:@MetricIdentifier current=2:@MetricValueStatus describedObject=3:@CrossVersionObjectReference
PodsMetricSource metric=1:@MetricIdentifier target=2:@MetricTarget
PodsMetricStatus metric=1:@MetricIdentifier current=2:@MetricValueStatus
ResourceMetricSource name=1:s target=2:@MetricTarget
ResourceMetricStatus name=1:s current=2:@MetricValueStatus
`,
  'io.k8s.api.batch.v1': `
CronJob metadata=1:@meta.v1.ObjectMeta spec=2:@CronJobSpec status=3:@CronJobStatus
CronJobSpec schedule=1:s timeZone=8:s startingDeadlineSeconds=2:i concurrencyPolicy=3:s suspend=4:b jobTemplate=5:@JobTemplateSpec successfulJobsHistoryLimit=6:i failedJobsHistoryLimit=7:i
CronJobStatus active=1:[@core.v1.ObjectReference lastScheduleTime=4:t lastSuccessfulTime=5:t
Job metadata=1:@meta.v1.ObjectMeta spec=2:@JobSpec status=3:@JobStatus
JobCondition type=1:s status=2:s lastProbeTime=3:t lastTransitionTime=4:t reason=5:s message=6:s
JobSpec parallelism=1:i completions=2:i activeDeadlineSeconds=3:i podFailurePolicy=11:@PodFailurePolicy successPolicy=16:@SuccessPolicy backoffLimit=7:i backoffLimitPerIndex=12:i maxFailedIndexes=13:i selector=4:@meta.v1.LabelSelector manualSelector=5:b template=6:@core.v1.PodTemplateSpec ttlSecondsAfterFinished=8:i completionMode=9:s suspend=10:b podReplacementPolicy=14:s managedBy=15:s
JobStatus conditions=1:[@JobCondition startTime=2:t completionTime=3:t active=4:i succeeded=5:i failed=6:i terminating=11:i completedIndexes=7:s failedIndexes=10:s uncountedTerminatedPods=8:@UncountedTerminatedPods ready=9:i
JobTemplateSpec metadata=1:@meta.v1.ObjectMeta spec=2:@JobSpec
PodFailurePolicy rules=1:[@PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement containerName=1:s operator=2:s values=3:[i
PodFailurePolicyOnPodConditionsPattern type=1:s status=2:s
PodFailurePolicyRule action=1:s onExitCodes=2:@PodFailurePolicyOnExitCodesRequirement onPodConditions=3:[@PodFailurePolicyOnPodConditionsPattern
SuccessPolicy rules=1:[@SuccessPolicyRule
SuccessPolicyRule succeededIndexes=1:s succeededCount=2:i
UncountedTerminatedPods succeeded=1:[s failed=2:[s
`,
  'io.k8s.api.coordination.v1': `
Lease metadata=1:@meta.v1.ObjectMeta spec=2:@LeaseSpec
LeaseSpec holderIdentity=1:s leaseDurationSeconds=2:i acquireTime=3:u renewTime=4:u leaseTransitions=5:i strategy=6:s preferredHolder=7:s
`,
  'io.k8s.api.core.v1': `
AWSElasticBlockStoreVolumeSource volumeID=1:s fsType=2:s partition=3:i readOnly=4:b
Affinity nodeAffinity=1:@NodeAffinity podAffinity=2:@PodAffinity podAntiAffinity=3:@PodAntiAffinity
AppArmorProfile type=1:s localhostProfile=2:s
AttachedVolume name=1:s devicePath=2:s
AzureDiskVolumeSource diskName=1:s diskURI=2:s cachingMode=3:s fsType=4:s readOnly=5:b kind=6:s
AzureFileVolumeSource secretName=1:s shareName=2:s readOnly=3:b
Binding metadata=1:@meta.v1.ObjectMeta target=2:@ObjectReference
CSIVolumeSource driver=1:s readOnly=2:b fsType=3:s volumeAttributes=4:{s nodePublishSecretRef=5:@LocalObjectReference
Capabilities add=1:[s drop=2:[s
CephFSVolumeSource monitors=1:[s path=2:s user=3:s secretFile=4:s secretRef=5:@LocalObjectReference readOnly=6:b
CinderVolumeSource volumeID=1:s fsType=2:s readOnly=3:b secretRef=4:@LocalObjectReference
ClientIPConfig timeoutSeconds=1:i
ClusterTrustBundleProjection name=1:s signerName=2:s labelSelector=3:@meta.v1.LabelSelector optional=5:b path=4:s
ConfigMap metadata=1:@meta.v1.ObjectMeta immutable=4:b data=2:{s binaryData=3:{y
ConfigMapEnvSource localObjectReference=1:@LocalObjectReference^ optional=2:b
ConfigMapKeySelector localObjectReference=1:@LocalObjectReference^ key=2:s optional=3:b
ConfigMapNodeConfigSource namespace=1:s name=2:s uid=3:s resourceVersion=4:s kubeletConfigKey=5:s
ConfigMapProjection localObjectReference=1:@LocalObjectReference^ items=2:[@KeyToPath optional=4:b
ConfigMapVolumeSource localObjectReference=1:@LocalObjectReference^ items=2:[@KeyToPath defaultMode=3:i optional=4:b
Container name=1:s image=2:s command=3:[s args=4:[s workingDir=5:s ports=6:[@ContainerPort envFrom=19:[@EnvFromSource env=7:[@EnvVar resources=8:@ResourceRequirements resizePolicy=23:[@ContainerResizePolicy restartPolicy=24:s volumeMounts=9:[@VolumeMount volumeDevices=21:[@VolumeDevice livenessProbe=10:@Probe readinessProbe=11:@Probe startupProbe=22:@Probe lifecycle=12:@Lifecycle terminationMessagePath=13:s terminationMessagePolicy=20:s imagePullPolicy=14:s securityContext=15:@SecurityContext stdin=16:b stdinOnce=17:b tty=18:b
ContainerImage names=1:[s sizeBytes=2:i
ContainerPort name=1:s hostPort=2:i containerPort=3:i protocol=4:s hostIP=5:s
ContainerResizePolicy resourceName=1:s restartPolicy=2:s
ContainerState waiting=1:@ContainerStateWaiting running=2:@ContainerStateRunning terminated=3:@ContainerStateTerminated
ContainerStateRunning startedAt=1:t
ContainerStateTerminated exitCode=1:i signal=2:i reason=3:s message=4:s startedAt=5:t finishedAt=6:t containerID=7:s
ContainerStateWaiting reason=1:s message=2:s
ContainerStatus name=1:s state=2:@ContainerState lastState=3:@ContainerState ready=4:b restartCount=5:i image=6:s imageID=7:s containerID=8:s started=9:b allocatedResources=10:{q resources=11:@ResourceRequirements volumeMounts=12:[@VolumeMountStatus user=13:@ContainerUser allocatedResourcesStatus=14:[@ResourceStatus
ContainerUser linux=1:@LinuxContainerUser
DaemonEndpoint Port=1:i
DownwardAPIProjection items=1:[@DownwardAPIVolumeFile
DownwardAPIVolumeFile path=1:s fieldRef=2:@ObjectFieldSelector resourceFieldRef=3:@ResourceFieldSelector mode=4:i
DownwardAPIVolumeSource items=1:[@DownwardAPIVolumeFile defaultMode=2:i
EmptyDirVolumeSource medium=1:s sizeLimit=2:q
EndpointAddress ip=1:s hostname=3:s nodeName=4:s targetRef=2:@ObjectReference
EndpointPort name=1:s port=2:i protocol=3:s appProtocol=4:s
EndpointSubset addresses=1:[@EndpointAddress notReadyAddresses=2:[@EndpointAddress ports=3:[@EndpointPort
Endpoints metadata=1:@meta.v1.ObjectMeta subsets=2:[@EndpointSubset
EnvFromSource prefix=1:s configMapRef=2:@ConfigMapEnvSource secretRef=3:@SecretEnvSource
EnvVar name=1:s value=2:s valueFrom=3:@EnvVarSource
EnvVarSource fieldRef=1:@ObjectFieldSelector resourceFieldRef=2:@ResourceFieldSelector configMapKeyRef=3:@ConfigMapKeySelector secretKeyRef=4:@SecretKeySelector
EphemeralContainer ephemeralContainerCommon=1:@EphemeralContainerCommon^ targetContainerName=2:s
EphemeralContainerCommon name=1:s image=2:s command=3:[s args=4:[s workingDir=5:s ports=6:[@ContainerPort envFrom=19:[@EnvFromSource env=7:[@EnvVar resources=8:@ResourceRequirements resizePolicy=23:[@ContainerResizePolicy restartPolicy=24:s volumeMounts=9:[@VolumeMount volumeDevices=21:[@VolumeDevice livenessProbe=10:@Probe readinessProbe=11:@Probe startupProbe=22:@Probe lifecycle=12:@Lifecycle terminationMessagePath=13:s terminationMessagePolicy=20:s imagePullPolicy=14:s securityContext=15:@SecurityContext stdin=16:b stdinOnce=17:b tty=18:b
EphemeralVolumeSource volumeClaimTemplate=1:@PersistentVolumeClaimTemplate
Event metadata=1:@meta.v1.ObjectMeta involvedObject=2:@ObjectReference reason=3:s message=4:s source=5:@EventSource firstTimestamp=6:t lastTimestamp=7:t count=8:i type=9:s eventTime=10:u series=11:@EventSeries action=12:s related=13:@ObjectReference reportingComponent=14:s reportingInstance=15:s
EventSeries count=1:i lastObservedTime=2:u
EventSource component=1:s host=2:s
ExecAction command=1:[s
FCVolumeSource targetWWNs=1:[s lun=2:i fsType=3:s readOnly=4:b wwids=5:[s
FlexVolumeSource driver=1:s fsType=2:s secretRef=3:@LocalObjectReference readOnly=4:b options=5:{s
FlockerVolumeSource datasetName=1:s datasetUUID=2:s
GCEPersistentDiskVolumeSource pdName=1:s fsType=2:s partition=3:i readOnly=4:b
GRPCAction port=1:i service=2:s
GitRepoVolumeSource repository=1:s revision=2:s directory=3:s
GlusterfsVolumeSource endpoints=1:s path=2:s readOnly=3:b
HTTPGetAction path=1:s port=2:o host=3:s scheme=4:s httpHeaders=5:[@HTTPHeader
HTTPHeader name=1:s value=2:s
HostAlias ip=1:s hostnames=2:[s
HostIP ip=1:s
HostPathVolumeSource path=1:s type=2:s
ISCSIVolumeSource targetPortal=1:s iqn=2:s lun=3:i iscsiInterface=4:s fsType=5:s readOnly=6:b portals=7:[s chapAuthDiscovery=8:b chapAuthSession=11:b secretRef=10:@LocalObjectReference initiatorName=12:s
ImageVolumeSource reference=1:s pullPolicy=2:s
KeyToPath key=1:s path=2:s mode=3:i
Lifecycle postStart=1:@LifecycleHandler preStop=2:@LifecycleHandler
LifecycleHandler exec=1:@ExecAction httpGet=2:@HTTPGetAction tcpSocket=3:@TCPSocketAction sleep=4:@SleepAction
LimitRange metadata=1:@meta.v1.ObjectMeta spec=2:@LimitRangeSpec
LimitRangeItem type=1:s max=2:{q min=3:{q default=4:{q defaultRequest=5:{q maxLimitRequestRatio=6:{q
LimitRangeSpec limits=1:[@LimitRangeItem
LinuxContainerUser uid=1:i gid=2:i supplementalGroups=3:[i
LoadBalancerIngress ip=1:s hostname=2:s ipMode=3:s ports=4:[@PortStatus
LoadBalancerStatus ingress=1:[@LoadBalancerIngress
LocalObjectReference name=1:s
ModifyVolumeStatus targetVolumeAttributesClassName=1:s status=2:s
NFSVolumeSource server=1:s path=2:s readOnly=3:b
Namespace metadata=1:@meta.v1.ObjectMeta spec=2:@NamespaceSpec status=3:@NamespaceStatus
NamespaceCondition type=1:s status=2:s lastTransitionTime=4:t reason=5:s message=6:s
NamespaceSpec finalizers=1:[s
NamespaceStatus phase=1:s conditions=2:[@NamespaceCondition
Node metadata=1:@meta.v1.ObjectMeta spec=2:@NodeSpec status=3:@NodeStatus
NodeAddress type=1:s address=2:s
NodeAffinity requiredDuringSchedulingIgnoredDuringExecution=1:@NodeSelector preferredDuringSchedulingIgnoredDuringExecution=2:[@PreferredSchedulingTerm
NodeCondition type=1:s status=2:s lastHeartbeatTime=3:t lastTransitionTime=4:t reason=5:s message=6:s
NodeConfigSource configMap=2:@ConfigMapNodeConfigSource
NodeConfigStatus assigned=1:@NodeConfigSource active=2:@NodeConfigSource lastKnownGood=3:@NodeConfigSource error=4:s
NodeDaemonEndpoints kubeletEndpoint=1:@DaemonEndpoint
NodeFeatures supplementalGroupsPolicy=1:b
NodeRuntimeHandler name=1:s features=2:@NodeRuntimeHandlerFeatures
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts=1:b userNamespaces=2:b
NodeSelector nodeSelectorTerms=1:[@NodeSelectorTerm
NodeSelectorRequirement key=1:s operator=2:s values=3:[s
NodeSelectorTerm matchExpressions=1:[@NodeSelectorRequirement matchFields=2:[@NodeSelectorRequirement
NodeSpec podCIDR=1:s podCIDRs=7:[s providerID=3:s unschedulable=4:b taints=5:[@Taint configSource=6:@NodeConfigSource externalID=2:s
NodeStatus capacity=1:{q allocatable=2:{q phase=3:s conditions=4:[@NodeCondition addresses=5:[@NodeAddress daemonEndpoints=6:@NodeDaemonEndpoints nodeInfo=7:@NodeSystemInfo images=8:[@ContainerImage volumesInUse=9:[s volumesAttached=10:[@AttachedVolume config=11:@NodeConfigStatus runtimeHandlers=12:[@NodeRuntimeHandler features=13:@NodeFeatures
NodeSystemInfo machineID=1:s systemUUID=2:s bootID=3:s kernelVersion=4:s osImage=5:s containerRuntimeVersion=6:s kubeletVersion=7:s kubeProxyVersion=8:s operatingSystem=9:s architecture=10:s
ObjectFieldSelector apiVersion=1:s fieldPath=2:s
ObjectReference kind=1:s namespace=2:s name=3:s uid=4:s apiVersion=5:s resourceVersion=6:s fieldPath=7:s
PersistentVolumeClaim metadata=1:@meta.v1.ObjectMeta spec=2:@PersistentVolumeClaimSpec status=3:@PersistentVolumeClaimStatus
PersistentVolumeClaimCondition type=1:s status=2:s lastProbeTime=3:t lastTransitionTime=4:t reason=5:s message=6:s
PersistentVolumeClaimSpec accessModes=1:[s selector=4:@meta.v1.LabelSelector resources=2:@VolumeResourceRequirements volumeName=3:s storageClassName=5:s volumeMode=6:s dataSource=7:@TypedLocalObjectReference dataSourceRef=8:@TypedObjectReference volumeAttributesClassName=9:s
PersistentVolumeClaimStatus phase=1:s accessModes=2:[s capacity=3:{q conditions=4:[@PersistentVolumeClaimCondition allocatedResources=5:{q allocatedResourceStatuses=7:{s currentVolumeAttributesClassName=8:s modifyVolumeStatus=9:@ModifyVolumeStatus
PersistentVolumeClaimTemplate metadata=1:@meta.v1.ObjectMeta spec=2:@PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource claimName=1:s readOnly=2:b
PhotonPersistentDiskVolumeSource pdID=1:s fsType=2:s
Pod metadata=1:@meta.v1.ObjectMeta spec=2:@PodSpec status=3:@PodStatus
PodAffinity requiredDuringSchedulingIgnoredDuringExecution=1:[@PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution=2:[@WeightedPodAffinityTerm
PodAffinityTerm labelSelector=1:@meta.v1.LabelSelector namespaces=2:[s topologyKey=3:s namespaceSelector=4:@meta.v1.LabelSelector matchLabelKeys=5:[s mismatchLabelKeys=6:[s
PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution=1:[@PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution=2:[@WeightedPodAffinityTerm
PodCondition type=1:s status=2:s lastProbeTime=3:t lastTransitionTime=4:t reason=5:s message=6:s
PodDNSConfig nameservers=1:[s searches=2:[s options=3:[@PodDNSConfigOption
PodDNSConfigOption name=1:s value=2:s
PodIP ip=1:s
PodOS name=1:s
PodReadinessGate conditionType=1:s
PodResourceClaim name=1:s resourceClaimName=3:s resourceClaimTemplateName=4:s
PodResourceClaimStatus name=1:s resourceClaimName=2:s
PodSchedulingGate name=1:s
PodSecurityContext seLinuxOptions=1:@SELinuxOptions windowsOptions=8:@WindowsSecurityContextOptions runAsUser=2:i runAsGroup=6:i runAsNonRoot=3:b supplementalGroups=4:[i supplementalGroupsPolicy=12:s fsGroup=5:i sysctls=7:[@Sysctl fsGroupChangePolicy=9:s seccompProfile=10:@SeccompProfile appArmorProfile=11:@AppArmorProfile seLinuxChangePolicy=13:s
PodSpec volumes=1:[@Volume initContainers=20:[@Container containers=2:[@Container ephemeralContainers=34:[@EphemeralContainer restartPolicy=3:s terminationGracePeriodSeconds=4:i activeDeadlineSeconds=5:i dnsPolicy=6:s nodeSelector=7:{s serviceAccountName=8:s serviceAccount=9:s automountServiceAccountToken=21:b nodeName=10:s hostNetwork=11:b hostPID=12:b hostIPC=13:b shareProcessNamespace=27:b securityContext=14:@PodSecurityContext imagePullSecrets=15:[@LocalObjectReference hostname=16:s subdomain=17:s affinity=18:@Affinity schedulerName=19:s tolerations=22:[@Toleration hostAliases=23:[@HostAlias priorityClassName=24:s priority=25:i dnsConfig=26:@PodDNSConfig readinessGates=28:[@PodReadinessGate runtimeClassName=29:s enableServiceLinks=30:b preemptionPolicy=31:s overhead=32:{q topologySpreadConstraints=33:[@TopologySpreadConstraint setHostnameAsFQDN=35:b os=36:@PodOS hostUsers=37:b schedulingGates=38:[@PodSchedulingGate resourceClaims=39:[@PodResourceClaim resources=40:@ResourceRequirements
PodStatus phase=1:s conditions=2:[@PodCondition message=3:s reason=4:s nominatedNodeName=11:s hostIP=5:s hostIPs=16:[@HostIP podIP=6:s podIPs=12:[@PodIP startTime=7:t initContainerStatuses=10:[@ContainerStatus containerStatuses=8:[@ContainerStatus qosClass=9:s ephemeralContainerStatuses=13:[@ContainerStatus resize=14:s resourceClaimStatuses=15:[@PodResourceClaimStatus
PodTemplateSpec metadata=1:@meta.v1.ObjectMeta spec=2:@PodSpec
PortStatus port=1:i protocol=2:s error=3:s
PortworxVolumeSource volumeID=1:s fsType=2:s readOnly=3:b
PreferredSchedulingTerm weight=1:i preference=2:@NodeSelectorTerm
Probe handler=1:@ProbeHandler^ initialDelaySeconds=2:i timeoutSeconds=3:i periodSeconds=4:i successThreshold=5:i failureThreshold=6:i terminationGracePeriodSeconds=7:i
ProbeHandler exec=1:@ExecAction httpGet=2:@HTTPGetAction tcpSocket=3:@TCPSocketAction grpc=4:@GRPCAction
ProjectedVolumeSource sources=1:[@VolumeProjection defaultMode=2:i
QuobyteVolumeSource registry=1:s volume=2:s readOnly=3:b user=4:s group=5:s tenant=6:s
RBDVolumeSource monitors=1:[s image=2:s fsType=3:s pool=4:s user=5:s keyring=6:s secretRef=7:@LocalObjectReference readOnly=8:b
ReplicationController metadata=1:@meta.v1.ObjectMeta spec=2:@ReplicationControllerSpec status=3:@ReplicationControllerStatus
ReplicationControllerCondition type=1:s status=2:s lastTransitionTime=3:t reason=4:s message=5:s
ReplicationControllerSpec replicas=1:i minReadySeconds=4:i selector=2:{s template=3:@PodTemplateSpec
ReplicationControllerStatus replicas=1:i fullyLabeledReplicas=2:i readyReplicas=4:i availableReplicas=5:i observedGeneration=3:i conditions=6:[@ReplicationControllerCondition
ResourceClaim name=1:s request=2:s
ResourceFieldSelector containerName=1:s resource=2:s divisor=3:q
ResourceHealth resourceID=1:s health=2:s
ResourceQuota metadata=1:@meta.v1.ObjectMeta spec=2:@ResourceQuotaSpec status=3:@ResourceQuotaStatus
ResourceQuotaSpec hard=1:{q scopes=2:[s scopeSelector=3:@ScopeSelector
ResourceQuotaStatus hard=1:{q used=2:{q
ResourceRequirements limits=1:{q requests=2:{q claims=3:[@ResourceClaim
ResourceStatus name=1:s resources=2:[@ResourceHealth
SELinuxOptions user=1:s role=2:s type=3:s level=4:s
ScaleIOVolumeSource gateway=1:s system=2:s secretRef=3:@LocalObjectReference sslEnabled=4:b protectionDomain=5:s storagePool=6:s storageMode=7:s volumeName=8:s fsType=9:s readOnly=10:b
ScopeSelector matchExpressions=1:[@ScopedResourceSelectorRequirement
ScopedResourceSelectorRequirement scopeName=1:s operator=2:s values=3:[s
SeccompProfile type=1:s localhostProfile=2:s
Secret metadata=1:@meta.v1.ObjectMeta immutable=5:b data=2:{y stringData=4:{s type=3:s
SecretEnvSource localObjectReference=1:@LocalObjectReference^ optional=2:b
SecretKeySelector localObjectReference=1:@LocalObjectReference^ key=2:s optional=3:b
SecretProjection localObjectReference=1:@LocalObjectReference^ items=2:[@KeyToPath optional=4:b
SecretVolumeSource secretName=1:s items=2:[@KeyToPath defaultMode=3:i optional=4:b
SecurityContext capabilities=1:@Capabilities privileged=2:b seLinuxOptions=3:@SELinuxOptions windowsOptions=10:@WindowsSecurityContextOptions runAsUser=4:i runAsGroup=8:i runAsNonRoot=5:b readOnlyRootFilesystem=6:b allowPrivilegeEscalation=7:b procMount=9:s seccompProfile=11:@SeccompProfile appArmorProfile=12:@AppArmorProfile
Service metadata=1:@meta.v1.ObjectMeta spec=2:@ServiceSpec status=3:@ServiceStatus
ServiceAccount metadata=1:@meta.v1.ObjectMeta secrets=2:[@ObjectReference imagePullSecrets=3:[@LocalObjectReference automountServiceAccountToken=4:b
ServiceAccountTokenProjection audience=1:s expirationSeconds=2:i path=3:s
ServicePort name=1:s protocol=2:s appProtocol=6:s port=3:i targetPort=4:o nodePort=5:i
ServiceSpec ports=1:[@ServicePort selector=2:{s clusterIP=3:s clusterIPs=18:[s type=4:s externalIPs=5:[s sessionAffinity=7:s loadBalancerIP=8:s loadBalancerSourceRanges=9:[s externalName=10:s externalTrafficPolicy=11:s healthCheckNodePort=12:i publishNotReadyAddresses=13:b sessionAffinityConfig=14:@SessionAffinityConfig ipFamilies=19:[s ipFamilyPolicy=17:s allocateLoadBalancerNodePorts=20:b loadBalancerClass=21:s internalTrafficPolicy=22:s trafficDistribution=23:s
ServiceStatus loadBalancer=1:@LoadBalancerStatus conditions=2:[@meta.v1.Condition
SessionAffinityConfig clientIP=1:@ClientIPConfig
SleepAction seconds=1:i
StorageOSVolumeSource volumeName=1:s volumeNamespace=2:s fsType=3:s readOnly=4:b secretRef=5:@LocalObjectReference
Sysctl name=1:s value=2:s
TCPSocketAction port=1:o host=2:s
Taint key=1:s value=2:s effect=3:s timeAdded=4:t
Toleration key=1:s operator=2:s value=3:s effect=4:s tolerationSeconds=5:i
TopologySpreadConstraint maxSkew=1:i topologyKey=2:s whenUnsatisfiable=3:s labelSelector=4:@meta.v1.LabelSelector minDomains=5:i nodeAffinityPolicy=6:s nodeTaintsPolicy=7:s matchLabelKeys=8:[s
TypedLocalObjectReference apiGroup=1:s kind=2:s name=3:s
TypedObjectReference apiGroup=1:s kind=2:s name=3:s namespace=4:s
Volume name=1:s volumeSource=2:@VolumeSource^
VolumeDevice name=1:s devicePath=2:s
VolumeMount name=1:s readOnly=2:b recursiveReadOnly=7:s mountPath=3:s subPath=4:s mountPropagation=5:s subPathExpr=6:s
VolumeMountStatus name=1:s mountPath=2:s readOnly=3:b recursiveReadOnly=4:s
VolumeProjection secret=1:@SecretProjection downwardAPI=2:@DownwardAPIProjection configMap=3:@ConfigMapProjection serviceAccountToken=4:@ServiceAccountTokenProjection clusterTrustBundle=5:@ClusterTrustBundleProjection
VolumeResourceRequirements limits=1:{q requests=2:{q
VolumeSource hostPath=1:@HostPathVolumeSource emptyDir=2:@EmptyDirVolumeSource gcePersistentDisk=3:@GCEPersistentDiskVolumeSource awsElasticBlockStore=4:@AWSElasticBlockStoreVolumeSource gitRepo=5:@GitRepoVolumeSource secret=6:@SecretVolumeSource nfs=7:@NFSVolumeSource iscsi=8:@ISCSIVolumeSource glusterfs=9:@GlusterfsVolumeSource persistentVolumeClaim=10:@PersistentVolumeClaimVolumeSource rbd=11:@RBDVolumeSource flexVolume=12:@FlexVolumeSource cinder=13:@CinderVolumeSource cephfs=14:@CephFSVolumeSource flocker=15:@FlockerVolumeSource downwardAPI=16:@DownwardAPIVolumeSource fc=17:@FCVolumeSource azureFile=18:@AzureFileVolumeSource configMap=19:@ConfigMapVolumeSource vsphereVolume=20:@VsphereVirtualDiskVolumeSource quobyte=21:@QuobyteVolumeSource azureDisk=22:@AzureDiskVolumeSource photonPersistentDisk=23:@PhotonPersistentDiskVolumeSource projected=26:@ProjectedVolumeSource portworxVolume=24:@PortworxVolumeSource scaleIO=25:@ScaleIOVolumeSource storageos=27:@StorageOSVolumeSource csi=28:@CSIVolumeSource ephemeral=29:@EphemeralVolumeSource image=30:@ImageVolumeSource
VsphereVirtualDiskVolumeSource volumePath=1:s fsType=2:s storagePolicyName=3:s storagePolicyID=4:s
WeightedPodAffinityTerm weight=1:i podAffinityTerm=2:@PodAffinityTerm
WindowsSecurityContextOptions gmsaCredentialSpecName=1:s gmsaCredentialSpec=2:s runAsUserName=3:s hostProcess=4:b
`,
  'io.k8s.api.discovery.v1': `
Endpoint addresses=1:[s conditions=2:@EndpointConditions hostname=3:s targetRef=4:@core.v1.ObjectReference deprecatedTopology=5:{s nodeName=6:s zone=7:s hints=8:@EndpointHints
EndpointConditions ready=1:b serving=2:b terminating=3:b
EndpointHints forZones=1:[@ForZone
EndpointPort name=1:s protocol=2:s port=3:i appProtocol=4:s
EndpointSlice metadata=1:@meta.v1.ObjectMeta addressType=4:s endpoints=2:[@Endpoint ports=3:[@EndpointPort
ForZone name=1:s
`,
  'io.k8s.api.networking.v1': `
HTTPIngressPath path=1:s pathType=3:s backend=2:@IngressBackend
HTTPIngressRuleValue paths=1:[@HTTPIngressPath
Ingress metadata=1:@meta.v1.ObjectMeta spec=2:@IngressSpec status=3:@IngressStatus
IngressBackend service=4:@IngressServiceBackend resource=3:@core.v1.TypedLocalObjectReference
IngressLoadBalancerIngress ip=1:s hostname=2:s ports=4:[@IngressPortStatus
IngressLoadBalancerStatus ingress=1:[@IngressLoadBalancerIngress
IngressPortStatus port=1:i protocol=2:s error=3:s
IngressRule host=1:s ingressRuleValue=2:@IngressRuleValue^
IngressRuleValue http=1:@HTTPIngressRuleValue
IngressServiceBackend name=1:s port=2:@ServiceBackendPort
IngressSpec ingressClassName=4:s defaultBackend=1:@IngressBackend tls=2:[@IngressTLS rules=3:[@IngressRule
IngressStatus loadBalancer=1:@IngressLoadBalancerStatus
IngressTLS hosts=1:[s secretName=2:s
ServiceBackendPort name=1:s number=2:i
`,
  'io.k8s.api.policy.v1': `
Eviction metadata=1:@meta.v1.ObjectMeta deleteOptions=2:@meta.v1.DeleteOptions
PodDisruptionBudget metadata=1:@meta.v1.ObjectMeta spec=2:@PodDisruptionBudgetSpec status=3:@PodDisruptionBudgetStatus
PodDisruptionBudgetSpec minAvailable=1:o selector=2:@meta.v1.LabelSelector maxUnavailable=3:o unhealthyPodEvictionPolicy=4:s
PodDisruptionBudgetStatus observedGeneration=1:i disruptedPods=2:{t disruptionsAllowed=3:i currentHealthy=4:i desiredHealthy=5:i expectedPods=6:i conditions=7:[@meta.v1.Condition
`,
  'io.k8s.api.rbac.v1': `
AggregationRule clusterRoleSelectors=1:[@meta.v1.LabelSelector
ClusterRole metadata=1:@meta.v1.ObjectMeta rules=2:[@PolicyRule aggregationRule=3:@AggregationRule
ClusterRoleBinding metadata=1:@meta.v1.ObjectMeta subjects=2:[@Subject roleRef=3:@RoleRef
PolicyRule verbs=1:[s apiGroups=2:[s resources=3:[s resourceNames=4:[s nonResourceURLs=5:[s
Role metadata=1:@meta.v1.ObjectMeta rules=2:[@PolicyRule
RoleBinding metadata=1:@meta.v1.ObjectMeta subjects=2:[@Subject roleRef=3:@RoleRef
RoleRef apiGroup=1:s kind=2:s name=3:s
Subject kind=1:s apiGroup=2:s name=3:s namespace=4:s
`,
  'io.k8s.api.scheduling.v1': `
PriorityClass metadata=1:@meta.v1.ObjectMeta value=2:i globalDefault=3:b description=4:s preemptionPolicy=5:s
`,
  'io.k8s.apimachinery.pkg.apis.meta.v1': `
Condition type=1:s status=2:s observedGeneration=3:i lastTransitionTime=4:t reason=5:s message=6:s
DeleteOptions gracePeriodSeconds=1:i preconditions=2:@Preconditions orphanDependents=3:b propagationPolicy=4:s dryRun=5:[s ignoreStoreReadErrorWithClusterBreakingPotential=6:b
FieldSelectorRequirement key=1:s operator=2:s values=3:[s
LabelSelector matchLabels=1:{s matchExpressions=2:[@LabelSelectorRequirement
LabelSelectorRequirement key=1:s operator=2:s values=3:[s
ManagedFieldsEntry manager=1:s operation=2:s apiVersion=3:s time=4:t fieldsType=6:s fieldsV1=7:j subresource=8:s
ObjectMeta name=1:s generateName=2:s namespace=3:s selfLink=4:s uid=5:s resourceVersion=6:s generation=7:i creationTimestamp=8:t deletionTimestamp=9:t deletionGracePeriodSeconds=10:i labels=11:{s annotations=12:{s ownerReferences=13:[@OwnerReference finalizers=14:[s managedFields=17:[@ManagedFieldsEntry
OwnerReference apiVersion=5:s kind=1:s name=3:s uid=4:s controller=6:b blockOwnerDeletion=7:b
Preconditions uid=1:s resourceVersion=2:s
`,
}
