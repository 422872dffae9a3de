/** test and [ (POSIX, with -a and -o). */
import type { Call, Command } from '../kernel/contract.ts'
import { prefix } from '../shell/messages.ts'
import { BINARY, binaryTest, NotANumber, type TestWorld, UNARY, unaryTest } from '../shell/test.ts'

class Failed extends Error {}

export const test: Command = { name: 'test', run: (call) => evaluate(call, call.argv.slice(1)) }

export const bracket: Command = {
  name: '[',
  run(call) {
    const words = call.argv.slice(1)
    if (words.pop() !== ']') {
      complain(call, call.process.shell?.isBash ? "missing `]'" : 'missing ]')
      return 2
    }
    return evaluate(call, words)
  },
}

function complain(call: Call, text: string): void {
  const { shell } = call.process
  const name = call.argv[0] === '[' ? '[' : 'test'
  if (shell?.isBash) call.err(`${prefix(shell)}${name}: ${text}\n`)
  else if (shell?.dialect === 'ash') call.err(`sh: ${text}\n`)
  else if (shell !== undefined) call.err(`${prefix(shell, name)}${text}\n`)
  else call.err(`${name}: ${text}\n`)
}

function evaluate(call: Call, words: readonly string[]): number {
  const world: TestWorld = {
    files: () => call.files,
    isTerminal: (fd) => call.isTerminal(fd),
    isSet: (name) =>
      call.process.shell !== undefined && call.kernel.machine.aim(call.container, call.process).isSet(name),
    hasOption: (name) => call.process.shell?.has(name) === true,
  }
  try {
    return new Parser(world, words, call).whole() ? 0 : 1
  } catch (error) {
    if (error instanceof NotANumber) {
      const { shell } = call.process
      const dash = shell?.dialect === 'dash'
      complain(
        call,
        shell?.isBash
          ? `${error.text}: integer expression expected`
          : dash
            ? `Illegal number: ${error.text}`
            : `${error.text}: bad number`,
      )
      return 2
    }
    if (!(error instanceof Failed)) throw error
    complain(call, error.message)
    return 2
  }
}

class Parser {
  private at = 0

  constructor(
    private readonly world: TestWorld,
    private readonly words: readonly string[],
    private readonly call: Call,
  ) {}

  whole(): boolean {
    const { words } = this
    const [a, b, c] = words
    // POSIX fixes the meaning of up to four words by their number.
    switch (words.length) {
      case 0:
        return false
      case 1:
        return a !== ''
      case 2:
        if (a === '!') return b === ''
        if (this.isPosix && this.isBinary(b as string)) throw new Failed(`${b}: argument expected`)
        if (this.isPosix && (b === '-a' || b === '-o')) break
        if (!UNARY.has(a as string)) throw new Failed(this.unknown(a as string, b as string))
        return unaryTest(this.world, a as string, b as string)
      case 3:
        if (this.isBinary(b as string)) return binaryTest(this.world, b as string, a as string, c as string)
        if (a === '!') return !new Parser(this.world, words.slice(1), this.call).whole()
        if (a === '(' && c === ')') return b !== ''
        break
      case 4:
        if (a === '!') return !new Parser(this.world, words.slice(1), this.call).whole()
    }
    const value = this.or()
    if (this.at < words.length) throw new Failed(this.tooMany())
    return value
  }

  /** dash or ash: rules by the number of words, then those of old. */
  private get isPosix(): boolean {
    const { shell } = this.call.process
    return shell !== undefined && !shell.isBash
  }

  private isBinary(word: string): boolean {
    return BINARY.has(word) && !(word === '==' && this.call.process.shell?.dialect === 'dash')
  }

  private unknown(a: string, b: string): string {
    const { shell } = this.call.process
    if (shell?.isBash) return `${a}: unary operator expected`
    return shell?.dialect === 'ash' ? `${b}: unknown operand` : `${a}: unexpected operator`
  }

  private tooMany(): string {
    const { shell } = this.call.process
    const word = this.words[shell?.dialect === 'dash' ? this.at - 1 : this.at] as string
    if (shell?.isBash)
      return this.words.length === 3 ? `${this.words[1]}: binary operator expected` : 'too many arguments'
    return shell?.dialect === 'ash' ? `${word}: unknown operand` : `${word}: unexpected operator`
  }

  private or(): boolean {
    let value = this.and()
    while (this.words[this.at] === '-o') {
      this.at++
      const right = this.and()
      value = value || right
    }
    return value
  }

  private and(): boolean {
    let value = this.primary()
    while (this.words[this.at] === '-a') {
      this.at++
      const right = this.primary()
      value = value && right
    }
    return value
  }

  private primary(): boolean {
    const word = this.words[this.at]
    if (word === undefined && this.isPosix && this.at > 1) return false
    if (word === undefined)
      throw new Failed(this.call.process.shell?.isBash ? 'argument expected' : 'argument expected')
    const next = this.words[this.at + 1]
    if (next !== undefined && this.isBinary(next) && this.words[this.at + 2] !== undefined) {
      this.at += 3
      return binaryTest(this.world, next, word, this.words[this.at - 1] as string)
    }
    if (word === '!') {
      this.at++
      return !this.primary()
    }
    if (word === '(') {
      this.at++
      const value = this.or()
      if (this.words[this.at++] !== ')') throw new Failed('closing paren expected')
      return value
    }
    if (UNARY.has(word) && next !== undefined) {
      this.at += 2
      return unaryTest(this.world, word, next)
    }
    this.at++
    return word !== ''
  }
}
