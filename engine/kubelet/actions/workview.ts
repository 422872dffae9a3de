/** A Pod as its kubelet's record has it, in the form decisions look at. */
import type { Pod } from '../../kinds/types.ts'
import { containerSpec } from '../desk.ts'
import type { ContainerWork, PodWork } from '../podwork.ts'
import type { ContainerView, PodView } from './view.ts'

/** Ready sandboxes only: the worker makes one before it asks. */
const SANDBOX = { ready: true, nextAttempt: 0 }

/** The view of a Pod whose sandbox is ready. */
export function viewOf(pod: Pod, work: Readonly<PodWork>): PodView {
  const containers = new Map<string, ContainerView>()
  work.containers.forEach((c, i) => {
    const run = runOf(c)
    if (run !== undefined) containers.set(containerSpec(pod, i).name, run)
  })
  return { pod, sandbox: SANDBOX, containers, restartAll: false }
}

/** The latest run of a container; what waits to start again shows the run before. */
function runOf(c: ContainerWork): ContainerView | undefined {
  if (c.process >= 0) {
    // A sidecar's hook is part of its start.
    const startup = c.started && !c.inHook ? 'success' : undefined
    return { state: 'running', exitCode: 0, changed: false, startup }
  }
  return c.last === undefined ? undefined : { state: 'exited', exitCode: c.last.exitCode, changed: false }
}
