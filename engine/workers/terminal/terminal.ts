/**
 * The page's terminal in the worker: one line at a time runs in a shell of its own computer (shell/machine.ts) and is polled
 * for what it says. What a line writes goes through the cluster's action log; reads leave no trace, so replay holds.
 */
import { isWrite } from '../../api/door/handle.ts'
import type { Effect, Files, Host } from '../../kubectl/host.ts'
import type { Cluster } from '../../cluster.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'
import type { TerminalChunk, TerminalCommand, TerminalFile, TerminalReply } from '../../protocol/terminal.ts'
import { commandNames } from '../../runtime/commands/list.ts'
import { jq } from '../../runtime/commands/jq/jq.ts'
import { EXTRA } from '../../runtime/images/trees.ts'
import { complete } from './completion.ts'
import { watch } from './shell/watch.ts'
import { curl } from './shell/curl.ts'
import { KubectlCommands } from './shell/kubectl.ts'
import { ShellMachine } from './shell/machine.ts'

/** Output of one line that is kept for the page until it asks; more is cut off and said so. */
const MOST_OUTPUT = 2_000_000

/** What the terminal's computer has, by name: a distribution's commands and those it brings along. */
const COMMANDS = [...commandNames().filter((name) => !EXTRA.includes(name)), 'curl', 'jq', 'watch']

/** Where the terminal stands: the cluster shown, and what a write has to be told to. */
export interface TerminalPlace {
  cluster(): Cluster
  /** Writes the line into the log, before its first write. */
  mark(line: string): void
  /** Why nothing can be written at present (the past is shown); undefined when it can. */
  readOnly(): string | undefined
}

export class Terminal {
  private readonly settings = { namespace: 'default' }
  private readonly kubectl: KubectlCommands
  private known: ShellMachine | undefined
  /** The editor's files as the line found them. */
  private files = new Map<string, string>()
  /** The cluster the line began on: another one (a branch, the past) ends it. */
  private begunOn: Cluster | undefined
  private running = false
  private chunks: TerminalChunk[] = []
  private size = 0
  private effects: Effect[] = []
  private line = ''
  private marked = false
  /** Exit status of the last line. */
  private status = 0

  constructor(private readonly place: TerminalPlace) {
    this.kubectl = new KubectlCommands({
      host: () => this.host(this.machine),
      words: (args) => (this.settings.namespace === 'default' ? args : withNamespace(args, this.settings.namespace)),
      effects: (effects) => void this.effects.push(...effects),
      control: () => this.machine.control,
    })
  }

  private get cluster(): Cluster {
    return this.place.cluster()
  }

  /** Made when the first line is typed. */
  private get machine(): ShellMachine {
    this.known ??= new ShellMachine(this.cluster.server.calendar.epochMs, [
      this.kubectl.named('kubectl'),
      this.kubectl.named('k'),
      curl({
        handle: (request) => this.handle(request) as ApiResponse,
        objects: (resource) => this.cluster.server.store.table(resource).list(),
        namespace: () => this.settings.namespace,
      }),
      jq,
      watch,
    ])
    return this.known
  }

  obey(command: TerminalCommand): TerminalReply {
    switch (command.do) {
      case 'type':
        return this.type(command.line, command.files)
      case 'complete':
        return this.complete(command.line, command.files)
      case 'input':
        return this.input(command.data)
      case 'stop':
        return this.stop()
      default:
        return this.poll()
    }
  }

  /** Begins a line. @param files of the editor */
  type(line: string, files: readonly TerminalFile[]): TerminalReply {
    this.stop()
    const before = new Set(this.files.keys())
    this.files = new Map(files.map(({ name, text }) => [name, text]))
    this.machine.setFiles(this.files, before)
    this.line = line
    this.marked = false
    this.begunOn = this.cluster
    this.running = true
    this.machine.begin(line)
    return this.poll()
  }

  /** What the line has said since; it goes on as far as it can. */
  poll(): TerminalReply {
    if (this.running && this.begunOn !== this.cluster) this.end(130)
    if (this.running) {
      this.machine.keepUp(this.cluster.nowMs)
      for (const { stream, text } of this.machine.takeOutput()) this.say(stream, text)
      if (!this.machine.busy) this.finish(this.machine.status)
    }
    const reads = this.running ? (this.kubectl.reads ?? (this.machine.isReading ? 'lines' : undefined)) : undefined
    this.size = 0
    return {
      chunks: this.chunks.splice(0),
      running: this.running,
      ...(reads === undefined ? {} : { reads }),
      status: this.status,
      effects: this.effects.splice(0),
      files: this.running ? [] : this.changedFiles(),
      namespace: this.settings.namespace,
      logged: [],
    }
  }

  /** What is typed while a line goes on; nothing: its end. */
  input(data: string): TerminalReply {
    if (this.running && !this.kubectl.type(data)) {
      if (data === '') this.machine.endInput()
      else this.machine.type(data)
    }
    return this.poll()
  }

  /** Ctrl+C. */
  stop(): TerminalReply {
    if (this.running) this.end(130)
    return this.poll()
  }

  private end(status: number): void {
    this.kubectl.interrupt()
    this.machine.interrupt()
    for (const { stream, text } of this.machine.takeOutput()) this.say(stream, text)
    this.finish(status)
  }

  private finish(status: number): void {
    this.running = false
    this.status = status
  }

  /** Files that lines wrote since the editor last told its own. */
  private changedFiles(): TerminalFile[] {
    if (this.known === undefined) return []
    const { machine } = this
    const changed = machine
      .names()
      .map((name) => ({ name, text: machine.read(name) ?? '' }))
      .filter(({ name, text }) => this.files.get(name) !== text)
    for (const { name, text } of changed) this.files.set(name, text)
    return changed
  }

  /** What may stand before the cursor. */
  complete(line: string, files: readonly TerminalFile[]): TerminalReply {
    const view = { read: () => undefined, write: () => undefined, names: () => files.map(({ name }) => name) }
    const completion = complete(line, this.host(view), COMMANDS)
    return {
      chunks: [],
      running: this.running,
      status: this.status,
      effects: [],
      files: [],
      namespace: this.settings.namespace,
      logged: [],
      completion,
    }
  }

  private say(stream: TerminalChunk['stream'], text: string): void {
    if (this.size > MOST_OUTPUT) return
    this.size += text.length
    this.chunks.push({ stream, text: this.size > MOST_OUTPUT ? '\n(more output was left out)\n' : text })
  }

  private handle(request: ApiRequest) {
    const { cluster } = this
    if (!isWrite(request)) return cluster.handle(request)
    const why = this.place.readOnly()
    if (why !== undefined) return refusal(why)
    this.mark()
    return cluster.handle(request)
  }

  private host(files: Files): Host {
    const { cluster } = this
    const { calendar } = cluster.server
    return {
      handle: (request) => this.handle(request),
      progress: (exchange) => cluster.progress(exchange),
      enter: (session, deed) => {
        if (this.place.readOnly() === undefined) cluster.act({ verb: 'session', session, deed })
      },
      nowMs: () => calendar.epochMs + cluster.nowMs,
      files,
      settings: this.settings,
    }
  }

  /** Says in the log what the writes that follow are of. */
  private mark(): void {
    if (!this.marked) this.place.mark(this.line)
    this.marked = true
  }
}

function refusal(message: string): ApiResponse {
  const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason: 'Forbidden', code: 403 }
  return { code: 403, headers: {}, body, warnings: [] }
}

/** Lines that name no namespace mean the context's. */
function withNamespace(args: readonly string[], namespace: string): string[] {
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  const named = own.some((arg) => /^(-n|--namespace)(=|$)/.test(arg) || /^-n./.test(arg))
  return named || args.length === 0 ? [...args] : ['--namespace', namespace, ...args]
}
