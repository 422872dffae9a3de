/** Letters and colours of the workloads, computed once per list. */
import type { Workload } from '../../../engine/protocol/batch.ts'
import { type WorkloadCode, workloadCodes } from '../../draw/workload-code.ts'
import { useMirror } from '../../session/context.tsx'

const cache = new WeakMap<readonly Workload[], WorkloadCode[]>()
const UNKNOWN: WorkloadCode = { letter: '?', hue: 5 }

/** Codes of a list of workloads, by index. */
export function codesOf(workloads: readonly Workload[]): WorkloadCode[] {
  const known = cache.get(workloads)
  if (known) return known
  const codes = workloadCodes(workloads)
  cache.set(workloads, codes)
  return codes
}

export function codeAt(codes: readonly WorkloadCode[], index: number): WorkloadCode {
  return codes[index] ?? UNKNOWN
}

export function useCodes(): WorkloadCode[] {
  return codesOf(useMirror((mirror) => mirror.workloads))
}
