/** Tells what the network decides while somebody follows a request; otherwise nobody is told and nothing is kept. */
import type { Decision } from '../core/network.ts'

export class Decisions {
  /** Undefined while nobody follows: what would be told need not be put together then. */
  tell: ((decision: Decision) => void) | undefined

  /** What was decided while something was done, in order. */
  during(act: () => void): Decision[] {
    const told: Decision[] = []
    const { tell } = this
    this.tell = (decision) => told.push(decision)
    try {
      act()
    } finally {
      this.tell = tell
    }
    return told
  }
}
