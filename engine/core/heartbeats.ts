/**
 * Node leases, computed instead of queued: a kubelet that runs renews every ten seconds of its own phase, so the last
 * renewal is arithmetic. Only a kubelet that stops or comes back is an event.
 */

/** Seconds a lease is valid for, and between two renewals (kubelet nodeLeaseDurationSeconds 40, renewed at a quarter). */
export const LEASE_SECONDS = 40
export const RENEW_MS = 10_000

/** Of a cluster without kubelets. */
export const NO_HEARTBEATS: NodeHeartbeats = { lastRenewMs: () => undefined, beating: () => false, onChange() {} }

export interface NodeHeartbeats {
  /** Virtual time of the node's last renewal; undefined for a node that never had a kubelet. */
  lastRenewMs(node: string): number | undefined
  /** Whether the node renews at present. */
  beating(node: string): boolean
  /** Called when a node's kubelet starts or stops renewing. */
  onChange(listener: (node: string, beating: boolean) => void): void
}
