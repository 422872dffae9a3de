/** kubectl as a command of the terminal's computer: runs on the cluster that is shown, step by step as the cluster moves. */
import { fromBytes, toBytes } from '../../../core/bytes.ts'
import { advance, endInput, interrupt, readsOf, receive, type Running, start } from '../../../kubectl/kubectl.ts'
import type { Effect, Host } from '../../../kubectl/host.ts'
import type { Call, Command } from '../../../runtime/kernel/contract.ts'
import { holdsPipe, openOf } from '../../../runtime/kernel/io.ts'

const BROKEN_PIPE = 141
/** As a shell says of SIGINT. */
const INTERRUPTED = 130

/** What a command keeps while it goes on: plain data, for a process that waits is folded. What runs hangs together with the cluster. */
interface Kept {
  input: string
  /** Number of what it runs; 0 before it began. */
  running: number
}

export interface KubectlPlace {
  host(): Host
  /** Words with the context's namespace. */
  words(args: readonly string[]): readonly string[]
  effects(effects: readonly Effect[]): void
  /** Volume whose change wakes what waits for the cluster. */
  control(): number
}

export class KubectlCommands {
  /** Those that go on by their numbers, oldest first. */
  private readonly going = new Map<number, Running>()
  private started = 0

  constructor(private readonly place: KubectlPlace) {}

  named(name: string): Command {
    return { name, run: (call) => this.run(call) }
  }

  /** The one that reads the keyboard. */
  private get reader(): Running | undefined {
    return [...this.going.values()].find((running) => readsOf(running) !== undefined)
  }

  get reads(): 'keys' | 'lines' | undefined {
    return this.reader && readsOf(this.reader)
  }

  /** Gives what was typed to the one that reads; false when none does. */
  type(data: string): boolean {
    const { reader } = this
    if (reader === undefined) return false
    if (data === '') endInput(reader)
    else receive(reader, data)
    return true
  }

  interrupt(): void {
    for (const running of this.going.values()) interrupt(running)
    this.going.clear()
  }

  private run(call: Call): number {
    const kept = (call.state ?? { input: '', running: 0 }) as Kept
    call.state = kept
    const known = this.going.get(kept.running)
    if (known) advance(known)
    // Interrupted meanwhile.
    else if (kept.running !== 0) return INTERRUPTED
    const running = known ?? this.begin(call, kept)
    return running ? this.flush(call, kept, running) : call.waitInput()
  }

  /** Undefined while what it reads has not come to its end. */
  private begin(call: Call, kept: Kept): Running | undefined {
    if (readsInput(call) && !this.readAll(call, kept)) return undefined
    const piped = readsInput(call) ? fromBytes(kept.input) : undefined
    const running = start(this.place.host(), this.place.words(call.args), piped)
    kept.running = ++this.started
    this.going.set(kept.running, running)
    return running
  }

  private readAll(call: Call, kept: Kept): boolean {
    for (;;) {
      const data = call.read()
      if (data === undefined) return false
      if (data === null) return true
      kept.input += data
    }
  }

  private flush(call: Call, kept: Kept, running: Running): number {
    for (const { stream, text } of running.output.splice(0)) call.write(stream === 'stdout' ? 1 : 2, toBytes(text))
    this.place.effects(running.effects.splice(0))
    const unread = call.brokenPipe || isUnread(call)
    if (unread && running.exit === undefined) interrupt(running)
    if (running.exit === undefined) return call.waitFiles(this.place.control())
    this.going.delete(kept.running)
    return unread ? BROKEN_PIPE : running.exit
  }
}

/** `-f -`, or a process in a container that is fed by a pipe; a keyboard is read as it is typed at. */
function readsInput(call: Call): boolean {
  const { args } = call
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  if (own.includes('-') || own.some((arg) => /^(-f|--filename=|-f=)-$/.test(arg))) return true
  const feeds = own.some((arg) => /^-[a-z]*i[a-z]*$/.test(arg) || arg === '--stdin')
  return feeds && !isKeyboard(call)
}

/** Whether it writes into a pipe that nobody reads any more: a watch would notice only at its next line. */
function isUnread(call: Call): boolean {
  const open = openOf(call.container, call.descriptor(1))
  return open?.kind === 'pipeWrite' && !holdsPipe(call.container, open.pipe, 'pipeRead')
}

/** Whether a command's standard input is the keyboard. */
function isKeyboard(call: Call): boolean {
  return openOf(call.container, call.descriptor(0))?.kind === 'sessionIn'
}
