/** What the scheduler tells of an attempt and of what would change it; plain data for the page. */

/** What one node was worth to a Pod. */
export interface NodeVerdict {
  readonly node: string
  /** The plugin that refused the node, and why; undefined when it passed. */
  readonly refusedBy?: string
  readonly reasons?: readonly string[]
  /** Weighted score by plugin and their sum; undefined when refused or never scored. */
  readonly scores?: Readonly<Record<string, number>>
  readonly total?: number
}

/** One attempt to schedule a Pod: nodes × plugins. */
export interface SchedulingAttempt {
  readonly atMs: number
  /** Newest revision the decision knew. */
  readonly revision: number
  /** The chosen node; undefined when none fitted. */
  readonly node: string | undefined
  /** Upstream's FailedScheduling message; empty when a node was found. */
  readonly message: string
  readonly nodeCount: number
  /** Nodes looked at and nodes found fit. */
  readonly evaluated: number
  readonly feasible: number
  /** Refused before any node was looked at. */
  readonly refusedBy?: string
  /** The node that preemption makes room on, and the Pods (`namespace/name`) it takes away. */
  readonly preemption?: { readonly node: string; readonly victims: readonly string[] }
  /** In the order in which nodes were looked at; undefined when not kept and no longer to be had. */
  readonly nodes: readonly NodeVerdict[] | undefined
  /** The verdicts are of the present state, not of the attempt's. */
  readonly judgedAgain: boolean
}

/** A change after which a Pod that fits nowhere would fit, found by trying it. */
export type Remedy =
  /** Ask for at most so much (a quantity) of a resource. */
  | { readonly kind: 'request'; readonly resource: string; readonly atMost: string; readonly node: string }
  /** Take these taints off the node (or tolerate them). */
  | { readonly kind: 'taint'; readonly taints: readonly string[]; readonly node: string }
  | { readonly kind: 'uncordon'; readonly node: string }
  /** Give the node these labels. */
  | { readonly kind: 'label'; readonly labels: Readonly<Record<string, string>>; readonly node: string }
  /** Add a machine like this one, empty. */
  | { readonly kind: 'node'; readonly like: string }

/** Where a Pod would go now, and what would have to change for it to go anywhere. */
export interface Placement {
  readonly attempt: SchedulingAttempt
  readonly remedies: readonly Remedy[]
}
