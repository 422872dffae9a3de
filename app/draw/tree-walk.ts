/** The tree that stands parallel to the stage: groups, nodes, Pods; pure moves of the roving focus. */

/** A place in the tree; a missing part means the level above has the focus. */
export interface TreePlace {
  group: number
  node?: number
  pod?: number
}

/** How many things each level has; asked lazily, because a stage may hold 150,000 Pods. */
export interface TreeShape {
  groups: number
  /** Nodes in a group; 0 for the queue, whose Pods hang on the group itself. */
  nodes(group: number): number
  /** Pods of a node, or of the queue when `node` is undefined. */
  pods(group: number, node: number | undefined): number
}

export type TreeKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End'

export const TREE_KEYS: ReadonlySet<string> = new Set<TreeKey>([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
])

/** Where a key leads; the same place when it leads nowhere. Up and down stay on a level and cross its parents; right goes in, left out. */
export function moveInTree(shape: TreeShape, at: TreePlace, key: TreeKey): TreePlace {
  const here = clampPlace(shape, at)
  if (here.pod !== undefined) return movePod(shape, here as TreePlace & { pod: number }, key)
  if (here.node !== undefined) return moveNode(shape, here as TreePlace & { node: number }, key)
  return moveGroup(shape, here, key)
}

/** The nearest place that still exists. */
export function clampPlace(shape: TreeShape, at: TreePlace): TreePlace {
  const group = clamp(at.group, shape.groups)
  const nodes = shape.nodes(group)
  const node = at.node === undefined || nodes === 0 ? undefined : clamp(at.node, nodes)
  const pods = node === undefined && nodes > 0 ? 0 : shape.pods(group, node)
  const pod = at.pod === undefined || pods === 0 ? undefined : clamp(at.pod, pods)
  return { group, ...(node === undefined ? {} : { node }), ...(pod === undefined ? {} : { pod }) }
}

function moveGroup(shape: TreeShape, at: TreePlace, key: TreeKey): TreePlace {
  switch (key) {
    case 'ArrowUp':
      return { group: Math.max(0, at.group - 1) }
    case 'ArrowDown':
      return { group: clamp(at.group + 1, shape.groups) }
    case 'Home':
      return { group: 0 }
    case 'End':
      return { group: clamp(shape.groups - 1, shape.groups) }
    case 'ArrowRight':
      if (shape.nodes(at.group) > 0) return { group: at.group, node: 0 }
      return shape.pods(at.group, undefined) > 0 ? { group: at.group, pod: 0 } : at
    default:
      return at
  }
}

function moveNode(shape: TreeShape, at: TreePlace & { node: number }, key: TreeKey): TreePlace {
  switch (key) {
    case 'ArrowUp':
      return at.node > 0 ? { group: at.group, node: at.node - 1 } : { group: at.group }
    case 'ArrowDown':
      if (at.node + 1 < shape.nodes(at.group)) return { group: at.group, node: at.node + 1 }
      return at.group + 1 < shape.groups ? { group: at.group + 1 } : at
    case 'ArrowLeft':
      return { group: at.group }
    case 'ArrowRight':
      return shape.pods(at.group, at.node) > 0 ? { ...at, pod: 0 } : at
    case 'Home':
      return { group: at.group, node: 0 }
    case 'End':
      return { group: at.group, node: shape.nodes(at.group) - 1 }
  }
}

/** Pods stand in a row: left and right run along it; up, or left from the first, leads back to the node. */
function movePod(shape: TreeShape, at: TreePlace & { pod: number }, key: TreeKey): TreePlace {
  const { pod, ...parent } = at
  const count = shape.pods(at.group, at.node)
  switch (key) {
    case 'ArrowRight':
      return { ...parent, pod: clamp(pod + 1, count) }
    case 'ArrowLeft':
      return pod > 0 ? { ...parent, pod: pod - 1 } : parent
    case 'ArrowUp':
      return parent
    case 'ArrowDown':
      if (at.node !== undefined) return moveNode(shape, parent as TreePlace & { node: number }, 'ArrowDown')
      return moveGroup(shape, parent, 'ArrowDown')
    case 'Home':
      return { ...parent, pod: 0 }
    case 'End':
      return { ...parent, pod: count - 1 }
  }
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value))
}

/** A window of at most `size` items around `at`, for rendering long levels. */
export function windowAround(at: number, count: number, size: number): { from: number; to: number } {
  const from = Math.max(0, Math.min(at - Math.floor(size / 2), count - size))
  return { from, to: Math.min(count, from + size) }
}
