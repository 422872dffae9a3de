/** Facts about the types of core/v1. Notation: facts.ts. */
export const coreFacts: Readonly<Record<string, string>> = {
  'io.k8s.api.core.v1': `
AWSElasticBlockStoreVolumeSource volumeID! fsType partition readOnly
Affinity nodeAffinity* podAffinity* podAntiAffinity*
AppArmorProfile type!<v1.AppArmorProfileType> localhostProfile*
AttachedVolume name!<v1.UniqueVolumeName> devicePath!
AzureDiskVolumeSource diskName! diskURI! cachingMode*<v1.AzureDataDiskCachingMode> fsType*=ext4 readOnly* kind*<v1.AzureDataDiskKind>
AzureFilePersistentVolumeSource secretName! shareName! readOnly secretNamespace!*
AzureFileVolumeSource secretName! shareName! readOnly
Binding kind apiVersion metadata target!
CSIPersistentVolumeSource driver! volumeHandle! readOnly fsType volumeAttributes controllerPublishSecretRef* nodeStageSecretRef* nodePublishSecretRef* controllerExpandSecretRef* nodeExpandSecretRef*
CSIVolumeSource driver! readOnly* fsType* volumeAttributes nodePublishSecretRef*
Capabilities add<[]v1.Capability>~a drop<[]v1.Capability>~a
CephFSPersistentVolumeSource monitors!~a path user secretFile secretRef* readOnly
CephFSVolumeSource monitors!~a path user secretFile secretRef* readOnly
CinderPersistentVolumeSource volumeID! fsType readOnly secretRef*
CinderVolumeSource volumeID! fsType readOnly secretRef*
ClientIPConfig timeoutSeconds*
ClusterTrustBundleProjection name* signerName* labelSelector* optional* path!
ComponentCondition type!<v1.ComponentConditionType> status!<v1.ConditionStatus> message error
ComponentStatus kind apiVersion metadata conditions~m,type^merge:type
ConfigMap kind apiVersion metadata immutable* data binaryData
ConfigMapEnvSource name optional*
ConfigMapKeySelector% name key! optional*
ConfigMapNodeConfigSource namespace! name! uid<types.UID> resourceVersion kubeletConfigKey!
ConfigMapProjection name items~a optional*
ConfigMapVolumeSource name items~a defaultMode* optional*
Container name! image command~a args~a workingDir ports~m,containerPort,protocol^merge:containerPort envFrom~a env~m,name^merge:name resources resizePolicy~a restartPolicy*<v1.ContainerRestartPolicy> restartPolicyRules~a@34 volumeMounts~m,mountPath^merge:mountPath volumeDevices~m,devicePath^merge:devicePath livenessProbe* readinessProbe* startupProbe* lifecycle* terminationMessagePath terminationMessagePolicy<v1.TerminationMessagePolicy> imagePullPolicy<v1.PullPolicy> securityContext* stdin stdinOnce tty
ContainerExtendedResourceRequest containerName!@34 resourceName!@34 requestName!@34
ContainerImage names!~a sizeBytes
ContainerPort name hostPort containerPort! protocol<v1.Protocol>=TCP hostIP
ContainerResizePolicy resourceName!<v1.ResourceName> restartPolicy!<v1.ResourceResizeRestartPolicy>
ContainerRestartRule action<v1.ContainerRestartRuleAction>@34 exitCodes*@34
ContainerRestartRuleOnExitCodes operator<v1.ContainerRestartRuleOnExitCodesOperator>@34 values~s@34
ContainerState waiting* running* terminated*
ContainerStateRunning startedAt
ContainerStateTerminated exitCode! signal reason message startedAt finishedAt containerID
ContainerStateWaiting reason message
ContainerStatus name! state lastState ready! restartCount! image! imageID! containerID started* allocatedResources<v1.ResourceList> resources* volumeMounts~m,mountPath^merge:mountPath user* allocatedResourcesStatus~m,name^merge:name stopSignal*<v1.Signal>@33
ContainerUser linux*
DaemonEndpoint Port!
DownwardAPIProjection items~a
DownwardAPIVolumeFile path! fieldRef* resourceFieldRef* mode*
DownwardAPIVolumeSource items~a defaultMode*
EmptyDirVolumeSource medium<v1.StorageMedium> sizeLimit*
EndpointAddress% ip! hostname nodeName* targetRef*
EndpointPort% name port! protocol<v1.Protocol> appProtocol*
EndpointSubset addresses~a notReadyAddresses~a ports~a
Endpoints kind apiVersion metadata subsets~a
EnvFromSource prefix configMapRef* secretRef*
EnvVar name! value valueFrom*
EnvVarSource fieldRef* resourceFieldRef* configMapKeyRef* secretKeyRef* fileKeyRef*@34
EphemeralContainer name! image command~a args~a workingDir ports~m,containerPort,protocol^merge:containerPort envFrom~a env~m,name^merge:name resources resizePolicy~a restartPolicy*<v1.ContainerRestartPolicy> restartPolicyRules~a@34 volumeMounts~m,mountPath^merge:mountPath volumeDevices~m,devicePath^merge:devicePath livenessProbe* readinessProbe* startupProbe* lifecycle* terminationMessagePath terminationMessagePolicy<v1.TerminationMessagePolicy> imagePullPolicy<v1.PullPolicy> securityContext* stdin stdinOnce tty targetContainerName
EphemeralVolumeSource volumeClaimTemplate*
Event kind apiVersion metadata! involvedObject! reason message source firstTimestamp lastTimestamp count type eventTime series* action related* reportingComponent! reportingInstance!
EventSeries count lastObservedTime
EventSource component host
ExecAction command~a
FCVolumeSource targetWWNs~a lun* fsType readOnly wwids~a
FileKeySelector% volumeName!@34 path!@34 key!@34 optional*@34
FlexPersistentVolumeSource driver! fsType secretRef* readOnly options
FlexVolumeSource driver! fsType secretRef* readOnly options
FlockerVolumeSource datasetName datasetUUID
GCEPersistentDiskVolumeSource pdName! fsType partition readOnly
GRPCAction port! service!*
GitRepoVolumeSource repository! revision directory
GlusterfsPersistentVolumeSource endpoints! path! readOnly endpointsNamespace*
GlusterfsVolumeSource endpoints! path! readOnly
HTTPGetAction path port! host scheme<v1.URIScheme> httpHeaders~a
HTTPHeader name! value!
HostAlias ip! hostnames~a
HostIP ip!
HostPathVolumeSource path! type*<v1.HostPathType>
ISCSIPersistentVolumeSource targetPortal! iqn! lun! iscsiInterface=default fsType readOnly portals~a chapAuthDiscovery chapAuthSession secretRef* initiatorName*
ISCSIVolumeSource targetPortal! iqn! lun! iscsiInterface=default fsType readOnly portals~a chapAuthDiscovery chapAuthSession secretRef* initiatorName*
ImageVolumeSource reference pullPolicy<v1.PullPolicy>
ImageVolumeStatus imageRef@36
KeyToPath key! path! mode*
Lifecycle postStart* preStop* stopSignal*<v1.Signal>@33
LifecycleHandler exec* httpGet* tcpSocket* sleep*
LimitRange kind apiVersion metadata spec
LimitRangeItem type!<v1.LimitType> max<v1.ResourceList> min<v1.ResourceList> default<v1.ResourceList> defaultRequest<v1.ResourceList> maxLimitRequestRatio<v1.ResourceList>
LimitRangeSpec limits!~a
LinuxContainerUser uid! gid! supplementalGroups~a
LoadBalancerIngress ip hostname ipMode*<v1.LoadBalancerIPMode> ports~a
LoadBalancerStatus ingress~a
LocalObjectReference% name
LocalVolumeSource path! fsType*
ModifyVolumeStatus targetVolumeAttributesClassName status!<v1.PersistentVolumeClaimModifyVolumeStatus>
NFSVolumeSource server! path! readOnly
Namespace kind apiVersion metadata spec status
NamespaceCondition type!<v1.NamespaceConditionType> status!<v1.ConditionStatus> lastTransitionTime reason message
NamespaceSpec finalizers<[]v1.FinalizerName>~a
NamespaceStatus phase<v1.NamespacePhase> conditions~m,type^merge:type
Node kind apiVersion metadata spec status
NodeAddress type!<v1.NodeAddressType> address!
NodeAffinity requiredDuringSchedulingIgnoredDuringExecution* preferredDuringSchedulingIgnoredDuringExecution~a
NodeAllocatableResourceClaimStatus resourceClaimName!@36 containers~s@36 resources!<map[v1.ResourceName]resource.Quantity>@36
NodeCondition type!<v1.NodeConditionType> status!<v1.ConditionStatus> lastHeartbeatTime lastTransitionTime reason message
NodeConfigSource configMap*
NodeConfigStatus assigned* active* lastKnownGood* error
NodeDaemonEndpoints kubeletEndpoint
NodeFeatures supplementalGroupsPolicy*
NodeRuntimeHandler name! features*
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts* userNamespaces*
NodeSelector% nodeSelectorTerms!~a
NodeSelectorRequirement key! operator!<v1.NodeSelectorOperator> values~a
NodeSelectorTerm% matchExpressions~a matchFields~a
NodeSpec podCIDR podCIDRs~s^merge providerID unschedulable taints~a configSource* externalID
NodeStatus capacity<v1.ResourceList> allocatable<v1.ResourceList> phase<v1.NodePhase> conditions~m,type^merge:type addresses~m,type^merge:type daemonEndpoints nodeInfo images~a volumesInUse<[]v1.UniqueVolumeName>~a volumesAttached~a config* runtimeHandlers~a features* declaredFeatures~a@35
NodeSwapStatus capacity*@33
NodeSystemInfo machineID! systemUUID! bootID! kernelVersion! osImage! containerRuntimeVersion! kubeletVersion! kubeProxyVersion! operatingSystem! architecture! swap*@33
ObjectFieldSelector% apiVersion fieldPath!
ObjectReference% kind namespace name uid<types.UID> apiVersion resourceVersion fieldPath
PersistentVolume kind apiVersion metadata spec status
PersistentVolumeClaim kind apiVersion metadata spec status
PersistentVolumeClaimCondition type!<v1.PersistentVolumeClaimConditionType> status!<v1.ConditionStatus> lastProbeTime lastTransitionTime reason message
PersistentVolumeClaimSpec accessModes<[]v1.PersistentVolumeAccessMode>~a selector* resources volumeName storageClassName* volumeMode*<v1.PersistentVolumeMode> dataSource* dataSourceRef* volumeAttributesClassName*
PersistentVolumeClaimStatus phase<v1.PersistentVolumeClaimPhase> accessModes<[]v1.PersistentVolumeAccessMode>~a capacity<v1.ResourceList> conditions~m,type^merge:type allocatedResources<v1.ResourceList> allocatedResourceStatuses<map[v1.ResourceName]v1.ClaimResourceStatus> currentVolumeAttributesClassName* modifyVolumeStatus*
PersistentVolumeClaimTemplate metadata spec!
PersistentVolumeClaimVolumeSource claimName! readOnly
PersistentVolumeSpec capacity<v1.ResourceList> gcePersistentDisk* awsElasticBlockStore* hostPath* glusterfs* nfs* rbd* iscsi* cinder* cephfs* fc* flocker* flexVolume* azureFile* vsphereVolume* quobyte* azureDisk* photonPersistentDisk* portworxVolume* scaleIO* local* storageos* csi* accessModes<[]v1.PersistentVolumeAccessMode>~a claimRef* persistentVolumeReclaimPolicy<v1.PersistentVolumeReclaimPolicy> storageClassName mountOptions~a volumeMode*<v1.PersistentVolumeMode> nodeAffinity* volumeAttributesClassName*
PersistentVolumeStatus phase<v1.PersistentVolumePhase> message reason lastPhaseTransitionTime*
PhotonPersistentDiskVolumeSource pdID! fsType
Pod kind apiVersion metadata spec status
PodAffinity requiredDuringSchedulingIgnoredDuringExecution~a preferredDuringSchedulingIgnoredDuringExecution~a
PodAffinityTerm labelSelector* namespaces~a topologyKey! namespaceSelector* matchLabelKeys~a mismatchLabelKeys~a
PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution~a preferredDuringSchedulingIgnoredDuringExecution~a
PodCertificateProjection signerName@34 keyType@34 maxExpirationSeconds*@34 credentialBundlePath@34 keyPath@34 certificateChainPath@34 userAnnotations@35
PodCondition type!<v1.PodConditionType> observedGeneration@33 status!<v1.ConditionStatus> lastProbeTime lastTransitionTime reason message
PodDNSConfig nameservers~a searches~a options~a
PodDNSConfigOption name value*
PodExtendedResourceClaimStatus requestMappings!~a@34 resourceClaimName!@34
PodIP ip!
PodOS name!<v1.OSName>
PodReadinessGate conditionType!<v1.PodConditionType>
PodResourceClaim name! resourceClaimName* resourceClaimTemplateName*
PodResourceClaimStatus name! resourceClaimName*
PodSchedulingGate name!
PodSchedulingGroup podGroupName*@36
PodSecurityContext seLinuxOptions* windowsOptions* runAsUser* runAsGroup* runAsNonRoot* supplementalGroups~a supplementalGroupsPolicy*<v1.SupplementalGroupsPolicy> fsGroup* sysctls~a fsGroupChangePolicy*<v1.PodFSGroupChangePolicy> seccompProfile* appArmorProfile* seLinuxChangePolicy*<v1.PodSELinuxChangePolicy>
PodSpec volumes~m,name^merge,retainKeys:name initContainers~m,name^merge:name containers!~m,name^merge:name ephemeralContainers~m,name^merge:name restartPolicy<v1.RestartPolicy> terminationGracePeriodSeconds* activeDeadlineSeconds* dnsPolicy<v1.DNSPolicy> nodeSelector% serviceAccountName serviceAccount automountServiceAccountToken* nodeName hostNetwork hostPID hostIPC shareProcessNamespace* securityContext* imagePullSecrets~m,name^merge:name hostname subdomain affinity* schedulerName tolerations~a hostAliases~m,ip^merge:ip priorityClassName priority* dnsConfig* readinessGates~a runtimeClassName* enableServiceLinks* preemptionPolicy*<v1.PreemptionPolicy> overhead<v1.ResourceList> topologySpreadConstraints~m,topologyKey,whenUnsatisfiable^merge:topologyKey setHostnameAsFQDN* os* hostUsers* schedulingGates~m,name^merge:name resourceClaims~m,name^merge,retainKeys:name resources* hostnameOverride*@34 schedulingGroup*@36
PodStatus observedGeneration@33 phase<v1.PodPhase> conditions~m,type^merge:type message reason nominatedNodeName hostIP hostIPs~a^merge:ip podIP podIPs~m,ip^merge:ip startTime* initContainerStatuses~a containerStatuses~a qosClass<v1.PodQOSClass> ephemeralContainerStatuses~a resize<v1.PodResizeStatus> resourceClaimStatuses~m,name^merge,retainKeys:name extendedResourceClaimStatus*@34 allocatedResources<v1.ResourceList>@35 resources*@35 nodeAllocatableResourceClaimStatuses~a@36
PodTemplate kind apiVersion metadata template
PodTemplateSpec metadata spec
PortStatus port! protocol!<v1.Protocol> error*
PortworxVolumeSource volumeID! fsType readOnly
PreferredSchedulingTerm weight! preference!
Probe exec* httpGet* tcpSocket* grpc* initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds*
ProjectedVolumeSource sources!~a defaultMode*
QuobyteVolumeSource registry! volume! readOnly user group tenant
RBDPersistentVolumeSource monitors!~a image! fsType pool=rbd user=admin keyring=/etc/ceph/keyring secretRef* readOnly
RBDVolumeSource monitors!~a image! fsType pool=rbd user=admin keyring=/etc/ceph/keyring secretRef* readOnly
ReplicationController kind apiVersion metadata spec status
ReplicationControllerCondition type!<v1.ReplicationControllerConditionType> status!<v1.ConditionStatus> lastTransitionTime reason message
ReplicationControllerSpec replicas* minReadySeconds selector% template*
ReplicationControllerStatus replicas! fullyLabeledReplicas readyReplicas availableReplicas observedGeneration conditions~m,type^merge:type
ResourceClaim name! request
ResourceFieldSelector% containerName resource! divisor
ResourceHealth resourceID!<v1.ResourceID> health<v1.ResourceHealthStatus> message*@36
ResourceQuota kind apiVersion metadata spec status
ResourceQuotaSpec hard<v1.ResourceList> scopes<[]v1.ResourceQuotaScope>~a scopeSelector*
ResourceQuotaStatus hard<v1.ResourceList> used<v1.ResourceList>
ResourceRequirements limits<v1.ResourceList> requests<v1.ResourceList> claims~m,name
ResourceStatus name!<v1.ResourceName> resources~m,resourceID
SELinuxOptions user role type level
ScaleIOPersistentVolumeSource gateway! system! secretRef!* sslEnabled protectionDomain storagePool storageMode=ThinProvisioned volumeName fsType=xfs readOnly
ScaleIOVolumeSource gateway! system! secretRef!* sslEnabled protectionDomain storagePool storageMode=ThinProvisioned volumeName fsType=xfs readOnly
ScopeSelector% matchExpressions~a
ScopedResourceSelectorRequirement scopeName!<v1.ResourceQuotaScope> operator!<v1.ScopeSelectorOperator> values~a
SeccompProfile type!<v1.SeccompProfileType> localhostProfile*
Secret kind apiVersion metadata immutable* data stringData type<v1.SecretType>
SecretEnvSource name optional*
SecretKeySelector% name key! optional*
SecretProjection name items~a optional*
SecretReference% name namespace
SecretVolumeSource secretName items~a defaultMode* optional*
SecurityContext capabilities* privileged* seLinuxOptions* windowsOptions* runAsUser* runAsGroup* runAsNonRoot* readOnlyRootFilesystem* allowPrivilegeEscalation* procMount*<v1.ProcMountType> seccompProfile* appArmorProfile*
Service kind apiVersion metadata spec status
ServiceAccount kind apiVersion metadata secrets~m,name^merge:name imagePullSecrets~a automountServiceAccountToken*
ServiceAccountTokenProjection audience expirationSeconds* path!
ServicePort name protocol<v1.Protocol>=TCP appProtocol* port! targetPort nodePort
ServiceSpec ports~m,port,protocol^merge:port selector% clusterIP clusterIPs~a type<v1.ServiceType> externalIPs~a sessionAffinity<v1.ServiceAffinity> loadBalancerIP loadBalancerSourceRanges~a externalName externalTrafficPolicy<v1.ServiceExternalTrafficPolicy> healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig* ipFamilies<[]v1.IPFamily>~a ipFamilyPolicy*<v1.IPFamilyPolicy> allocateLoadBalancerNodePorts* loadBalancerClass* internalTrafficPolicy*<v1.ServiceInternalTrafficPolicy> trafficDistribution*
ServiceStatus loadBalancer conditions~m,type^merge:type
SessionAffinityConfig clientIP*
SleepAction seconds!
StorageOSPersistentVolumeSource volumeName volumeNamespace fsType readOnly secretRef*
StorageOSVolumeSource volumeName volumeNamespace fsType readOnly secretRef*
Sysctl name! value!
TCPSocketAction port! host
Taint key! value effect!<v1.TaintEffect> timeAdded*
Toleration key operator<v1.TolerationOperator> value effect<v1.TaintEffect> tolerationSeconds*
TopologySelectorLabelRequirement key! values!~a
TopologySelectorTerm% matchLabelExpressions~a
TopologySpreadConstraint maxSkew! topologyKey! whenUnsatisfiable!<v1.UnsatisfiableConstraintAction> labelSelector* minDomains* nodeAffinityPolicy*<v1.NodeInclusionPolicy> nodeTaintsPolicy*<v1.NodeInclusionPolicy> matchLabelKeys~a
TypedLocalObjectReference% apiGroup!* kind! name!
TypedObjectReference apiGroup!* kind! name! namespace*
Volume name! hostPath* emptyDir* gcePersistentDisk* awsElasticBlockStore* gitRepo* secret* nfs* iscsi* glusterfs* persistentVolumeClaim* rbd* flexVolume* cinder* cephfs* flocker* downwardAPI* fc* azureFile* configMap* vsphereVolume* quobyte* azureDisk* photonPersistentDisk* projected* portworxVolume* scaleIO* storageos* csi* ephemeral* image*
VolumeDevice name! devicePath!
VolumeMount name! readOnly recursiveReadOnly*<v1.RecursiveReadOnlyMode> mountPath! subPath mountPropagation*<v1.MountPropagationMode> subPathExpr
VolumeMountStatus name! mountPath! readOnly recursiveReadOnly*<v1.RecursiveReadOnlyMode> volumeStatus*@36
VolumeNodeAffinity required*
VolumeProjection secret* downwardAPI* configMap* serviceAccountToken* clusterTrustBundle* podCertificate*@34
VolumeResourceRequirements limits<v1.ResourceList> requests<v1.ResourceList>
VolumeStatus image*@36
VsphereVirtualDiskVolumeSource volumePath! fsType storagePolicyName storagePolicyID
WeightedPodAffinityTerm weight! podAffinityTerm!
WindowsSecurityContextOptions gmsaCredentialSpecName* gmsaCredentialSpec* runAsUserName* hostProcess*
`,
}
