/** kubectl as a command of the terminal's computer: runs on the cluster that is shown, step by step as the cluster moves. */
import { fromBytes, toBytes } from '../../../core/bytes.ts'
import { advance, endInput, interrupt, readsOf, receive, type Running, start } from '../../../kubectl/kubectl.ts'
import type { Effect, Host } from '../../../kubectl/host.ts'
import type { Call, Command } from '../../../runtime/kernel/contract.ts'
import { holdsPipe, openOf } from '../../../runtime/kernel/io.ts'

const BROKEN_PIPE = 141

/** What a command keeps while it goes on; the computer is never checkpointed. */
interface Kept {
  input: string
  running: Running | undefined
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
  /** Those that go on, oldest first. */
  private readonly going = new Set<Running>()

  constructor(private readonly place: KubectlPlace) {}

  named(name: string): Command {
    return { name, run: (call) => this.run(call) }
  }

  /** The one that reads the keyboard. */
  private get reader(): Running | undefined {
    return [...this.going].find((running) => readsOf(running) !== undefined)
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
    for (const running of this.going) interrupt(running)
    this.going.clear()
  }

  private run(call: Call): number {
    const kept = (call.state ?? { input: '', running: undefined }) as Kept
    call.state = kept
    if (kept.running === undefined) {
      if (readsInput(call) && !this.readAll(call, kept)) return call.waitInput()
      const piped = readsInput(call) ? fromBytes(kept.input) : undefined
      kept.running = start(this.place.host(), this.place.words(call.args), piped)
      this.going.add(kept.running)
    } else advance(kept.running)
    return this.flush(call, kept.running)
  }

  private readAll(call: Call, kept: Kept): boolean {
    for (;;) {
      const data = call.read()
      if (data === undefined) return false
      if (data === null) return true
      kept.input += data
    }
  }

  private flush(call: Call, running: Running): number {
    for (const { stream, text } of running.output.splice(0)) call.write(stream === 'stdout' ? 1 : 2, toBytes(text))
    this.place.effects(running.effects.splice(0))
    const unread = call.brokenPipe || isUnread(call)
    if (unread && running.exit === undefined) interrupt(running)
    if (running.exit === undefined) return call.waitFiles(this.place.control())
    this.going.delete(running)
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
