/** Which addresses the Pods of a machine get: what the network beneath the nodes knows, and the kubelets answer. */
export interface PodRanges {
  /** The /24 of a node's machine, e.g. `10.244.3.0/24`; undefined when there is no machine of that name. */
  rangeOf(node: string): string | undefined
}
