/** All controllers, in the order they start. A new one is a file beside this and a line here. */
import { apiServiceAvailability } from './apiregistration/availability.ts'
import { apiServiceRegistration } from './apiregistration/registration.ts'
import { clusterRoleAggregationController } from './clusterroleaggregation.ts'
import { cronJobController } from './cronjob/controller.ts'
import { customResources } from './customresources/controller.ts'
import { daemonSetController } from './daemonset/controller.ts'
import { deploymentController } from './deployment/controller.ts'
import { diskDeleter } from './diskprovisioner/deleter.ts'
import { diskProvisioner } from './diskprovisioner/controller.ts'
import { disruptionController } from './disruption/controller.ts'
import { endpointsController } from './endpoints/controller.ts'
import { endpointSliceController } from './endpointslice/controller.ts'
import { endpointSliceMirroringController } from './endpointslicemirroring/controller.ts'
import { flowSchemaController } from './flowcontrol/controller.ts'
import { flowControlKeeper } from './flowcontrol/keeper.ts'
import { garbageCollector } from './garbage/controller.ts'
import { horizontalPodAutoscalerController } from './horizontalpodautoscaler/controller.ts'
import { jobController } from './job/controller.ts'
import { orphanPodController } from './job/orphans.ts'
import { namespaceController } from './namespace/controller.ts'
import { nodeIpamController } from './nodeipam.ts'
import { nodeLifecycleController } from './nodelifecycle/controller.ts'
import { nodeTtlController } from './nodettl.ts'
import { claimBinder } from './persistentvolume/claims.ts'
import { volumeBinder } from './persistentvolume/volumes.ts'
import { podGarbageCollector } from './podgc.ts'
import { replicaSetController, replicationController } from './replicaset/controller.ts'
import { rootCaPublisher } from './rootca.ts'
import type { ControllerFactory } from './runtime.ts'
import { resourceQuotaController } from './resourcequota/controller.ts'
import { serviceAccountController } from './serviceaccount.ts'
import { serviceAccountTokensController } from './serviceaccounttokens.ts'
import { claimProtection } from './storageprotection/claims.ts'
import { volumeProtection } from './storageprotection/volumes.ts'
import { statefulSetController } from './statefulset/controller.ts'
import { taintEvictionController } from './tainteviction.ts'
import { ttlAfterFinishedController } from './ttlafterfinished/controller.ts'

export const controllers: readonly ControllerFactory[] = [
  deploymentController,
  replicaSetController,
  endpointSliceController,
  endpointsController,
  serviceAccountController,
  rootCaPublisher,
  namespaceController,
  garbageCollector,
  nodeIpamController,
  nodeLifecycleController,
  nodeTtlController,
  taintEvictionController,
  podGarbageCollector,
  jobController,
  orphanPodController,
  cronJobController,
  ttlAfterFinishedController,
  statefulSetController,
  daemonSetController,
  disruptionController,
  clusterRoleAggregationController,
  horizontalPodAutoscalerController,
  replicationController,
  resourceQuotaController,
  claimBinder,
  volumeBinder,
  claimProtection,
  volumeProtection,
  diskProvisioner,
  diskDeleter,
  customResources,
  endpointSliceMirroringController,
  serviceAccountTokensController,
  flowSchemaController,
  flowControlKeeper,
  apiServiceRegistration,
  apiServiceAvailability,
]
