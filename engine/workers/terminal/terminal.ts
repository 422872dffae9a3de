/**
 * The page's terminal in the worker: one line at a time runs against the cluster and is polled for what it says. What a
 * line writes goes through the action log; reads leave no trace, so replay holds.
 */
import { isWrite } from '../../api/door/handle.ts'
import { advance, endInput, interrupt, readsOf, receive, type Running, start } from '../../kubectl/kubectl.ts'
import type { Effect, Files, Host } from '../../kubectl/host.ts'
import type { Cluster } from '../../cluster.ts'
import type { ApiResponse } from '../../protocol.ts'
import type { TerminalChunk, TerminalCommand, TerminalFile, TerminalReply } from '../../protocolterminal.ts'
import { complete } from './completion.ts'
import { filters } from './filters/list.ts'
import { instant, type Io, type Process, wholeInput } from './process.ts'
import { LineRun, readLine, type ShellHost, SyntaxFailure } from './shell.ts'
import { watch } from './watch.ts'

/** Output of one line that is kept for the page until it asks; more is cut off and said so. */
const MOST_OUTPUT = 2_000_000

/** Where the terminal stands: the cluster shown, and what a write has to be told to. */
export interface TerminalPlace {
  cluster(): Cluster
  /** Writes the line into the log, before its first write. */
  mark(line: string): void
  /** Why nothing can be written at present (the past is shown); undefined when it can. */
  readOnly(): string | undefined
}

export class Terminal {
  private readonly variables = new Map<string, string>()
  private readonly settings = { namespace: 'default' }
  private files = new Map<string, string>()
  private changed = new Set<string>()
  private run: LineRun | undefined
  /** The cluster the line began on: another one (a branch, the past) ends it. */
  private begunOn: Cluster | undefined
  private chunks: TerminalChunk[] = []
  private size = 0
  private effects: Effect[] = []
  private line = ''
  private marked = false
  /** Exit status of the last line. */
  private readonly status = { last: 0 }

  constructor(private readonly place: TerminalPlace) {}

  private get cluster(): Cluster {
    return this.place.cluster()
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
    this.files = new Map(files.map(({ name, text }) => [name, text]))
    this.line = line
    this.marked = false
    this.begunOn = this.cluster
    try {
      this.run = new LineRun(this.shell(), readLine(line), (stream, text) => this.say(stream, text))
    } catch (error) {
      if (!(error instanceof SyntaxFailure)) throw error
      this.say('stderr', `${error.message}\n`)
      this.status.last = 2
    }
    return this.poll()
  }

  /** What the line said since it was asked last. */
  poll(): TerminalReply {
    if (this.run !== undefined && this.begunOn !== this.cluster) return this.stop()
    const status = this.run?.advance()
    const running = this.run !== undefined && status === undefined
    if (!running) {
      if (status !== undefined) this.status.last = status
      this.run = undefined
    }
    const files = [...this.changed].map((name) => ({ name, text: this.files.get(name) ?? '' }))
    this.changed.clear()
    this.size = 0
    const reads = this.run?.reader?.reads?.()
    return {
      chunks: this.chunks.splice(0),
      running,
      ...(reads === undefined ? {} : { reads }),
      status: this.status.last,
      effects: this.effects.splice(0),
      files,
      namespace: this.settings.namespace,
      logged: [],
    }
  }

  /** What is typed while a line goes on; nothing: its end. */
  input(data: string): TerminalReply {
    const reader = this.run?.reader
    if (data === '') reader?.endInput?.()
    else reader?.receive?.(data)
    return this.poll()
  }

  /** Ctrl+C. */
  stop(): TerminalReply {
    if (this.run !== undefined) {
      this.run.interrupt()
      this.run = undefined
      this.status.last = 130
    }
    return this.poll()
  }

  /** What may stand before the cursor. */
  complete(line: string, files: readonly TerminalFile[]): TerminalReply {
    const view = { read: () => undefined, write: () => undefined, names: () => files.map(({ name }) => name) }
    const completion = complete(line, this.host(view), Object.keys(filters))
    return {
      chunks: [],
      running: this.run !== undefined,
      status: this.status.last,
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

  private shell(): ShellHost {
    const view: Files = {
      read: (name) => this.files.get(name.replace(/^\.\//, '')),
      write: (name, text) => {
        this.files.set(name.replace(/^\.\//, ''), text)
        this.changed.add(name.replace(/^\.\//, ''))
      },
      names: () => [...this.files.keys()],
    }
    return {
      variables: this.variables,
      files: view,
      command: (words: readonly string[], piped: boolean) => this.command(words, piped, view),
      status: this.status,
    }
  }

  private host(files: Files): Host {
    const { cluster } = this
    const { calendar } = cluster.server
    return {
      handle: (request) => {
        if (!isWrite(request)) return cluster.handle(request)
        const why = this.place.readOnly()
        if (why !== undefined) return refusal(why)
        this.mark()
        return cluster.handle(request)
      },
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

  private command([name = '', ...args]: readonly string[], piped: boolean, files: Files): Process | undefined {
    if (name === 'kubectl' || name === 'k') return this.kubectl(args, files)
    if (name === 'watch')
      return watch(
        args,
        () => this.cluster.nowMs,
        (words) => this.command(words, false, files),
      )
    if (name === 'sleep') return this.sleep(Number(args[0] ?? 0))
    if (name === 'true' || name === ':') return instant(() => 0)
    if (name === 'false') return instant(() => 1)
    if (name === 'export') return this.assign(args)
    const filter = Object.hasOwn(filters, name) ? filters[name] : undefined
    return filter?.(args, { files, piped })
  }

  private assign(pairs: readonly string[]): Process {
    return instant(() => {
      for (const pair of pairs) {
        const at = pair.indexOf('=')
        if (at > 0) this.variables.set(pair.slice(0, at), pair.slice(at + 1))
      }
      return 0
    })
  }

  private sleep(seconds: number): Process {
    const until = this.cluster.nowMs + seconds * 1000
    return { step: () => (this.cluster.nowMs >= until ? 0 : undefined), stop: () => undefined }
  }

  private kubectl(args: readonly string[], files: Files): Process {
    const words = this.settings.namespace === 'default' ? args : withNamespace(args, this.settings.namespace)
    let running: Running | undefined
    const flush = (io: Io) => {
      for (const { stream, text } of running?.output.splice(0) ?? []) (stream === 'stdout' ? io.out : io.err)(text)
      this.effects.push(...(running?.effects.splice(0) ?? []))
    }
    return {
      step: (io) => {
        if (running === undefined) {
          const input = io.piped ? wholeInput(io) : undefined
          if (io.piped && input === undefined) return undefined
          running = start(this.host(files), words, input)
        } else advance(running)
        flush(io)
        return running.exit
      },
      receive: (data) => running && receive(running, data),
      endInput: () => running && endInput(running),
      reads: () => (running === undefined ? undefined : readsOf(running)),
      stop: () => {
        if (running) interrupt(running)
      },
    }
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
