/** The stream editor at work on lines. They come as they are read; one is held back, to know the last. */
import type { Regex } from '../regex.ts'
import { attempt, strerror } from '../../files/errno.ts'
import type { Call } from '../../kernel/contract.ts'
import { BLOCKED } from '../command.ts'
import type { Address, SedCommand } from './parse.ts'
import { filled } from './replacement.ts'

export interface State {
  /** Files left to read; with -i each is edited alone. */
  file: number
  /** Lines read and not yet used. */
  queue: string[]
  rest: string
  ended: boolean
  /** The last line of the input had no end. */
  unended: boolean
  number: number
  hold: string
  /** Ranges that are open, by the command's number: the line they end at, or -1. */
  open: Map<number, number>
  out: string
  pattern: string
  /** Where to go on after waiting for a line within a cycle (N, n); -1: a new cycle. */
  resumeAt: number
  appended: string[]
  quit: number
  status: number
  data: string
  from: number
}

const MAX_STEPS = 1_000_000

export const begin = (): State => ({
  file: -1,
  queue: [],
  rest: '',
  ended: false,
  unended: false,
  number: 0,
  hold: '',
  open: new Map(),
  out: '',
  pattern: '',
  resumeAt: -1,
  appended: [],
  quit: -1,
  status: 0,
  data: '',
  from: 0,
})

export class Editor {
  /** Output is kept in the state instead of written. */
  keep = false
  private last: Regex | undefined
  private replaced = false

  constructor(
    private readonly call: Call,
    private readonly commands: readonly SedCommand[],
    private readonly s: State,
    private readonly quiet: boolean,
    private readonly files: readonly string[],
  ) {}

  run(): number {
    const { s } = this
    let cycles = 0
    for (;;) {
      if (s.quit >= 0) return this.finish(s.quit)
      if (s.resumeAt < 0) {
        const line = this.nextLine()
        if (line === undefined) return this.call.waitInput()
        if (line === null) return this.finish(s.status)
        s.pattern = line
        this.replaced = false
        s.resumeAt = 0
      }
      if (!this.cycle()) return this.call.waitInput()
      if (++cycles > 4000 || (!this.keep && this.call.outputIsFull)) {
        this.flush()
        return BLOCKED
      }
    }
  }

  private finish(status: number): number {
    this.flush()
    return status
  }

  private flush(): void {
    if (this.keep) return
    this.call.out(this.s.out)
    this.s.out = ''
  }

  // ---------------------------------------------------------------------------------------------- input

  /** Fills the queue so that one line more than the next is known, or the end. */
  private fill(): boolean {
    const { s } = this
    while (s.queue.length < 2 && !s.ended) {
      const chunk = this.chunk()
      if (chunk === undefined) {
        // Its output so far is for whoever waits behind a pipe.
        this.flush()
        return false
      }
      if (chunk === null) {
        s.ended = true
        if (s.rest !== '') {
          s.queue.push(s.rest)
          s.unended = true
        }
        s.rest = ''
        break
      }
      const text = s.rest + chunk
      const lines = text.split('\n')
      s.rest = lines.pop() as string
      for (const line of lines) s.queue.push(line)
    }
    return true
  }

  private chunk(): string | null | undefined {
    const { s, files, call } = this
    for (;;) {
      if (s.file >= 0 && s.file < files.length) {
        if (files[s.file] === '-') {
          const chunk = call.read()
          if (chunk !== null) return chunk
        } else if (s.from < s.data.length) {
          const chunk = s.data.slice(s.from)
          s.from = s.data.length
          return chunk
        }
      }
      s.file++
      if (s.file >= files.length) return null
      const name = files[s.file] as string
      if (name === '-') continue
      s.from = 0
      s.data = ''
      const data = call.contents(name, (path, errno) =>
        call.warn(
          call.flavour === 'busybox'
            ? `${path}: ${strerror(errno)}`
            : errno === 'EISDIR'
              ? `couldn't read ${path}: Is a directory`
              : `can't read ${path}: ${strerror(errno)}`,
        ),
      )
      if (data === undefined) s.status = call.flavour === 'busybox' ? 1 : 2
      else s.data = s.rest === '' ? data : `\n${data}`
    }
  }

  private nextLine(): string | null | undefined {
    const { s } = this
    if (!this.fill()) return s.queue.length >= 2 ? this.take() : undefined
    if (s.queue.length === 0) return null
    return this.take()
  }

  private take(): string {
    this.s.number++
    return this.s.queue.shift() as string
  }

  private get isLast(): boolean {
    return this.s.ended && this.s.queue.length === 0
  }

  // ---------------------------------------------------------------------------------------------- cycle

  private put(text: string): void {
    this.s.out += text
  }

  private putLine(text: string): void {
    this.put(this.isLast && this.s.unended ? text : `${text}\n`)
  }

  private endCycle(prints = true): void {
    const { s } = this
    if (prints && !this.quiet) this.putLine(s.pattern)
    for (const text of s.appended) this.put(text)
    s.appended = []
    s.resumeAt = -1
  }

  /** Runs commands from `resumeAt`; false when it needs a line that is not there yet. */
  private cycle(): boolean {
    const { s, commands } = this
    let pc = s.resumeAt
    let steps = 0
    while (pc < commands.length) {
      if (++steps > MAX_STEPS) {
        s.quit = 1
        return true
      }
      const command = commands[pc] as SedCommand
      if (this.selects(command) === command.negated) {
        pc = command.name === '{' ? command.jump : pc + 1
        continue
      }
      const next = this.execute(command, pc)
      if (next === 'wait') {
        s.resumeAt = pc
        return false
      }
      if (next === 'end') return true
      pc = next
    }
    this.endCycle()
    return true
  }

  private matches(address: Address): boolean {
    const { s } = this
    switch (address.type) {
      case 'line':
        return s.number === address.n
      case 'last':
        return this.isLast
      case 'step':
        return address.by <= 0
          ? s.number === address.first
          : s.number >= address.first && (s.number - address.first) % address.by === 0
      default:
        return this.pattern(address.regex)?.matcher(s.pattern).find() === true
    }
  }

  private pattern(regex: Regex | undefined): Regex | undefined {
    if (regex !== undefined) this.last = regex
    return this.last
  }

  private selects({ from, to, number }: SedCommand): boolean {
    const { s } = this
    if (from === undefined) return true
    if (to === undefined) return this.matches(from)
    const end = s.open.get(number)
    if (end !== undefined) {
      if (end >= 0 ? s.number >= end : this.matches(to as Address)) s.open.delete(number)
      return end < 0 || s.number <= end
    }
    if (!this.matches(from)) return false
    if (to.type === 'plus') {
      if (to.n > 0) s.open.set(number, s.number + to.n)
    } else if (to.type === 'multiple') {
      if (to.n > 0 && s.number % to.n !== 0) s.open.set(number, Math.ceil(s.number / to.n) * to.n)
    } else if (to.type === 'line') {
      if (to.n > s.number) s.open.set(number, to.n)
    } else if (!(to.type === 'last' && this.isLast)) s.open.set(number, -1)
    return true
  }

  private execute(command: SedCommand, pc: number): number | 'end' | 'wait' {
    const { s } = this
    switch (command.name) {
      case 's':
        this.substitute(command)
        return pc + 1
      case 'p':
        this.putLine(s.pattern)
        return pc + 1
      case 'd':
        this.endCycle(false)
        return 'end'
      case 'D': {
        const end = s.pattern.indexOf('\n')
        if (end < 0) {
          this.endCycle(false)
          return 'end'
        }
        const rest = s.pattern.slice(end + 1)
        this.endCycle(false)
        s.pattern = rest
        s.resumeAt = 0
        return 'end'
      }
      case 'n':
      case 'N':
        return this.readMore(command.name, pc)
      case 'P':
        this.put(`${s.pattern.split('\n')[0]}\n`)
        return pc + 1
      case 'h':
        s.hold = s.pattern
        return pc + 1
      case 'H':
        s.hold += `\n${s.pattern}`
        return pc + 1
      case 'g':
        s.pattern = s.hold
        return pc + 1
      case 'G':
        s.pattern += `\n${s.hold}`
        return pc + 1
      case 'x':
        ;[s.pattern, s.hold] = [s.hold, s.pattern]
        return pc + 1
      case 'q':
      case 'Q':
        this.endCycle(command.name === 'q')
        s.quit = Number(command.text || 0)
        return 'end'
      case 'a':
        s.appended.push(command.text)
        return pc + 1
      case 'i':
        this.put(command.text)
        return pc + 1
      case 'c':
        if (command.to === undefined || command.negated || !s.open.has(command.number)) this.put(command.text)
        this.endCycle(false)
        return 'end'
      case 'b':
        return command.jump
      case 't':
      case 'T': {
        const jumps = this.replaced === (command.name === 't')
        this.replaced = false
        return jumps ? command.jump : pc + 1
      }
      default:
        this.rare(command)
        return pc + 1
    }
  }

  private readMore(name: string, pc: number): number | 'end' | 'wait' {
    const { s } = this
    if (!this.fill() && s.queue.length === 0) return 'wait'
    if (s.queue.length === 0) {
      // GNU sed prints what it has when there is no next line.
      this.endCycle()
      s.quit = s.status
      return 'end'
    }
    if (name === 'n') {
      if (!this.quiet) this.putLine(s.pattern)
      for (const text of s.appended) this.put(text)
      s.appended = []
      s.pattern = this.take()
    } else s.pattern += `\n${this.take()}`
    return pc + 1
  }

  private rare(command: SedCommand): void {
    const { s, call } = this
    switch (command.name) {
      case '=':
        this.put(`${s.number}\n`)
        return
      case 'y':
        s.pattern = [...s.pattern].map((c) => command.map?.get(c) ?? c).join('')
        return
      case 'l':
        this.put(`${s.pattern.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n')}$\n`)
        return
      case 'z':
        s.pattern = ''
        return
      case 'F':
        this.put(`${this.files[s.file] ?? '-'}\n`)
        return
      case 'r':
        s.appended.push(attempt(() => call.files.read(command.text)).value ?? '')
        return
      case 'w':
        this.writeFile(command.text, `${s.pattern}\n`)
    }
  }

  private writeFile(path: string, text: string): void {
    if (path === '/dev/stdout') this.put(text)
    else attempt(() => this.call.files.write(path, text, true))
  }

  private substitute({ regex, replacement, flags, nth, text }: SedCommand): void {
    const { s } = this
    const pattern = this.pattern(regex)
    if (pattern === undefined) return
    const matcher = pattern.matcher(s.pattern)
    let out = ''
    let from = 0
    let count = 0
    const global = flags.includes('g')
    let lastEnd = -1
    while (matcher.find()) {
      const start = matcher.start()
      const end = matcher.end()
      // An empty match right behind another is none.
      if (start === end && start === lastEnd) continue
      lastEnd = end
      count++
      if (count < nth) continue
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, n) => matcher.group(n) ?? '')
      out += s.pattern.slice(from, start) + filled(replacement, groups)
      from = end
      if (!global) break
    }
    if (count < nth) return
    s.pattern = out + s.pattern.slice(from)
    this.replaced = true
    if (flags.includes('p')) this.putLine(s.pattern)
    if (flags.includes('w')) this.writeFile(text, `${s.pattern}\n`)
  }
}
