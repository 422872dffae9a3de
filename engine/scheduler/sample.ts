/** How many fitting nodes are enough before scoring begins. Source: kube-scheduler numFeasibleNodesToFind. */

const MIN_NODES = 100
const MIN_PERCENTAGE = 5

/** @param percentage percentageOfNodesToScore; 0 = adaptive: 50 less one for every 125 nodes, at least 5. */
export function feasibleNodesToFind(nodes: number, percentage: number): number {
  if (nodes < MIN_NODES || percentage >= 100) return nodes
  const adaptive = Math.max(MIN_PERCENTAGE, 50 - Math.trunc(nodes / 125))
  return Math.max(MIN_NODES, Math.trunc((nodes * (percentage || adaptive)) / 100))
}
