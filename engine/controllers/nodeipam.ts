/**
 * Node IPAM: gives every node the range its Pods' addresses come from. Source: pkg/controller/nodeipam (range allocator).
 *
 * Upstream deals ranges out and the network follows; here the machine has its range as soon as it joins, so the node is told
 * which one. A Node without a machine (one that was written by hand) gets the lowest range that no node names.
 */
import { StatusError } from '../api/errors.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import type { Result } from '../core/workqueue.ts'
import type { Node } from '../kinds/types.ts'
import { BY_POD_RANGE } from './indexes.ts'
import type { Controller } from './runtime.ts'

const NAME = 'node-ipam'
const WORKERS = 30
/** Ranges 10.244.0.0/24 … 10.244.255.0/24, then 10.243.…: as many as the largest cluster has nodes. */
const MOST_RANGES = 8192

/** Builds the controller over a server. */
export function nodeIpamController(server: ApiServer): Controller {
  const nodes = server.store.table('nodes')
  nodes.addIndex(
    BY_POD_RANGE,
    (node) => (node as Node).spec?.podCIDR,
    (node) => (node as Node).spec,
  )
  return {
    name: NAME,
    title: 'Node IPAM',
    resource: 'nodes',
    workers: WORKERS,
    watches: [
      {
        resource: 'nodes',
        rows: (_before, after, enqueue, row) => {
          if (after !== undefined && !(after as Node).spec?.podCIDR) enqueue(row)
        },
      },
    ],
    reconcile: (row) => reconcile(server, nodes, row),
  }
}

function reconcile(server: ApiServer, nodes: Table, row: number): Result {
  const node = nodes.get(row) as Node | undefined
  if (node === undefined || node.spec?.podCIDR || node.metadata.deletionTimestamp !== undefined) return undefined
  const range = server.podRanges?.rangeOf(node.metadata.name) ?? lowestFree(nodes)
  if (range === undefined) {
    server.events.record(
      node,
      'Normal',
      'CIDRNotAvailable',
      `Node ${node.metadata.name} status is now: CIDRNotAvailable`,
      {
        component: 'cidrAllocator',
      },
    )
    return 'retry'
  }
  try {
    const spec = { ...node.spec, podCIDR: range, podCIDRs: [range] }
    server.verbs.update<Node>(nodes, { ...node, spec }, { trusted: true })
    return undefined
  } catch (error) {
    if (error instanceof StatusError) return 'retry'
    throw error
  }
}

function lowestFree(nodes: Table): string | undefined {
  for (let n = 0; n < MOST_RANGES; n++) {
    const range = `10.${244 - (n >> 8)}.${n & 255}.0/24`
    if (nodes.countIn(BY_POD_RANGE, range) === 0) return range
  }
  return undefined
}
