/** What shell code sees of its process: the part of the machine that only answers and prints. */
import type { Kernel, Machine } from './contract.ts'
import { attempt } from '../files/errno.ts'
import type { FileView } from '../files/view.ts'
import { calculate } from '../shell/calculate.ts'
import { expandGlob } from '../shell/glob.ts'
import { EXPORTED, INTEGER, READONLY, type Shell } from '../shell/state.ts'
import type { Container } from './container.ts'
import { writeOpen } from './io.ts'
import { Process } from './process.ts'

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
    return this.shell.get('PS4') ?? '+ '
  }

  attributeLetters(name: string): string {
    const flags = this.shell.flags(name)
    const value = this.shell.value(name)
    const kind = typeof value !== 'object' ? '' : value.associative ? 'A' : 'a'
    return (
      kind +
      ((flags & INTEGER) !== 0 ? 'i' : '') +
      ((flags & READONLY) !== 0 ? 'r' : '') +
      ((flags & EXPORTED) !== 0 ? 'x' : '')
    )
  }

  /** The script's line of a number, for bash's syntax errors. */
  sourceLine(line: number): string {
    const argv = this.process.argv
    const text = argv[argv.indexOf('-c') + 1] ?? ''
    return text.split('\n')[line - 1] ?? ''
  }

  get insideEval(): boolean {
    return this.process.frames.some((frame) => frame.type === 'code' && frame.kind === 'eval')
  }

  functionName(n: number): string | undefined {
    const names = this.process.frames.flatMap((frame) =>
      frame.type === 'code' && frame.kind === 'function' ? [frame.name] : [],
    )
    return names.reverse()[n]
  }
}
