/** A letter and a colour for each workload: identity on the stage, never a verdict (design language, section 2). */
import type { Workload } from '../../engine/protocol/batch.ts'

export interface WorkloadCode {
  /** One letter for the first eight, two from the ninth on. */
  letter: string
  /** 1…8: token --w1 … --w8. */
  hue: number
}

const HUES = 8

/** Codes by index. A workload's code depends on those before it only, so it never changes as others come. */
export function workloadCodes(workloads: readonly Workload[]): WorkloadCode[] {
  const taken = new Set<string>()
  return workloads.map((workload, index) => {
    const letter = freeCode(workload.name.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''), index < HUES ? 1 : 2, taken)
    taken.add(letter)
    return { letter, hue: (index % HUES) + 1 }
  })
}

/** The first unused code of the name; names without one share their first. */
function freeCode(name: string, length: number, taken: ReadonlySet<string>): string {
  const letters = [...name]
  const head = letters[0] ?? 'X'
  const candidates = length === 1 ? letters : letters.slice(1).map((next) => head + next)
  return candidates.find((code) => !taken.has(code)) ?? candidates[0] ?? head
}
