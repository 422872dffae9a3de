/** Talks with the page around the embed: hears only its own parent, only from allowed origins, only so often; says nothing to others. */
import { isAllowed } from './allowed.ts'
import { readCommand } from './commands.ts'
import { type Command, type ErrorReason, type Report, seal } from './wire.ts'

/** More than a page needs, less than would be felt. */
const MOST_A_SECOND = 40
const SECOND_REAL_MS = 1000

export interface ParentHost {
  /** The window around it; undefined where it is the page itself. */
  parent: Pick<Window, 'postMessage'> | undefined
  /** Origin of that window, where the browser tells. */
  parentOrigin: string | undefined
  /** Each list has to allow an origin. */
  allow: readonly string[][]
  nowReal(): number
}

export class ParentLink {
  /** Whom it answers; known at once, or by the first message that was allowed. */
  private origin: string | undefined
  private readonly waiting: Report[] = []
  private heard = 0
  private sinceReal = Number.NEGATIVE_INFINITY

  constructor(
    private readonly host: ParentHost,
    private readonly obey: (command: Command) => void,
  ) {
    const { parentOrigin, allow } = host
    if (parentOrigin !== undefined && isAllowed(parentOrigin, ...allow)) this.origin = parentOrigin
  }

  /** Whether the page around it is known to be one that may not embed. */
  get forbidden(): boolean {
    const { parent, parentOrigin, allow } = this.host
    return parent !== undefined && parentOrigin !== undefined && !isAllowed(parentOrigin, ...allow)
  }

  say(report: Report): void {
    const { parent } = this.host
    if (!parent) return
    if (this.origin === undefined) {
      // Until somebody allowed has spoken it is not known whom this may be told; only the latest of a kind matters.
      const at = this.waiting.findIndex(({ type }) => type === report.type)
      if (at >= 0) this.waiting.splice(at, 1)
      this.waiting.push(report)
      return
    }
    parent.postMessage(seal(report), this.origin)
  }

  /** For the window's `message` event. */
  hear({ data, origin, source }: Pick<MessageEvent, 'data' | 'origin' | 'source'>): void {
    const { parent, allow } = this.host
    if (!parent || source !== parent) return
    const read = readCommand(data)
    if (read === undefined) return
    const isFlood = this.isFlood()
    if (isFlood === 'first') return this.refuse(origin, 'flood', `at most ${MOST_A_SECOND} messages a second are heard`)
    if (isFlood) return
    if (!isAllowed(origin, ...allow)) return this.refuse(origin, 'origin', `${origin} may not embed this`)
    if (this.origin !== origin) this.meet(origin)
    if ('refused' in read) return this.refuse(origin, read.refused.reason, read.refused.detail)
    this.obey(read.command)
  }

  private meet(origin: string): void {
    this.origin = origin
    for (const report of this.waiting.splice(0)) this.say(report)
  }

  /** A refusal tells nothing but itself, so anybody may have it. */
  private refuse(origin: string, reason: ErrorReason, detail: string): void {
    const target = origin === 'null' ? '*' : origin
    this.host.parent?.postMessage(seal<Report>({ type: 'error', reason, detail }), target)
  }

  /** Whether there were too many; `first` for the one that is told of it. */
  private isFlood(): boolean | 'first' {
    const nowReal = this.host.nowReal()
    if (nowReal - this.sinceReal >= SECOND_REAL_MS) {
      this.sinceReal = nowReal
      this.heard = 0
    }
    this.heard++
    if (this.heard <= MOST_A_SECOND) return false
    return this.heard === MOST_A_SECOND + 1 ? 'first' : true
  }
}
