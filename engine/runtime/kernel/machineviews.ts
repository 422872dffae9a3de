/** What shell code sees of its process: the part of the machine that only answers and prints. */
import type { Kernel, Machine } from './contract.ts'
import { attempt } from '../files/errno.ts'
import type { FileView } from '../files/view.ts'
import { calculate } from '../shell/calculate.ts'
import { expandGlob } from '../shell/glob.ts'
import { EXPORTED, INTEGER, LOWER, READONLY, type Shell, UPPER } from '../shell/state.ts'
import type { Container } from './container.ts'
import { writeOpen } from './io.ts'
import { Process } from './process.ts'

const NESTS: ReadonlySet<string> = new Set(['substitution', 'eval', 'trap'])

export abstract class MachineViews {
  container!: Container
  process!: Process
  shell!: Shell
  abstract readonly kernel: Kernel

  get nowMs(): number {
    return this.kernel.nowMs
  }

  get epochSeconds(): number {
    return Math.floor((this.kernel.epochMs + this.kernel.nowMs) / 1000)
  }

  get extended(): boolean {
    return this.shell.dialect === 'bash' && this.shell.named.has('extglob')
  }

  get hostname(): string {
    return this.container.spec.hostname ?? this.container.spec.podName
  }

  get parentOfShell(): number {
    return this.container.process(this.shell.mainPid)?.parent ?? this.process.parent
  }

  random(): string {
    return String(this.kernel.randomBits(this.container) & 32767)
  }

  files(): FileView {
    return this.kernel.files(this.container, this.process)
  }

  calculate(text: string, line: number): bigint | undefined {
    return calculate(this as unknown as Machine, text, line)
  }

  usedMemory(bytes: number): void {
    if (bytes > 65536) this.kernel.checkMemory(this.container)
  }

  homeOf(user: string): string | undefined {
    if (user === '') return this.shell.get('HOME')
    if (user === '+') return this.shell.get('PWD')
    const passwd = attempt(() => this.files().read('/etc/passwd')).value ?? ''
    return passwd
      .split('\n')
      .map((line) => line.split(':'))
      .find(([name]) => name === user)?.[5]
  }

  glob(pattern: string): string[] {
    const { named } = this.shell
    return expandGlob(pattern, this.files(), {
      extended: this.extended,
      dots: named.has('dotglob'),
      deep: named.has('globstar'),
    })
  }

  // ------------------------------------------------------------------------------------------------ output

  write(fd: number, text: string): void {
    const n = this.process.fds[fd] ?? -1
    if (n >= 0) writeOpen(this.kernel, this.container, this.process, n, text)
  }

  complain(text: string): void {
    this.write(2, text)
  }

  isTerminal(fd: number): boolean {
    return this.kernel.isTerminal(this.container, this.process.fds[fd] ?? -1)
  }

  isSet(name: string): boolean {
    const indexed = /^(\w+)\[(.*)\]$/.exec(name)
    if (indexed === null) return this.shell.value(name) !== undefined
    const value = this.shell.value(indexed[1] as string)
    return typeof value === 'object' && value.items.has(indexed[2] as string)
  }

  hasOption(name: string): boolean {
    return this.shell.has(name)
  }

  get tracePrefix(): string {
    const text = this.shell.get('PS4') ?? '+ '
    if (!this.shell.isBash) return text
    // bash repeats the first character for every substitution it is in.
    const depth = this.process.frames.filter(
      ({ type, ...frame }) => type === 'code' && 'kind' in frame && NESTS.has(frame.kind),
    ).length
    return text.slice(0, 1).repeat(depth) + text
  }

  attributeLetters(name: string): string {
    const flags = this.shell.flags(name)
    const value = this.shell.value(name)
    const kind = typeof value !== 'object' ? '' : value.associative ? 'A' : 'a'
    return (
      kind +
      ((flags & INTEGER) !== 0 ? 'i' : '') +
      ((flags & READONLY) !== 0 ? 'r' : '') +
      ((flags & EXPORTED) !== 0 ? 'x' : '') +
      ((flags & LOWER) !== 0 ? 'l' : '') +
      ((flags & UPPER) !== 0 ? 'u' : '')
    )
  }

  get mayReturn(): boolean {
    return this.process.frames.some(
      (frame) => frame.type === 'code' && (frame.kind === 'function' || frame.kind === 'source'),
    )
  }

  /** `eval`'s own code is on top; what a shell reads from its input is not that. */
  get insideEval(): boolean {
    const { frames } = this.process
    const top = frames[frames.length - 1]
    const below = frames[frames.length - 2]
    return top?.type === 'code' && top.kind === 'eval' && !(below?.type === 'code' && below.readsInput)
  }

  functionNames(): string[] {
    const names = this.process.frames.flatMap((frame) =>
      frame.type === 'code' && frame.kind === 'function' ? [frame.name] : [],
    )
    return names.reverse()
  }
}
