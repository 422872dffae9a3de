/** The stage for keyboards and screen readers: a tree of zones, nodes and Pods with one roving focus. The drawing shows where it stands. */
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import {
  clampPlace,
  moveInTree,
  TREE_KEYS,
  type TreeKey,
  type TreePlace,
  windowAround,
} from '../../../draw/tree-walk.ts'
import { plural } from '../../../draw/countdown.ts'
import type { Zone } from '../../../draw/zones.ts'
import { useMirrorEvery } from '../../../hooks/mirror-every.ts'
import { useUi } from '../../../session/context.tsx'
import { type Bundles, namedGroups } from '../field/bundles.ts'
import { markKey, parseMark } from '../mark-ref.ts'
import { useStage, useStageStore } from '../stage-state.tsx'
import { useMarkActions } from '../use-mark-actions.ts'
import { markOfPlace, nameOfPlace, type Outline, outlineOf, outlineOfGroups, placeOfMark } from './outline.ts'

/** Siblings rendered around the focus; the others are counted by aria-setsize. */
const WINDOW = 60

export function StageTree({ zones, bundles }: { zones: readonly Zone[]; bundles: Bundles }) {
  const mirror = useMirrorEvery(200)
  const outline = bundles.grouping.nodes
    ? outlineOf(mirror, zones)
    : outlineOfGroups(mirror, namedGroups(mirror, bundles))
  const stage = useStageStore()
  const { select, why, shape, openMenu, clear } = useMarkActions()
  const keys = useUi((ui) => ui.keys)
  const [place, setPlace] = useState<TreePlace>({ group: 0 })
  const tree = useRef<HTMLDivElement>(null)
  const hasFocus = useRef(false)
  const here = clampPlace(outline.shape, place)
  const mark = markOfPlace(outline, here)
  const key = mark ? markKey(mark) : ''
  useLayoutEffect(() => {
    if (hasFocus.current) tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  })
  useEffect(() => {
    if (hasFocus.current) stage.setState({ focused: parseMark(key) })
  }, [key, stage])
  const touched = useStage((state) => state.touched)
  const [followed, setFollowed] = useState(touched)
  if (touched !== followed) {
    setFollowed(touched)
    setPlace((touched && placeOfMark(outline, touched)) ?? here)
  }
  if (outline.shape.groups === 0) return null
  const onKeyDown = (event: KeyboardEvent) => {
    if (TREE_KEYS.has(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      setPlace(moveInTree(outline.shape, here, event.key as TreeKey))
    } else if (event.key === 'Enter' && mark) select(mark)
    else if (event.key === 'w' && mark && keys) why(mark)
    else if (event.key === 'h' && mark && keys) shape(mark)
    else if (event.key === 'Escape') clear()
    else if ((event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) || event.key === 'm') && mark)
      openMenu(mark)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const focusing = (focused: boolean) => {
    hasFocus.current = focused
    // A focus that came with the pointer is not drawn, as elsewhere in browsers.
    const visible = focused && tree.current?.querySelector(':focus-visible') !== null
    stage.setState({ focused: visible ? mark : undefined })
  }
  return (
    <div
      ref={tree}
      className="vh"
      role="tree"
      aria-label={`Cluster: ${plural(mirror.nodes.size, 'node')}, ${plural(mirror.pods.count, 'Pod')}. Enter selects, H takes its handles, M opens the actions.`}
      onKeyDown={onKeyDown}
      onFocus={() => focusing(true)}
      onBlur={() => focusing(false)}
    >
      {levels(outline, here).map((item) => (
        <div
          key={item.key}
          role="treeitem"
          aria-level={item.level}
          aria-posinset={item.index + 1}
          aria-setsize={item.count}
          aria-expanded={item.expanded}
          aria-selected={item.current}
          tabIndex={item.current ? 0 : -1}
        >
          {nameOfPlace(outline, item.place)}
        </div>
      ))}
    </div>
  )
}

interface Item {
  key: string
  place: TreePlace
  level: number
  index: number
  count: number
  expanded?: boolean
  current: boolean
}

/** The open branch as a flat list: all groups, the nodes of the open one, the Pods of the open node. */
function levels({ shape }: Outline, here: TreePlace): Item[] {
  const pods = (group: number, node: number | undefined, level: number) =>
    slice(shape.pods(group, node), here.pod ?? 0, (pod) =>
      item({ group, ...(node === undefined ? {} : { node }), pod }, level, pod, shape.pods(group, node)),
    )
  const item = (place: TreePlace, level: number, index: number, count: number, expanded?: boolean): Item => ({
    key: `${place.group}/${place.node ?? ''}/${place.pod ?? ''}`,
    place,
    level,
    index,
    count,
    ...(expanded === undefined ? {} : { expanded }),
    current: place.group === here.group && place.node === here.node && place.pod === here.pod,
  })
  return Array.from({ length: shape.groups }, (_, group) => {
    const open = group === here.group
    const head = item({ group }, 1, group, shape.groups, open)
    if (!open) return [head]
    if (shape.nodes(group) === 0) return [head, ...pods(group, undefined, 2)]
    const nodes = slice(shape.nodes(group), here.node ?? 0, (node) => {
      const inside = node === here.node
      return [item({ group, node }, 2, node, shape.nodes(group), inside), ...(inside ? pods(group, node, 3) : [])]
    })
    return [head, ...nodes.flat()]
  }).flat()
}

function slice<T>(count: number, at: number, render: (index: number) => T): T[] {
  const { from, to } = windowAround(at, count, WINDOW)
  return Array.from({ length: to - from }, (_, i) => render(from + i))
}
