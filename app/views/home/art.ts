/** One small drawing for each chapter, 56 × 32, as data: boxes for containers, dashes for what is not there yet. */

/** How a box is filled: outline, solid, tinted, dashed outline. */
export type Fill = 'none' | 'solid' | 'tint' | 'dashed'

export type Shape =
  | { is: 'box'; x: number; y: number; w: number; h: number; fill: Fill }
  | { is: 'line'; d: string; dashed?: boolean; bold?: boolean }
  | { is: 'dot'; x: number; y: number; r: number; fill: Fill }
  | { is: 'shape'; d: string; fill: Fill }

const box = (x: number, y: number, w: number, h: number, fill: Fill = 'none'): Shape => ({
  is: 'box',
  x,
  y,
  w,
  h,
  fill,
})
const line = (d: string): Shape => ({ is: 'line', d })
const dashed = (d: string): Shape => ({ is: 'line', d, dashed: true })
const bold = (d: string): Shape => ({ is: 'line', d, bold: true })
const dot = (x: number, y: number, r: number, fill: Fill = 'none'): Shape => ({ is: 'dot', x, y, r, fill })
const shape = (d: string, fill: Fill): Shape => ({ is: 'shape', d, fill })
/** An arrow's head that points right, with its tip there. */
const tip = (x: number, y: number): Shape => line(`M${x - 4} ${y - 3}L${x} ${y}l-4 3`)
const tipDown = (x: number, y: number): Shape => line(`M${x - 3} ${y - 4}L${x} ${y}l3 -4`)
const disk = (x: number, y: number, w: number, h: number): Shape =>
  line(`M${x} ${y}v${h}c0 2 ${w} 2 ${w} 0v-${h}c0 -2 -${w} -2 -${w} 0c0 2 ${w} 2 ${w} 0`)

export const ART: Readonly<Record<string, readonly Shape[]>> = {
  'cluster-basics': [
    box(16, 3, 24, 6, 'solid'),
    line('M22 9v8M34 9v8'),
    box(4, 18, 14, 10),
    box(21, 18, 14, 10),
    box(38, 18, 14, 10),
    box(24, 21, 4, 4, 'solid'),
  ],
  'predictable-demands': [box(2, 11, 52, 10), box(2, 11, 26, 10, 'tint'), line('M38 7v18M34 4l4 3 4-3')],
  'declarative-deployment': [
    box(2, 5, 7, 7, 'dashed'),
    box(2, 19, 7, 7, 'dashed'),
    box(12, 12, 7, 7, 'dashed'),
    line('M24 16h9'),
    tip(33, 16),
    box(37, 5, 7, 7, 'solid'),
    box(47, 12, 7, 7, 'solid'),
    box(37, 19, 7, 7, 'solid'),
  ],
  'health-probe': [box(36, 8, 16, 16, 'tint'), line('M2 16h8l3-8 5 16 4-11 2 3h11')],
  'managed-lifecycle': [
    shape('M2 12l6 4-6 4z', 'solid'),
    line('M8 16h10M38 16h9'),
    box(19, 7, 18, 18, 'tint'),
    box(47, 12, 8, 8, 'solid'),
  ],
  'automated-placement': [
    box(2, 20, 14, 8),
    box(21, 20, 14, 8),
    box(40, 20, 14, 8),
    box(42, 22, 5, 4, 'solid'),
    box(4, 22, 4, 4, 'solid'),
    box(9, 22, 4, 4, 'solid'),
    box(24, 4, 8, 8, 'tint'),
    line('M28 14v4'),
    tipDown(28, 18),
  ],
  'batch-job': [
    box(2, 6, 8, 8, 'tint'),
    box(2, 18, 8, 8, 'tint'),
    box(14, 6, 8, 8, 'tint'),
    box(14, 18, 8, 8, 'tint'),
    line('M27 16h9'),
    tip(36, 16),
    line('M41 16.5l4 4 8-9'),
  ],
  'periodic-job': [
    dot(13, 16, 10),
    line('M13 10v6l4 3'),
    box(30, 12, 7, 7, 'solid'),
    box(40, 12, 7, 7, 'tint'),
    box(50, 12, 5, 7, 'dashed'),
  ],
  'daemon-service': [2, 21, 40].flatMap((x) => [box(x, 6, 14, 20), box(x + 2.5, 20, 4, 4, 'solid')]),
  'singleton-service': [box(22, 9, 13, 13, 'solid'), box(3, 11, 10, 10, 'dashed'), box(44, 11, 10, 10, 'dashed')],
  'stateless-service': [
    dot(7, 16, 4),
    line('M11 16h8M19 5v22'),
    box(26, 4, 10, 8, 'tint'),
    box(26, 20, 10, 8, 'tint'),
    box(42, 4, 10, 8, 'tint'),
    box(42, 20, 10, 8, 'tint'),
  ],
  'stateful-service': [4, 23, 42].flatMap((x, i) => [
    box(x, 3, 10, 10, i === 0 ? 'solid' : 'tint'),
    line(`M${x + 5} 13v5`),
    disk(x, 20, 10, 6),
  ]),
  'service-discovery': [
    dot(8, 16, 5),
    line('M13 16h12M25 16C34 16 34 6 42 6M25 16h17M25 16c9 0 9 10 17 10'),
    box(43, 3, 7, 7, 'solid'),
    box(43, 13, 7, 7, 'solid'),
    box(43, 23, 7, 7, 'dashed'),
  ],
  'self-awareness': [box(18, 10, 18, 16, 'tint'), line('M36 14c12-2 12-12 0-11h-9v5'), tipDown(27, 9)],
  'init-container': [
    box(2, 4, 52, 24, 'dashed'),
    box(8, 11, 10, 10),
    line('M21 16h8'),
    tip(29, 16),
    box(33, 8, 16, 16, 'solid'),
  ],
  sidecar: [box(8, 4, 40, 24, 'dashed'), box(13, 8, 18, 16, 'solid'), box(34, 12, 9, 12, 'tint')],
  adapter: [
    box(8, 4, 30, 24, 'dashed'),
    box(12, 9, 12, 14, 'solid'),
    line('M24 16h5'),
    shape('M29 11l8 5-8 5z', 'tint'),
    line('M38 16h6'),
    dot(49, 16, 4.5),
  ],
  ambassador: [
    box(4, 4, 30, 24, 'dashed'),
    box(8, 9, 10, 14, 'solid'),
    box(23, 11, 8, 10, 'tint'),
    line('M31 13c8-8 8-8 15-8M31 16h15M31 19c8 8 8 8 15 8'),
    dot(49, 5, 2, 'solid'),
    dot(49, 16, 2, 'solid'),
    dot(49, 27, 2, 'solid'),
  ],
  'envvar-configuration': [
    line('M3 9h9M15 9h8M3 16h6M12 16h11M3 23h10M16 23h7M27 16h7'),
    tip(34, 16),
    box(38, 9, 14, 14, 'tint'),
  ],
  'configuration-resource': [
    line('M6 4h11l5 5v19H6zM17 4v5h5M10 14h8M10 18h8M10 22h5'),
    line('M26 16h8'),
    tip(34, 16),
    box(38, 9, 14, 14, 'tint'),
  ],
  'immutable-configuration': [disk(8, 8, 16, 16), box(36, 14, 14, 11, 'solid'), line('M39 14v-4c0-6 8-6 8 0v4')],
  'configuration-template': [
    line('M4 4h16v24H4zM8 10h3M8 16h3M8 22h3'),
    box(12.5, 8, 5, 4, 'dashed'),
    box(12.5, 14, 5, 4, 'dashed'),
    line('M25 16h6'),
    tip(31, 16),
    line('M36 4h16v24H36zM40 10h8M40 16h8M40 22h8'),
  ],
  controller: [line('M38 10A12 12 0 1 0 40 18'), line('M34 12l4-2-1-4'), dot(28, 16, 3.5, 'solid')],
  operator: [
    line('M38 10A12 12 0 1 0 40 18'),
    line('M34 12l4-2-1-4'),
    box(22.5, 10.5, 11, 11, 'tint'),
    line('M25 16h6M28 13v6'),
  ],
  'elastic-scale': [
    box(6, 20, 7, 8, 'solid'),
    box(17, 14, 7, 14, 'solid'),
    box(28, 8, 7, 20, 'tint'),
    box(39, 3, 7, 25, 'dashed'),
    line('M4 12 24 3M19.5 2.5 24 3l-2 4'),
  ],
  'image-builder': [
    shape('M28 18l20 5-20 5-20-5z', 'none'),
    shape('M28 11l20 5-20 5-20-5z', 'none'),
    shape('M28 4l20 5-20 5-20-5z', 'tint'),
  ],
  'leader-election': [
    dot(10, 22, 5),
    dot(46, 22, 5),
    dot(28, 11, 6.5, 'solid'),
    dashed('M15 20l8-5M41 20l-8-5M16 23h24'),
  ],
  'work-queue': [
    box(2, 12, 7, 8, 'tint'),
    box(11, 12, 7, 8, 'tint'),
    box(20, 12, 7, 8, 'tint'),
    line('M29 16h8'),
    tip(37, 16),
    box(41, 3, 10, 10, 'solid'),
    box(41, 19, 10, 10, 'solid'),
  ],
  'service-mesh': [
    box(4, 4, 9, 9, 'solid'),
    box(43, 4, 9, 9, 'solid'),
    box(23, 20, 9, 9, 'solid'),
    dot(16, 8.5, 2.5),
    dot(40, 8.5, 2.5),
    dot(27.5, 17, 2.5),
    dashed('M18.5 8.5h19M18 10.5l8 5M38 10.5l-8 5'),
  ],
  'circuit-breaker': [line('M2 20h14M40 20h14'), dot(19, 20, 3), dot(37, 20, 3), bold('M21 18 36 8')],
  'sharded-service': [
    box(4, 8, 16, 16),
    line('M4 13.5h16M4 18.5h16M20 11h12M20 16h12M20 21h12'),
    box(34, 3, 8, 8, 'solid'),
    box(44, 12, 8, 8, 'tint'),
    box(34, 21, 8, 8),
    line('M32 16h11'),
  ],
  'scatter-gather': [
    dot(5, 16, 3, 'solid'),
    dot(51, 16, 3, 'solid'),
    line('M8 16C16 16 14 6 24 6M8 16h16M8 16c8 0 6 10 16 10M32 6c10 0 8 10 16 10M32 16h16M32 26c10 0 8-10 16-10'),
    box(24, 3, 8, 6, 'tint'),
    box(24, 13, 8, 6, 'tint'),
    box(24, 23, 8, 6, 'tint'),
  ],
  'canary-deployment': [
    dot(7, 16, 4),
    line('M11 15c10 0 10-7 20-7'),
    dashed('M11 17c10 0 10 7 20 7'),
    box(33, 3, 9, 9, 'solid'),
    box(44, 3, 9, 9, 'solid'),
    box(33, 20, 9, 9, 'tint'),
  ],
  'event-driven-autoscaling': [
    line('M3 6h6M3 12h10M3 18h7M3 24h12'),
    line('M20 16h7'),
    tip(27, 16),
    box(32, 18, 6, 8, 'solid'),
    box(40, 11, 6, 15, 'tint'),
    box(48, 5, 6, 21, 'dashed'),
  ],
  'process-containment': [box(12, 3, 32, 26), box(17, 8, 22, 16, 'dashed'), box(23, 12, 10, 8, 'solid')],
  'network-segmentation': [
    box(4, 4, 20, 24, 'dashed'),
    box(32, 4, 20, 24, 'dashed'),
    box(9, 12, 8, 8, 'solid'),
    box(39, 12, 8, 8, 'tint'),
    line('M19 16h6M31 16h5M26 12l4 8M30 12l-4 8'),
  ],
  'secure-configuration': [
    line('M8 4h11l5 5v19H8zM19 4v5h5'),
    box(12, 17, 8, 7, 'solid'),
    line('M14 17v-2c0-3 4-3 4 0v2'),
    line('M28 16h7'),
    tip(35, 16),
    box(39, 9, 14, 14, 'tint'),
  ],
  'access-control': [
    dot(12, 10, 5),
    line('M3 27c0-10 18-10 18 0'),
    line('M26 16h9'),
    tip(35, 16),
    box(40, 8, 13, 16, 'tint'),
    line('M44 16h5'),
  ],
}
