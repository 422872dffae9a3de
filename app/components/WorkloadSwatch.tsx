/** A workload's identity: colour and letter. */
import type { WorkloadCode } from '../draw/workload-code.ts'

export function WorkloadSwatch({ code }: { code: WorkloadCode }) {
  return (
    <i className={code.letter.length > 1 ? 'sw two' : 'sw'} style={{ background: `var(--w${code.hue})` }}>
      {code.letter}
    </i>
  )
}
