/** Defaults that only a Pod gets, not a template. Source: SetDefaults_Pod. */
import type { Pod } from '../types.ts'
import { defaultPodSpec } from './defaults.ts'
import { requestWhatIsLimited } from './resourcedefaults.ts'

/** Fills a Pod's defaults in place. */
export function defaultPod(pod: Pod): void {
  const { spec } = pod
  if (!spec) {
    pod.spec = { containers: [] }
    return defaultPod(pod)
  }
  defaultPodSpec(spec)
  // A Pod, not a template, gets the least grace for a negative one (core/v1 conversion).
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1
  spec.enableServiceLinks ??= true
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    if (container.resources) requestWhatIsLimited(container.resources)
    if (!spec.hostNetwork) continue
    // On the host's network a container's port is the host's.
    for (const port of container.ports ?? []) port.hostPort ||= port.containerPort
  }
}
