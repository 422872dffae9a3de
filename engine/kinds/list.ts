/** All built-in kinds, in the order of their tables. A new one is a file beside this and a line here. */
import type { KindDefinition } from '../api/kind.ts'
import { apiService } from './apiservice.ts'
import { certificateSigningRequest } from './certificatesigningrequest.ts'
import { clusterRole } from './clusterrole.ts'
import { clusterRoleBinding } from './clusterrolebinding.ts'
import { configMap } from './configmap.ts'
import { controllerRevision } from './controllerrevision.ts'
import { cronJob } from './cronjob.ts'
import { csiDriver } from './csidriver.ts'
import { csiNode } from './csinode.ts'
import { csiStorageCapacity } from './csistoragecapacity.ts'
import { customResourceDefinition } from './customresourcedefinition.ts'
import { daemonSet } from './daemonset.ts'
import { deployment } from './deployment.ts'
import { deviceClass } from './deviceclass.ts'
import { endpoints } from './endpoints.ts'
import { endpointSlice } from './endpointslice.ts'
import { event } from './event.ts'
import { flowSchema } from './flowschema.ts'
import { horizontalPodAutoscaler } from './horizontalpodautoscaler.ts'
import { ingress } from './ingress.ts'
import { ingressClass } from './ingressclass.ts'
import { ipAddress } from './ipaddress.ts'
import { job } from './job.ts'
import { lease } from './lease.ts'
import { limitRange } from './limitrange.ts'
import { mutatingAdmissionPolicy } from './mutatingadmissionpolicy.ts'
import { mutatingAdmissionPolicyBinding } from './mutatingadmissionpolicybinding.ts'
import { mutatingWebhookConfiguration } from './mutatingwebhookconfiguration.ts'
import { namespace } from './namespace.ts'
import { networkPolicy } from './networkpolicy.ts'
import { node } from './node.ts'
import { persistentVolume } from './persistentvolume.ts'
import { persistentVolumeClaim } from './persistentvolumeclaim.ts'
import { pod } from './pod.ts'
import { podDisruptionBudget } from './poddisruptionbudget.ts'
import { podTemplate } from './podtemplate.ts'
import { priorityClass } from './priorityclass.ts'
import { priorityLevelConfiguration } from './prioritylevelconfiguration.ts'
import { replicaSet } from './replicaset.ts'
import { replicationController } from './replicationcontroller.ts'
import { resourceClaim } from './resourceclaim.ts'
import { resourceClaimTemplate } from './resourceclaimtemplate.ts'
import { resourceQuota } from './resourcequota.ts'
import { role } from './role.ts'
import { roleBinding } from './rolebinding.ts'
import { runtimeClass } from './runtimeclass.ts'
import { secret } from './secret.ts'
import { service } from './service.ts'
import { serviceAccount } from './serviceaccount.ts'
import { serviceCidr } from './servicecidr.ts'
import { statefulSet } from './statefulset.ts'
import { storageClass } from './storageclass.ts'
import { validatingAdmissionPolicy } from './validatingadmissionpolicy.ts'
import { validatingAdmissionPolicyBinding } from './validatingadmissionpolicybinding.ts'
import { validatingWebhookConfiguration } from './validatingwebhookconfiguration.ts'
import { volumeAttachment } from './volumeattachment.ts'
import { volumeAttributesClass } from './volumeattributesclass.ts'

export const kinds: readonly KindDefinition[] = [
  namespace,
  node,
  pod,
  deployment,
  replicaSet,
  service,
  endpointSlice,
  endpoints,
  configMap,
  secret,
  serviceAccount,
  event,
  lease,
  priorityClass,
  controllerRevision,
  job,
  cronJob,
  persistentVolumeClaim,
  statefulSet,
  daemonSet,
  podDisruptionBudget,
  resourceQuota,
  limitRange,
  podTemplate,
  ingress,
  ingressClass,
  networkPolicy,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  runtimeClass,
  persistentVolume,
  storageClass,
  csiNode,
  csiDriver,
  csiStorageCapacity,
  volumeAttachment,
  horizontalPodAutoscaler,
  replicationController,
  customResourceDefinition,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  validatingWebhookConfiguration,
  mutatingWebhookConfiguration,
  apiService,
  flowSchema,
  priorityLevelConfiguration,
  certificateSigningRequest,
]

/** Kinds that the release reported serves only where its API version is asked for (`features`, as upstream's runtime-config). */
export const kindsOnRequest: readonly KindDefinition[] = [
  mutatingAdmissionPolicy,
  mutatingAdmissionPolicyBinding,
  serviceCidr,
  ipAddress,
  volumeAttributesClass,
  deviceClass,
  resourceClaim,
  resourceClaimTemplate,
]
