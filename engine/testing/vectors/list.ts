/** Every adapter, by the upstream test it runs; and the files whose every row must have one. */
import type { Adapters } from './adapter.ts'
import { admissionAdapters } from './adapters/admission.ts'
import { backoffAdapters } from './adapters/backoff.ts'
import { controllerUtilsAdapters } from './adapters/controllerutils.ts'
import { cronJobAdapters } from './adapters/cronjob.ts'
import { daemonSetAdapters } from './adapters/daemonset.ts'
import { deploymentAdapters } from './adapters/deployment.ts'
import { deploymentControllerAdapters } from './adapters/deploymentcontroller.ts'
import { deploymentSyncAdapters } from './adapters/deploymentsync.ts'
import { endpointSliceAdapters } from './adapters/endpointslice.ts'
import { evictionAdapters } from './adapters/tainteviction.ts'
import { disruptionAdapters } from './adapters/disruption.ts'
import { hpaBehaviorAdapters } from './adapters/hpabehavior.ts'
import { hpaCalculatorAdapters } from './adapters/hpacalculator.ts'
import { intstrAdapters } from './adapters/intstr.ts'
import { jobAdapters } from './adapters/job.ts'
import { jobSyncAdapters } from './adapters/jobsync.ts'
import { jsonMergeAdapters } from './adapters/jsonmerge.ts'
import { kubeletContainerAdapters } from './adapters/kubeletcontainer.ts'
import { kubeletEvictionAdapters } from './adapters/kubeleteviction.ts'
import { kubeletPodsAdapters } from './adapters/kubeletpods.ts'
import { kubeletProberAdapters } from './adapters/kubeletprober.ts'
import { kubeletStatusAdapters } from './adapters/kubeletstatus.ts'
import { kubectlAdapters } from './adapters/kubectl.ts'
import { labelAdapters } from './adapters/labels.ts'
import { nodeSelectorAdapters } from './adapters/nodeselector.ts'
import { metaV1Adapters } from './adapters/metav1.ts'
import { podActionsAdapters } from './adapters/podactions.ts'
import { podPhaseAdapters } from './adapters/podphase.ts'
import { podResourceAdapters } from './adapters/podresources.ts'
import { podUtilAdapters } from './adapters/podutil.ts'
import { printerAdapters } from './adapters/printers.ts'
import { qosAdapters } from './adapters/qos.ts'
import { quantityAdapters } from './adapters/quantity.ts'
import { rbacAdapters } from './adapters/rbac.ts'
import { quotaAdapters } from './adapters/quota.ts'
import { replicaSetAdapters } from './adapters/replicaset.ts'
import { schedulerAffinityAdapters } from './adapters/schedaffinity.ts'
import { schedulerInterPodAdapters } from './adapters/schedinterpod.ts'
import { schedulerMiscAdapters } from './adapters/schedmisc.ts'
import { schedulerVolumeAdapters } from './adapters/schedvolumes.ts'
import { schedulerPreemptionAdapters } from './adapters/schedpreemption.ts'
import { schedulerPlacementAdapters } from './adapters/schedplacement.ts'
import { schedulerResourceAdapters } from './adapters/schedresources.ts'
import { schedulerSpreadAdapters } from './adapters/schedspread.ts'
import { schedulerTaintAdapters } from './adapters/schedtaints.ts'
import { smallAdapters } from './adapters/small.ts'
import { statefulSetAdapters } from './adapters/statefulset.ts'
import { strategicMergeAdapters } from './adapters/strategicmerge.ts'
import { taintAdapters } from './adapters/taints.ts'
import { validationAdapters } from './adapters/validation.ts'

export const ADAPTERS: Adapters = {
  ...quantityAdapters,
  ...intstrAdapters,
  ...labelAdapters,
  ...validationAdapters,
  ...taintAdapters,
  ...nodeSelectorAdapters,
  ...qosAdapters,
  ...podPhaseAdapters,
  ...podActionsAdapters,
  ...backoffAdapters,
  ...controllerUtilsAdapters,
  ...quotaAdapters,
  ...replicaSetAdapters,
  ...cronJobAdapters,
  ...jobAdapters,
  ...jobSyncAdapters,
  ...deploymentAdapters,
  ...deploymentControllerAdapters,
  ...deploymentSyncAdapters,
  ...endpointSliceAdapters,
  ...hpaBehaviorAdapters,
  ...hpaCalculatorAdapters,
  ...evictionAdapters,
  ...printerAdapters,
  ...statefulSetAdapters,
  ...daemonSetAdapters,
  ...disruptionAdapters,
  ...strategicMergeAdapters,
  ...jsonMergeAdapters,
  ...podResourceAdapters,
  ...podUtilAdapters,
  ...metaV1Adapters,
  ...smallAdapters,
  ...kubectlAdapters,
  ...kubeletStatusAdapters,
  ...kubeletProberAdapters,
  ...kubeletContainerAdapters,
  ...kubeletPodsAdapters,
  ...kubeletEvictionAdapters,
  ...rbacAdapters,
  ...admissionAdapters,
  ...schedulerTaintAdapters,
  ...schedulerAffinityAdapters,
  ...schedulerPlacementAdapters,
  ...schedulerResourceAdapters,
  ...schedulerSpreadAdapters,
  ...schedulerInterPodAdapters,
  ...schedulerMiscAdapters,
  ...schedulerPreemptionAdapters,
  ...schedulerVolumeAdapters,
}

export const IN_SCOPE: ReadonlySet<string> = new Set([
  'quantity.json',
  'intstr.json',
  'labels_selectors.json',
  'validation_names.json',
  'tolerations_taints.json',
  'node_selector.json',
  'qos.json',
  'backoff.json',
  'controller_utils.json',
  'quota.json',
  'replicaset.json',
  'deployment_util.json',
  'statefulset.json',
  'daemonset.json',
  'disruption_pdb_sequences.json',
  'taint_eviction.json',
  'podgc_ttl.json',
  'endpointslice.json',
  'deployment_controller.json',
  'pod_phase.json',
  'pod_phase_trace.json',
  'pod_resource_requests.json',
  'pod_util.json',
  'env_expansion.json',
  'compute_pod_actions_trace.json',
  'kubelet_prober.json',
  'kubelet_container.json',
  'kubelet_status.json',
  'kubelet_pods.json',
  'kubelet_eviction.json',
  'hpa_behavior.json',
  'hpa_controller.json',
  'hpa_replica_calculator.json',
  'job.json',
  'cronjob.json',
  'cronjob_schedule_trace.json',
  'limitranger.json',
  'admission_priority_tolerations.json',
  'rbac.json',
  'api_defaults.json',
  'kubectl_printers.json',
  'kubectl_helpers.json',
  'strategic_merge_patch.json',
  'json_merge_patch.json',
  'metav1_helpers.json',
  'conditions_meta.json',
  'duration_format.json',
  'sched_tainttoleration.json',
  'sched_nodeaffinity.json',
  'sched_nodeports_name_unschedulable_gates.json',
  'sched_noderesources.json',
  'sched_podtopologyspread.json',
  'sched_interpodaffinity.json',
  'sched_preemption.json',
  'sched_misc.json',
])
