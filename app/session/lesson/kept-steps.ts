/**
 * What a learner had of each step when the page went: the texts of all, the run of the one opened last. Kept in this browser; where
 * storage is refused, or full, a reload begins the step anew.
 */
import type { OfferedText } from '../ui.ts'

export interface KeptStep {
  files: OfferedText[]
  /** The run as text, and the virtual ms at which the step began in it. */
  run?: string
  sinceMs?: number
}

type Shelf = Pick<Storage, 'getItem' | 'setItem'> | undefined

const KEY = 'drydock.steps'
/** Steps whose texts are kept; the oldest goes first. */
const MOST_STEPS = 80
/** Longer than any step's; what is longer is kept by nobody. */
const MOST_CHARACTERS = 400_000

export class KeptSteps {
  constructor(private readonly shelf: Shelf) {}

  get(key: string): KeptStep | undefined {
    const kept = this.all()[key]
    return isKept(kept) ? kept : undefined
  }

  /** Steps whose texts are kept, the newest first. */
  keys(): string[] {
    return Object.keys(this.all()).reverse()
  }

  keep(key: string, kept: KeptStep): void {
    const others = Object.entries(this.all())
      .filter(([other, value]) => other !== key && isKept(value))
      .map(([other, { files }]) => [other, { files }] as const)
    const text = JSON.stringify(Object.fromEntries([...others.slice(1 - MOST_STEPS), [key, kept]]))
    if (text.length > MOST_CHARACTERS) return
    try {
      this.shelf?.setItem(KEY, text)
    } catch {
      // Refused or full: the step lasts as long as the page.
    }
  }

  private all(): Record<string, KeptStep> {
    try {
      const found: unknown = JSON.parse(this.shelf?.getItem(KEY) ?? '{}')
      return typeof found === 'object' && found !== null ? (found as Record<string, KeptStep>) : {}
    } catch {
      return {}
    }
  }
}

/** Anybody may have written into this browser's storage. */
function isKept(value: unknown): value is KeptStep {
  const { files, run = '', sinceMs = 0 } = (value ?? {}) as Partial<KeptStep>
  const texts =
    Array.isArray(files) && files.every((file) => typeof file?.name === 'string' && typeof file.text === 'string')
  return texts && typeof run === 'string' && Number.isSafeInteger(sinceMs)
}
