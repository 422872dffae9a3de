/**
 * Go's words for what is wrong with a text that is not JSON (encoding/json scanner). Only run on texts that JSON.parse
 * refused. It keeps an explicit stack, so that no nesting can overflow the program's own.
 */
import { goQuote } from '../goquote.ts'

/** One open object or array. */
interface Frame {
  object: boolean
  /** Nothing inside has been read yet. */
  first: boolean
}

class SyntaxProblem {
  constructor(readonly message: string) {}
}

const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' }
const END = 'unexpected end of JSON input'

class Scanner {
  readonly stack: Frame[] = []
  position = 0

  constructor(readonly text: string) {}

  /** Go's printing of a character in an error. */
  fail(context: string): never {
    const { text, position } = this
    if (position >= text.length) throw new SyntaxProblem(END)
    const character = text[position] as string
    const shown = character === "'" ? `'\\''` : character === '"' ? `'"'` : `'${goQuote(character).slice(1, -1)}'`
    throw new SyntaxProblem(`invalid character ${shown} ${context}`)
  }

  space(): void {
    while (/[ \t\r\n]/.test(this.text[this.position] ?? 'x')) this.position++
  }

  run(): void {
    this.space()
    this.value()
    while (this.stack.length > 0) this.next()
    this.space()
    if (this.position < this.text.length) this.fail('after top-level value')
  }

  /** Reads a scalar whole, or opens an object or array. */
  value(): void {
    const character = this.text[this.position] ?? ''
    if (character === '{' || character === '[') this.open(character === '{')
    else if (character === '"') this.string()
    else if (character === '-' || (character >= '0' && character <= '9')) this.number()
    else if (LITERALS[character] !== undefined) this.literal(LITERALS[character] as string)
    else this.fail('looking for beginning of value')
  }

  open(object: boolean): void {
    this.position++
    this.stack.push({ object, first: true })
  }

  /** Goes on inside the innermost object or array, just after an element or its opening. */
  next(): void {
    const frame = this.stack[this.stack.length - 1] as Frame
    this.space()
    const character = this.text[this.position]
    if (character === (frame.object ? '}' : ']')) {
      this.position++
      this.stack.pop()
      return
    }
    if (!frame.first) {
      if (character !== ',') this.fail(frame.object ? 'after object key:value pair' : 'after array element')
      this.position++
      this.space()
    }
    frame.first = false
    if (frame.object) this.key()
    this.value()
  }

  key(): void {
    if (this.text[this.position] !== '"') this.fail('looking for beginning of object key string')
    this.string()
    this.space()
    if (this.text[this.position] !== ':') this.fail('after object key')
    this.position++
    this.space()
  }

  string(): void {
    this.position++
    for (;;) {
      const character = this.text[this.position]
      if (character === undefined || character < ' ') this.fail('in string literal')
      this.position++
      if (character === '"') return
      if (character === '\\') this.escape()
    }
  }

  escape(): void {
    const character = this.text[this.position] ?? ''
    if (character === '' || !'"\\/bfnrtu'.includes(character)) this.fail('in string escape code')
    this.position++
    if (character !== 'u') return
    for (let digit = 0; digit < 4; digit++, this.position++) {
      if (!/[0-9a-fA-F]/.test(this.text[this.position] ?? '')) this.fail('in \\u hexadecimal character escape')
    }
  }

  number(): void {
    const digits = () => {
      if (!/\d/.test(this.text[this.position] ?? '')) this.fail('in numeric literal')
      while (/\d/.test(this.text[this.position] ?? '')) this.position++
    }
    if (this.text[this.position] === '-') this.position++
    if (this.text[this.position] === '0') this.position++
    else digits()
    if (this.text[this.position] === '.') {
      this.position++
      digits()
    }
    if (/[eE]/.test(this.text[this.position] ?? '')) {
      this.position++
      if (/[+-]/.test(this.text[this.position] ?? '')) this.position++
      digits()
    }
  }

  literal(word: string): void {
    for (let at = 0; at < word.length; at++, this.position++) {
      if (this.text[this.position] !== word[at]) this.fail(`in literal ${word} (expecting '${word[at]}')`)
    }
  }
}

/** Go's text for the first syntax error; undefined when there is none. */
export function jsonSyntaxError(text: string): string | undefined {
  const scanner = new Scanner(text)
  try {
    scanner.run()
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem
    return problem.message
  }
  return undefined
}
