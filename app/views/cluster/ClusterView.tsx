/** The cluster: control plane above, zones of nodes below, and the queue of Pods that have no place yet. */
import { type MouseEvent, useMemo, useRef, useState } from 'react'
import type { NodeRow } from '../../../engine/protocol/batch.ts'
import { late } from '../../components/late.tsx'
import { controlPlaneStrip, type KubeletColumn } from '../../draw/control-plane.ts'
import type { StageMode } from '../../draw/field.ts'
import { inOne, refreshZones, type Zone, type ZoneOrder } from '../../draw/zones.ts'
import { useSize } from '../../hooks/size.ts'
import { useMirror, useUi } from '../../session/context.tsx'
import { ControlPlane } from './ControlPlane.tsx'
import { NoPods, Starting } from './Empty.tsx'
import { type Bundles, useBundles, useStageMode, useStageSettings } from './field/bundles.ts'
import { FocusRing } from './FocusRing.tsx'
import { Legend } from './Legend.tsx'
import { markAt } from './mark-ref.ts'
import { CUT_AT_SPEED } from './motion.ts'
import { Queue, useQueue } from './Queue.tsx'
import { createStage, StageContext, useStage } from './stage-state.tsx'
import { StageTree } from './tree/StageTree.tsx'
import { useMarkActions } from './use-mark-actions.ts'
import { Zones } from './Zones.tsx'

const Field = late(() => import('./field/Field.tsx').then(({ Field }) => Field))
const PodTableView = late(
  () => import('./PodTableView.tsx').then(({ PodTableView }) => PodTableView),
  () => <p className="empty">Opening the table</p>,
)
const PoolHandle = late(() => import('./PoolHandle.tsx').then(({ PoolHandle }) => PoolHandle))
const MarkMenu = late(() => import('./menu/MarkMenu.tsx').then(({ MarkMenu }) => MarkMenu))
const Handles = late(() => import('./Handles.tsx').then(({ Handles }) => Handles))
const ScaleDialog = late(() => import('./menu/ScaleDialog.tsx').then(({ ScaleDialog }) => ScaleDialog))

export function ClusterView() {
  const [stage] = useState(createStage)
  return (
    <StageContext value={stage}>
      <Stage />
    </StageContext>
  )
}

function Stage() {
  const booted = useMirror((mirror) => mirror.booted)
  const table = useUi((ui) => ui.table)
  const fast = useMirror((mirror) => mirror.clock.speed >= CUT_AT_SPEED)
  const nodes = useMirror((mirror) => mirror.nodes)
  const { zones, order } = useZones(nodes)
  const settings = useStageSettings()
  const mode = useStageMode(settings)
  const bundles = useBundles(settings, mode, order)
  const { press, openMenu, clear } = useMarkActions()
  const onClick = (event: MouseEvent) => {
    const mark = markAt(event.target)
    const { target } = event
    if (mark && target instanceof Element && target.closest('[data-menu]')) openMenu(mark)
    else if (mark) press(mark, { x: event.clientX, y: event.clientY })
    else if (target instanceof Element && target.matches('.floor, .zone, .zones')) clear()
  }
  const onContextMenu = (event: MouseEvent) => {
    const mark = markAt(event.target)
    if (!mark) return
    event.preventDefault()
    openMenu(mark, { x: event.clientX, y: event.clientY })
  }
  return (
    // The tree inside is the keyboard's way to the same actions.
    <div className={fast ? 'cluster fast' : 'cluster'} onClick={onClick} onContextMenu={onContextMenu}>
      <Legend />
      {booted && !table && <StageTree zones={settings.by === 'node' ? inOne(zones) : zones} bundles={bundles} />}
      {!booted ? (
        <Starting />
      ) : table ? (
        <PodTableView bundles={bundles} />
      ) : (
        <Floor zones={zones} order={order} mode={mode} bundles={bundles} />
      )}
      <Asked />
    </div>
  )
}

/** The menu of a mark, and what its items ask; they come when they are wanted. */
function Asked() {
  const menu = useStage((stage) => stage.menu !== undefined)
  const scaling = useStage((stage) => stage.scaling !== undefined)
  const shaping = useStage((stage) => stage.shaping !== undefined)
  return (
    <>
      {menu && <MarkMenu />}
      {scaling && <ScaleDialog />}
      {shaping && <Handles />}
    </>
  )
}

/** Zones of the latest rows, with the order kept from one batch to the next. */
function useZones(nodes: ReadonlyMap<number, NodeRow>): ZoneOrder {
  const [last, setLast] = useState({ of: nodes, zones: refreshZones({ zones: [], order: [] }, nodes) })
  if (last.of === nodes) return last.zones
  const zones = refreshZones(last.zones, nodes)
  setLast({ of: nodes, zones })
  return zones
}

/** Kubelets under their zones; in one column when the zones stand below each other. */
function kubeletColumns(zones: readonly Zone[], columns: number): KubeletColumn[] {
  const all = zones.map((zone) => ({ zone: zone.name, nodes: zone.nodes.map((node) => node.name) }))
  return columns === zones.length ? all : [{ zone: '', nodes: all.flatMap((column) => column.nodes) }]
}

const SIDE_PADDING = 10
const ZONE_GAP = 10
/** Narrower columns of nodes are not worth having. */
const MIN_COLUMN = 188

interface FloorProps extends ZoneOrder {
  mode: StageMode
  bundles: Bundles
}

function Floor({ zones, order, mode, bundles }: FloorProps) {
  const floor = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(floor)
  const components = useMirror((mirror) => mirror.components)
  const nodeCount = useMirror((mirror) => mirror.nodes.size)
  const empty = useMirror((mirror) => mirror.pods.count === 0)
  const queued = useQueue().length > 0
  const inner = Math.max(0, width - 2 * SIDE_PADDING)
  const columns = Math.max(1, Math.min(zones.length, Math.floor((inner + ZONE_GAP) / (MIN_COLUMN + ZONE_GAP))))
  const strip = useMemo(
    () => controlPlaneStrip(inner, components, kubeletColumns(order, columns), ZONE_GAP),
    [inner, components, order, columns],
  )
  return (
    // Focusable, because it may have to be scrolled without a mouse.
    <div
      ref={floor}
      className={queued ? 'floor queued' : 'floor'}
      tabIndex={0}
      role="group"
      aria-label="Drawing of the cluster"
    >
      {inner > 0 && <ControlPlane strip={strip} />}
      {inner > 0 && mode === 'cards' && <Zones zones={zones} columns={columns} />}
      {inner > 0 && mode !== 'cards' && (
        <Field bundles={bundles} mode={mode} width={inner} height={height - strip.height - 70} />
      )}
      {inner > 0 && <PoolHandle />}
      {empty && nodeCount > 0 && <NoPods />}
      <Queue />
      {mode === 'cards' && <FocusRing />}
    </div>
  )
}
