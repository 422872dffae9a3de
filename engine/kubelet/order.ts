/** Which container may begin now (kuberuntime_manager.go computePodActions, computeInitContainerActions). */
import type { Pod } from '../kinds/types.ts'
import { isSidecar } from '../rules/podresources.ts'
import type { ContainerWork, PodWork } from './podwork.ts'

/** The number of the container to begin with now, or -1: init containers one by one, then the app's in order. */
export function nextToStart(pod: Pod, work: Readonly<PodWork>): number {
  const init = pod.spec.initContainers ?? []
  for (let i = 0; i < init.length; i++) {
    const c = work.containers[i] as ContainerWork
    if (c.stage === 'waiting') return i
    const passed = isSidecar(init[i] as never) ? c.started : c.stage === 'exited' && c.last?.exitCode === 0
    if (!passed) return -1
  }
  for (let i = init.length; i < work.containers.length; i++) {
    const { stage, inHook } = work.containers[i] as ContainerWork
    if (stage === 'waiting') return i
    // One at a time: SyncPod starts containers in order, each with its hook.
    if (stage === 'pulling' || stage === 'creating' || inHook) return -1
  }
  return -1
}
