/** What faults may do to the machines under the cluster; the kubelets implement it. */

import type { Strain } from './runtime.ts'

export interface Machines {
  /** Cuts a node off: its processes die, its kubelet posts nothing. No effect when it is down already. */
  nodeDown(node: string): boolean
  /** The machine boots again: its kubelet restarts what is still bound to it. */
  nodeUp(node: string): boolean
  /** Ends one container's process with an exit code; false when none runs. */
  crashContainer(namespace: string, pod: string, container: string | undefined, exitCode: number): boolean
  /** Kills every process of a Pod (SIGKILL); the kubelet then does what restartPolicy says. */
  killPod(namespace: string, pod: string): boolean
  /** Makes one container's process hold memory, or answer later; false when none runs. */
  strainContainer(namespace: string, pod: string, container: string | undefined, strain: Strain): boolean
  /** Takes so many bytes of a machine's disk, for what is none of the cluster's; 0 gives them back. */
  fillDisk(node: string, bytes: number): boolean
  /** Puts a file on a machine's disk, or (undefined) removes one; false when there is no such machine or file. */
  putFile(node: string, path: string, text: string | undefined): boolean
  /** Names of the nodes of a zone, sorted. */
  nodesIn(zone: string): string[]
}
