/** `spread`: over how many nodes or zones Pods stand, and how evenly. */
import type { Node, Pod } from '../../kinds/types.ts'
import type { Predicate, Scene } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects } from '../find.ts'

interface Args {
  labels: Record<string, string>
  namespace?: string
  /** Label of the nodes that names the domain; the node itself by `kubernetes.io/hostname`. */
  by: string
  /** Different domains with at least one Pod. */
  domains?: Wanted
  /** Most Pods in one domain. */
  most?: Wanted
}

export const spread: Predicate<Args> = {
  name: 'spread',
  args: { labels: 'map', namespace: 'text?', by: 'text', domains: 'any?', most: 'any?' },
  look(scene, args) {
    const counts = [...domainCounts(scene, args).values()]
    const domains = judgeCount(counts.length, args.domains)
    const most = judgeCount(Math.max(0, ...counts), args.most)
    return { ...(domains.holds && args.most !== undefined ? most : domains), holds: domains.holds && most.holds }
  },
}

function domainCounts(scene: Scene, { labels, namespace, by }: Args): Map<string, number> {
  const nodes = new Map(
    (findObjects(scene, { kind: 'Node' }) as Node[]).map((node) => [node.metadata.name, node.metadata.labels?.[by]]),
  )
  const counts = new Map<string, number>()
  const found = findObjects(scene, { kind: 'Pod', labels, ...(namespace ? { namespace } : {}) }) as Pod[]
  for (const { spec, metadata } of found) {
    const domain = spec.nodeName && !metadata.deletionTimestamp ? nodes.get(spec.nodeName) : undefined
    if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
  return counts
}
