/** One command being carried out: its words, where it prints, whom it asks. */
import { Client } from './client/client.ts'
import type { Flags, ParsedLine } from './base/flags.ts'
import { type Trouble, endOf, usage } from './base/failure.ts'
import type { Chunk, Effect, Host } from './host.ts'

export class Call {
  readonly client: Client
  readonly flags: Flags
  readonly args: readonly string[]
  readonly dashAt: number
  readonly output: Chunk[] = []
  readonly effects: Effect[] = []
  /** Failures that did not stop the command. */
  readonly troubles: Trouble[] = []
  private readonly warned = new Set<string>()

  constructor(
    readonly command: string,
    readonly host: Host,
    parsed: ParsedLine,
    /** Standard input; undefined: a terminal nobody types at. */
    readonly stdin: string | undefined,
  ) {
    this.flags = parsed.flags
    this.args = parsed.args
    this.dashAt = parsed.dashAt
    this.client = new Client(host, (warning) => this.warn(warning), impersonation(parsed.flags))
  }

  out(text: string): void {
    if (text !== '') this.output.push({ stream: 'stdout', text })
  }

  line(text: string): void {
    this.out(`${text}\n`)
  }

  err(text: string): void {
    if (text !== '') this.output.push({ stream: 'stderr', text })
  }

  /** A warning, once. */
  warn(warning: string): void {
    if (this.warned.has(warning)) return
    this.warned.add(warning)
    this.err(`Warning: ${warning}\n`)
  }

  /** The namespace a line speaks of. */
  get namespace(): string {
    return this.flags.string('namespace') || this.host.settings.namespace
  }

  /** Whether the line names its namespace itself. */
  get namesNamespace(): boolean {
    return this.flags.has('namespace')
  }

  get allNamespaces(): boolean {
    return this.flags.bool('all-namespaces')
  }

  get selector(): string {
    return this.flags.string('selector')
  }

  get fieldSelector(): string {
    return this.flags.string('field-selector')
  }

  /** `--all`. */
  get everything(): boolean {
    return this.flags.bool('all')
  }

  get nowMs(): number {
    return this.host.nowMs()
  }

  /** Wrong use of this command. */
  usage(message: string) {
    return usage(this.command, message)
  }

  /** Ends with what went wrong on the way, if anything. */
  finish(): void {
    if (this.troubles.length > 0) throw endOf(this.troubles)
  }
}

/** `--as`, `--as-group`, `--as-uid`. */
function impersonation(flags: Flags): Record<string, string> {
  const user = flags.string('as')
  const groups = flags.strings('as-group')
  const uid = flags.string('as-uid')
  return {
    ...(user === '' ? {} : { 'impersonate-user': user }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': groups.join(',') }),
    ...(uid === '' ? {} : { 'impersonate-uid': uid }),
  }
}
