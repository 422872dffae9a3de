/** A node's resource bar: track = allocatable, hatched = requested, solid = used; in percent of the track. */
export interface ResourceBar {
  requested: number
  used: number
  /** Use above request: said in red and printed. */
  hot: boolean
  text: string
}

const GI = 2 ** 30

/** `unit` says how the numbers are printed: thousandths of a CPU, or bytes. */
export function resourceBar(allocatable: number, requested: number, used: number, unit: 'cpu' | 'memory'): ResourceBar {
  const print =
    unit === 'cpu' ? (milli: number) => (milli / 1000).toFixed(1) : (bytes: number) => (bytes / GI).toFixed(1)
  return {
    requested: percent(requested, allocatable),
    used: percent(used, allocatable),
    hot: unit === 'memory' && used > requested,
    text: `${print(used)} used, ${print(requested)} req`,
  }
}

/** `4 cpu, 8 Gi`. */
export function capacityText(cpuMilli: number, memoryBytes: number): string {
  return `${round(cpuMilli / 1000)} cpu, ${round(memoryBytes / GI)} Gi`
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.max(0, Math.min(100, (part / whole) * 100)) : 0
}

function round(value: number): string {
  return String(Number(value.toFixed(1)))
}
