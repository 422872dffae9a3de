/** Puts instructions one behind the other, with jumps filled in later. */
import type { ParsedScript } from 'unbash'
import { Instruction, type Operation } from '../program.ts'
import type { Dialect } from '../state.ts'

export class Emitter {
  readonly code: Instruction[] = []
  /** The command being compiled is a condition: `set -e` does not apply to what is in it. */
  ignored = false
  line = 1
  /** The command without words that comes next is bash's `$(<file)`. */
  copiesInput = false
  /** The script asks what commands are run: few do, and others need not keep their texts. */
  readonly tellsCommands: boolean

  constructor(
    /** The text that positions count in. */
    readonly source: string,
    readonly dialect: Dialect,
    /** Line on which `source` begins. */
    private readonly firstLine: number,
    /** Compiles a nested script (a command substitution) in place. */
    readonly nested: (emitter: Emitter, script: ParsedScript | undefined) => void,
  ) {
    this.line = firstLine
    this.tellsCommands = dialect === 'bash' && /BASH_COMMAND|DEBUG/.test(source)
  }

  get here(): number {
    return this.code.length
  }

  emit(run: Operation, a = 0, b = 0, text = '', data: unknown = undefined): Instruction {
    const instruction = new Instruction(run, this.line, a, b, text, data)
    this.code.push(instruction)
    return instruction
  }

  /** Lets a jump go to what is emitted next. */
  land(...jumps: Instruction[]): void {
    for (const jump of jumps) jump.a = this.here
  }

  /** A line of the source, counted from 1. */
  atLine(line: number): void {
    this.line = this.firstLine + line - 1
  }

  private lineStarts: number[] | undefined

  /** The line of a position, for messages. */
  at(pos: number): void {
    if (this.lineStarts === undefined) {
      this.lineStarts = [0]
      for (let i = this.source.indexOf('\n'); i >= 0; i = this.source.indexOf('\n', i + 1)) this.lineStarts.push(i + 1)
    }
    let low = 0
    let high = this.lineStarts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.lineStarts[middle] as number) <= pos) low = middle
      else high = middle - 1
    }
    this.line = this.firstLine + low
  }
}
