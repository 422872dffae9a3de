/** Geometry of the control-plane strip: boxes above the API server's bar, kubelet stubs below it. CSS pixels. */
import type { ComponentRow } from '../../engine/protocol/batch.ts'

export interface Box {
  /** Component id, `you`, or `more`. */
  id: string
  title: string
  note: string
  x: number
  width: number
  idle: boolean
}

/** The kubelets of a zone, by the names of their nodes. */
export interface KubeletColumn {
  zone: string
  nodes: readonly string[]
}

export interface Stub {
  /** Component id, `kubelet/<node>`, or `kubelets/<zone>` when a zone has too many to draw. */
  id: string
  label: string
  x: number
  /** From the component's edge to the bar's edge. */
  from: number
  to: number
}

export interface Strip {
  width: number
  height: number
  boxes: Box[]
  /** Over the boxes that live in the controller manager; absent when there is none. */
  bracket?: { x1: number; x2: number }
  bar: { x: number; y: number; width: number; height: number }
  etcd: { x: number; width: number }
  stubs: Stub[]
  /** Stub to draw a message's component on, by component id. */
  stubOf(component: string): Stub | undefined
}

export const BOX_TOP = 14
export const BOX_HEIGHT = 31
const BOX_GAP = 7
const MIN_BOX = 78
const BAR_TOP = 75
const BAR_HEIGHT = 25
const ETCD_WIDTH = 82
const ETCD_GAP = 44
const STUB_BOTTOM = 147
/** More kubelets than these a zone share one stub. */
const MAX_STUBS_A_ZONE = 4
/** A stub stands at this part of its share of the column, its label right of it. */
const INDENT = 0.2
const LABEL_OFFSET = 7
/** Width of a character of a label, at 10.5 px. */
const CHARACTER = 5.2

/** Shown by name, in this order, as far as there is room; all others share one box. */
const FIRST = ['scheduler', 'deployment', 'replicaset', 'endpointslice', 'nodelifecycle']

/** Lays out the strip for a width. `gap` is the space between zone columns. */
export function controlPlaneStrip(
  width: number,
  components: readonly ComponentRow[],
  zones: readonly KubeletColumn[],
  gap: number,
): Strip {
  const boxes = layBoxes(width, components)
  const bar = { x: 0.5, y: BAR_TOP + 0.5, width: Math.max(60, width - ETCD_WIDTH - ETCD_GAP), height: BAR_HEIGHT }
  const stubs = [...boxes.map(boxStub), ...kubeletStubs(width, zones, gap)]
  const index = stubIndex(stubs, zones)
  const managed = boxes.filter((box) => box.id !== 'you' && box.id !== 'scheduler')
  const last = managed.at(-1)
  return {
    width,
    height: STUB_BOTTOM,
    boxes,
    ...(managed[0] && last ? { bracket: { x1: managed[0].x + 0.5, x2: last.x + last.width } } : {}),
    bar,
    etcd: { x: width - ETCD_WIDTH, width: ETCD_WIDTH - 1 },
    stubs,
    stubOf: (component) => index.get(component) ?? (component.startsWith('kubelet/') ? undefined : index.get('more')),
  }
}

function layBoxes(width: number, components: readonly ComponentRow[]): Box[] {
  const named = FIRST.flatMap((id) => components.filter((component) => component.id === id))
  const room = Math.max(2, Math.floor((width + BOX_GAP) / (MIN_BOX + BOX_GAP)))
  const shown = named.slice(0, room - 2)
  const hidden = components.filter((component) => !shown.includes(component))
  const rows = [
    { id: 'you', title: 'You', note: 'kubectl', idle: false },
    ...shown.map(({ id, title, note }) => ({ id, title, note, idle: false })),
    ...(hidden.length > 0 ? [moreBox(hidden)] : []),
  ]
  const pitch = (width + BOX_GAP) / rows.length
  return rows.map((row, i) => ({ ...row, x: Math.round(i * pitch), width: Math.floor(pitch - BOX_GAP) }))
}

function moreBox(hidden: readonly ComponentRow[]) {
  const queued = hidden.reduce((sum, component) => sum + component.queued, 0)
  return {
    id: 'more',
    title: `+ ${hidden.length} more`,
    note: queued > 0 ? `queue ${queued}` : 'idle',
    idle: queued === 0,
  }
}

function boxStub(box: Box): Stub {
  return { id: box.id, label: '', x: box.x + Math.floor(box.width / 2) + 0.5, from: BOX_TOP + BOX_HEIGHT, to: BAR_TOP }
}

function kubeletStubs(width: number, zones: readonly KubeletColumn[], gap: number): Stub[] {
  const column = (width - gap * (zones.length - 1)) / Math.max(1, zones.length)
  const long = zones.every(
    (zone) =>
      isShared(zone) || zone.nodes.every((node) => textWidth(`kubelet ${node}`) <= roomOf(column / zone.nodes.length)),
  )
  return zones.flatMap((zone, z) => {
    const left = z * (column + gap)
    const ends = { from: STUB_BOTTOM, to: BAR_TOP + BAR_HEIGHT + 1 }
    if (isShared(zone)) {
      return [
        {
          id: `kubelets/${zone.zone}`,
          label: `${zone.nodes.length} kubelets`,
          x: Math.round(left + column / 4) + 0.5,
          ...ends,
        },
      ]
    }
    const pitch = column / zone.nodes.length
    return zone.nodes.map((node, i) => ({
      id: `kubelet/${node}`,
      label: fitted(long ? `kubelet ${node}` : node, roomOf(pitch)),
      x: Math.round(left + pitch * (i + INDENT)) + 0.5,
      ...ends,
    }))
  })
}

const isShared = ({ nodes }: KubeletColumn) => nodes.length > MAX_STUBS_A_ZONE

/** Room for a stub's label: to where its share of the column ends. */
const roomOf = (pitch: number) => pitch * (1 - INDENT) - LABEL_OFFSET

/** A little more than the text takes, without asking the browser. */
export const textWidth = (text: string) => text.length * CHARACTER

function fitted(text: string, room: number): string {
  return textWidth(text) <= room ? text : `${text.slice(0, Math.max(1, Math.floor(room / CHARACTER) - 1))}…`
}

function stubIndex(stubs: readonly Stub[], zones: readonly KubeletColumn[]): Map<string, Stub> {
  const index = new Map(stubs.map((stub) => [stub.id, stub]))
  for (const zone of zones) {
    const shared = index.get(`kubelets/${zone.zone}`)
    if (shared) for (const node of zone.nodes) index.set(`kubelet/${node}`, shared)
  }
  return index
}
