/** Describers by `Kind.group`; a kind without a line here is described field by field. */
import { autoscaler } from './autoscaling.ts'
import { cronJob, job } from './batch.ts'
import { configMap, podDisruptionBudget, priorityClass, secret, serviceAccount } from './config.ts'
import type { Describer } from './describer.ts'
import { limitRange, namespace, resourceQuota } from './namespace.ts'
import { endpoints, endpointSlice, service } from './network.ts'
import { node } from './node.ts'
import { pod } from './pod.ts'
import { role, roleBinding } from './rbac.ts'
import { ingress, ingressClass, networkPolicy } from './routing.ts'
import { persistentVolume, persistentVolumeClaim, storageClass } from './storage.ts'
import { daemonSet, deployment, replicaSet, replicationController, statefulSet } from './workloads.ts'

export const describers: Readonly<Record<string, Describer>> = {
  Pod: pod,
  Service: service,
  Endpoints: endpoints,
  Node: node,
  Namespace: namespace,
  ConfigMap: configMap,
  Secret: secret,
  ServiceAccount: serviceAccount,
  ResourceQuota: resourceQuota,
  LimitRange: limitRange,
  PersistentVolumeClaim: persistentVolumeClaim,
  PersistentVolume: persistentVolume,
  'Deployment.apps': deployment,
  'ReplicaSet.apps': replicaSet,
  'StatefulSet.apps': statefulSet,
  'DaemonSet.apps': daemonSet,
  'Job.batch': job,
  'CronJob.batch': cronJob,
  'EndpointSlice.discovery.k8s.io': endpointSlice,
  'PodDisruptionBudget.policy': podDisruptionBudget,
  'PriorityClass.scheduling.k8s.io': priorityClass,
  'StorageClass.storage.k8s.io': storageClass,
  ReplicationController: replicationController,
  'HorizontalPodAutoscaler.autoscaling': autoscaler,
  'Ingress.networking.k8s.io': ingress,
  'IngressClass.networking.k8s.io': ingressClass,
  'NetworkPolicy.networking.k8s.io': networkPolicy,
  'Role.rbac.authorization.k8s.io': role,
  'ClusterRole.rbac.authorization.k8s.io': role,
  'RoleBinding.rbac.authorization.k8s.io': roleBinding,
  'ClusterRoleBinding.rbac.authorization.k8s.io': roleBinding,
}
