/** Prefers nodes that hold the Pod's images, the more so the larger and the more widespread these are. Source: plugins/imagelocality. */
import type { ClusterFacts, NodeInfo } from '../nodeinfo.ts'
import { MAX_SCORE, type NodePlugin } from '../plugin.ts'

const MB = 1024 * 1024
const MIN_BYTES = 23 * MB
/** Per container. */
const MAX_BYTES = 1000 * MB

export interface ImagesAspect {
  /** Normalized names, one a container. */
  readonly names: readonly string[]
}

/** The aspect: the images of all containers. */
export const imageLocality: NodePlugin<ImagesAspect> = {
  name: 'ImageLocality',
  reads: 'node',
  aspect: ({ spec }) => {
    const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
    return { names: containers.map(({ image }) => normalizedImageName(image ?? '')) }
  },
  key: ({ names }) => names.join(' '),
  score: ({ names }, node, cluster) => priority(sumOfImages(names, node, cluster), names.length),
  clusterStamp: ({ names }, cluster) =>
    names.reduce((sum, name) => sum + cluster.imageVersion(name), cluster.nodeCount),
  wakes: [],
}

function sumOfImages(names: readonly string[], node: NodeInfo, cluster: ClusterFacts): number {
  if (node.images.size === 0) return 0
  let sum = 0
  for (const name of names) {
    const bytes = node.images.get(name)
    if (bytes !== undefined) sum += Math.trunc(bytes * (cluster.imageNodes(name) / cluster.nodeCount))
  }
  return sum
}

function priority(bytes: number, containers: number): number {
  const max = MAX_BYTES * containers
  const bounded = Math.max(MIN_BYTES, Math.min(bytes, max))
  return Math.trunc((MAX_SCORE * (bounded - MIN_BYTES)) / (max - MIN_BYTES))
}

/** Adds `:latest` where no tag is named. */
export function normalizedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name
}
