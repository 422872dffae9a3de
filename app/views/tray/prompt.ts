/** The terminal at work: keys to the line, the line to the cluster, what it says to the screen. */
import type { TerminalReply } from '../../../engine/protocol/terminal.ts'
import type { TerminalTools } from '../../session/context.tsx'
import type { TranscriptEntry } from '../../session/ui.ts'
import { completed, emptyLine, type LineState, press, sent } from './line-editor.ts'
import type { Screen } from './screen.ts'

/** Real ms between two looks at a command that goes on. */
const POLL_REAL_MS = 80
const MOST_SHOWN = 60

export interface PromptOptions {
  tools: TerminalTools
  screen: Screen
  /** The editor's files, by name. */
  files(): { name: string; text: string }[]
  /** What a line wrote, opened or asked of the page. */
  take(reply: TerminalReply): void
  history: readonly string[]
  remember(history: readonly string[]): void
}

const HELP = `A bash of your own beside the cluster: kubectl (k), curl to Services, jq, awk, sed, grep, watch and the usual commands.
Files are the tabs of the editor. Variables, functions and loops stay from line to line. clear, history, help.
Tab completes, arrows recall, Ctrl+C stops, Ctrl+L clears, Shift+Tab or Esc leaves the terminal.
kubectl --help lists its commands.
`

export class Prompt {
  private line: LineState
  private running = false
  private ended = false
  /** Lines of a paste that wait for their turn. */
  private readonly waiting: string[] = []
  /** How the line that goes on reads the keyboard. */
  private reads: TerminalReply['reads']
  /** What was typed of a line for it. */
  private typed = ''
  private sending: Promise<void> = Promise.resolve()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly options: PromptOptions) {
    this.line = emptyLine(options.history)
    options.screen.terminal.onData((data) => this.receive(data))
    options.screen.draw(this.line)
  }

  /** Nothing is typed: Tab may go on to what comes next on the page. */
  get isEmpty(): boolean {
    return this.line.text === '' && !this.running
  }

  /** Shows what was done elsewhere on the page. */
  show({ kubectl, output, ok }: TranscriptEntry): void {
    const { screen } = this.options
    screen.printAbove(this.line, () => {
      screen.print(`$ ${kubectl}\n`)
      if (output) screen.print(`${output}\n`, !ok)
    })
  }

  /** Types a line in the place of what stands there, and sends it; it waits for one that runs. */
  enter(line: string): void {
    this.line = emptyLine(this.line.history)
    if (this.running) this.waiting.push(line, '\r')
    else this.receive(`${line}\r`)
  }

  dispose(): void {
    this.ended = true
    clearTimeout(this.timer)
  }

  private receive(data: string): void {
    // A paste of several lines is typed line by line.
    if (this.reads === 'keys') return this.key(data)
    const pieces = data.length > 1 && data.includes('\r') ? data.split(/(\r)/).filter((piece) => piece !== '') : [data]
    for (const piece of pieces) this.key(piece)
  }

  private key(data: string): void {
    if (this.running) return this.keyWhileRunning(data)
    const { state, deed } = press(this.line, data)
    this.line = state
    if (deed === 'submit') void this.submit()
    else if (deed === 'complete') void this.complete()
    else if (deed === 'interrupt') this.drop()
    else if (deed === 'clear') this.options.screen.clear(this.line)
    else this.options.screen.draw(this.line)
  }

  /** Keys go to a terminal in a container, lines to a program that reads them; else a paste waits for its turn. */
  private keyWhileRunning(data: string): void {
    if (this.reads === 'keys') this.type(data)
    else if (data === '\u0003') void this.stop()
    else if (this.reads === 'lines') this.typeLine(data)
    else if (data.length > 1 || data === '\r') this.waiting.push(data)
  }

  /** A line for a program without a terminal: shown here as it is typed, sent whole; Ctrl+D ends what it reads. */
  private typeLine(data: string): void {
    const { screen } = this.options
    if (data === '\u0004') this.type('')
    else if (data === '\r') {
      screen.print('\n')
      this.type(`${this.typed}\n`)
      this.typed = ''
    } else if (data === '\u007f') {
      if (this.typed !== '') screen.print('\b \b')
      this.typed = this.typed.slice(0, -1)
    } else if (data >= ' ') {
      screen.print(data)
      this.typed += data
    }
  }

  /** Sends what was typed; one piece after the other, so that their order stays. */
  private type(data: string): void {
    clearTimeout(this.timer)
    this.sending = this.sending
      .then(() => (this.running ? this.follow(() => this.options.tools.terminal({ do: 'input', data })) : undefined))
      .catch(() => undefined)
  }

  /** Ctrl+C at the prompt: the line is left unsent. */
  private drop(): void {
    const { screen } = this.options
    screen.leaveLine({ ...this.line, text: `${this.line.text}^C` })
    this.line = emptyLine(this.line.history)
    screen.draw(this.line)
  }

  private async submit(): Promise<void> {
    const { screen, tools, files, remember } = this.options
    const { text } = this.line
    screen.leaveLine(this.line)
    this.line = sent(this.line)
    remember(this.line.history)
    if (text.trim() === '' || this.own(text.trim())) return screen.draw(this.line)
    this.running = true
    await this.follow(() => tools.terminal({ do: 'type', line: text, files: files() }))
  }

  /** Commands that concern the terminal alone. */
  private own(text: string): boolean {
    const { screen } = this.options
    if (text === 'clear') screen.clear(this.line)
    else if (text === 'help') screen.print(HELP)
    else if (text === 'history') {
      screen.print(this.line.history.map((line, at) => `${String(at + 1).padStart(5)}  ${line}\n`).join(''))
    } else return false
    return true
  }

  /** Shows an answer, and asks again while the line goes on. */
  private async follow(ask: () => Promise<TerminalReply>): Promise<void> {
    let reply: TerminalReply
    try {
      reply = await ask()
    } catch (error) {
      this.options.screen.print(`${error instanceof Error ? error.message : String(error)}\n`, true)
      return this.done()
    }
    if (this.ended) return
    this.reads = reply.reads
    for (const { stream, text } of reply.chunks) this.options.screen.print(text, stream === 'stderr')
    this.options.take(reply)
    if (!reply.running) return this.done()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.follow(() => this.options.tools.terminal({ do: 'poll' })), POLL_REAL_MS)
  }

  private done(): void {
    if (!this.running) return
    this.running = false
    this.reads = undefined
    this.typed = ''
    this.options.screen.draw(this.line)
    for (const data of this.waiting.splice(0)) this.key(data)
  }

  private async stop(): Promise<void> {
    clearTimeout(this.timer)
    this.waiting.length = 0
    this.options.screen.print('^C\n')
    await this.follow(() => this.options.tools.terminal({ do: 'stop' }))
  }

  private async complete(): Promise<void> {
    const { screen, tools, files } = this.options
    const before = this.line
    const line = before.text.slice(0, before.cursor)
    const reply = await tools.terminal({ do: 'complete', line, files: files() }).catch(() => undefined)
    const found = reply?.completion
    if (!found || this.line !== before) return
    this.line = completed(before, found.from, found.words)
    if (found.words.length > 1 && this.line.text === before.text) {
      const shown = found.words.slice(0, MOST_SHOWN).join('  ')
      screen.printAbove(this.line, () => screen.print(`${shown}${found.words.length > MOST_SHOWN ? '  …' : ''}\n`))
    } else screen.draw(this.line)
  }
}
