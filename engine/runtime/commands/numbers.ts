/** seq, expr and bc. */
import type { Call, Command } from '../kernel/contract.ts'
import { evaluate as evaluateArithmetic } from '../shell/arithmetic.ts'
import { busyboxUsage } from './busyboxusage.ts'
import { BLOCKED } from './command.ts'
import { floatText } from './floats.ts'
import { readOptions } from './options.ts'
import { BadPattern, compileRegex } from './regex.ts'

const simple = (name: string, run: (call: Call) => number): Command => ({ name, run })

// ---------------------------------------------------------------------------------------------------- numbers

const seq = simple('seq', (call) => {
  const options = readOptions(
    call,
    'ws:f:t:',
    { 'equal-width': 'w', separator: 's:', format: 'f:' },
    {
      args: call.args
        .flatMap((word) => (/^-[\d.]/.test(word) ? ['--', word] : [word]))
        .filter((word, i, all) => word !== '--' || all.indexOf('--') === i),
    },
  )
  if (options === undefined) return 1
  const numbers = options.words.map(Number)
  const bad = options.words.find((word) => word === '' || Number.isNaN(Number(word)))
  if (bad !== undefined || numbers.length === 0) {
    const usage = call.flavour === 'busybox' ? busyboxUsage('seq') : undefined
    if (usage !== undefined) {
      call.err(usage)
      return 1
    }
    call.warn(
      bad === undefined
        ? 'missing operand'
        : call.flavour === 'gnu'
          ? `invalid floating point argument: '${bad}'`
          : `invalid number '${bad}'`,
    )
    if (call.flavour === 'gnu') call.err("Try 'seq --help' for more information.\n")
    return 1
  }
  const [first, by, last] =
    numbers.length === 1
      ? [1, 1, numbers[0] as number]
      : numbers.length === 2
        ? [numbers[0] as number, 1, numbers[1] as number]
        : (numbers as [number, number, number])
  const digits = Math.max(
    ...options.words.slice(0, numbers.length === 3 ? 2 : 1).map((word) => (word.split('.')[1] ?? '').length),
  )
  const state = (call.state ?? { n: 0 }) as { n: number }
  call.state = state
  const format = options.get('f')
  const show = (value: number): string => {
    if (format !== undefined)
      return format.replace(
        /%([-+ 0]*)(\d*)(?:\.(\d+))?([efg])/,
        (_, flags: string, width: string, precision: string | undefined, letter: string) => {
          const text = floatText(value, letter, precision === undefined ? -1 : Number(precision), flags)
          return flags.includes('0') ? text.padStart(Number(width), '0') : text.padStart(Number(width))
        },
      )
    return value.toFixed(digits)
  }
  const width = options.has('w') ? Math.max(show(first).length, show(last).length) : 0
  const separator = options.get('s')?.replace('\\n', '\n').replace('\\t', '\t') ?? '\n'
  let text = ''
  for (let count = 0; ; count++) {
    const value = first + state.n * by
    if (by > 0 ? value > last + 1e-9 : value < last - 1e-9) break
    if (count >= 5000) {
      call.out(text)
      call.kernel.charge(call.process, 500)
      return BLOCKED
    }
    const shown = show(value)
    const padded = shown.startsWith('-') ? `-${shown.slice(1).padStart(width - 1, '0')}` : shown.padStart(width, '0')
    text += (state.n > 0 ? separator : '') + (width > 0 ? padded : shown)
    state.n++
  }
  call.out(state.n > 0 ? `${text}\n` : text)
  return 0
})

class ExprError extends Error {
  constructor(
    message: string,
    readonly status = 2,
  ) {
    super(message)
  }
}

/** expr's grammar on words. */
class ExprParser {
  private at = 0

  constructor(private readonly words: readonly string[]) {}

  parse(): string {
    if (this.words.length === 0) throw new ExprError('missing operand')
    const value = this.or()
    if (this.at < this.words.length) throw new ExprError(`syntax error: unexpected argument '${this.words[this.at]}'`)
    return value
  }

  private take(...operators: string[]): string | undefined {
    const word = this.words[this.at]
    if (word === undefined || !operators.includes(word)) return undefined
    this.at++
    return word
  }

  private or(): string {
    let left = this.and()
    while (this.take('|')) {
      const right = this.and()
      left = falsy(left) ? (falsy(right) ? '0' : right) : left
    }
    return left
  }

  private and(): string {
    let left = this.compare()
    while (this.take('&')) {
      const right = this.compare()
      left = falsy(left) || falsy(right) ? '0' : left
    }
    return left
  }

  private compare(): string {
    let left = this.sum()
    for (
      let op = this.take('=', '==', '!=', '<', '<=', '>', '>=');
      op !== undefined;
      op = this.take('=', '==', '!=', '<', '<=', '>', '>=')
    ) {
      const right = this.sum()
      const numbers = /^-?\d+$/.test(left) && /^-?\d+$/.test(right)
      const [a, b] = numbers ? [BigInt(left), BigInt(right)] : [left, right]
      const verdict = op.startsWith('=')
        ? a === b
        : op === '!='
          ? a !== b
          : op === '<'
            ? a < b
            : op === '<='
              ? a <= b
              : op === '>'
                ? a > b
                : a >= b
      left = verdict ? '1' : '0'
    }
    return left
  }

  private integer(text: string): bigint {
    if (!/^-?\d+$/.test(text)) throw new ExprError('non-integer argument')
    return BigInt(text)
  }

  private sum(): string {
    let left = this.product()
    for (let op = this.take('+', '-'); op !== undefined; op = this.take('+', '-')) {
      const right = this.product()
      left = String(op === '+' ? this.integer(left) + this.integer(right) : this.integer(left) - this.integer(right))
    }
    return left
  }

  private product(): string {
    let left = this.match()
    for (let op = this.take('*', '/', '%'); op !== undefined; op = this.take('*', '/', '%')) {
      const right = this.match()
      const [a, b] = [this.integer(left), this.integer(right)]
      if (op !== '*' && b === 0n) throw new ExprError('division by zero')
      left = String(op === '*' ? a * b : op === '/' ? a / b : a % b)
    }
    return left
  }

  private match(): string {
    let left = this.primary()
    while (this.take(':')) left = matched(left, this.primary())
    return left
  }

  private primary(): string {
    const word = this.words[this.at++]
    if (word === undefined) throw new ExprError(`syntax error: missing argument after '${this.words.at(-1)}'`)
    if (word === '(') {
      const value = this.or()
      if (this.words[this.at++] !== ')')
        throw new ExprError(`syntax error: expecting ')' after '${this.words[this.at - 2] ?? ''}'`)
      return value
    }
    const next = () => this.words[this.at++] ?? ''
    if (this.at < this.words.length) {
      if (word === 'length') return String(next().length)
      if (word === 'substr') {
        const text = next()
        const from = Number(next())
        return text.slice(from - 1, from - 1 + Number(next()))
      }
      if (word === 'index') {
        const text = next()
        const set = next()
        return String([...text].findIndex((c) => set.includes(c)) + 1)
      }
      if (word === 'match') return matched(next(), next())
    }
    return word
  }
}

const falsy = (text: string): boolean => text === '' || /^-?0+$/.test(text)

function matched(text: string, pattern: string): string {
  const hasGroup = /\\\(/.test(pattern)
  const matcher = compileRegex(`^${pattern.replace(/^\^/, '')}`, 'basic').matcher(text)
  if (!matcher.find()) return hasGroup ? '' : '0'
  return hasGroup ? (matcher.group(1) ?? '') : String(matcher.end())
}

const expr = simple('expr', (call) => {
  try {
    const value = new ExprParser(call.args[0] === '--' ? call.args.slice(1) : call.args).parse()
    call.out(`${value}\n`)
    return falsy(value) ? 1 : 0
  } catch (error) {
    if (!(error instanceof ExprError) && !(error instanceof BadPattern)) throw error
    call.warn(
      call.flavour === 'gnu' ? error.message : error.message.includes('missing') ? 'syntax error' : error.message,
    )
    if (error.message === 'missing operand') call.err("Try 'expr --help' for more information.\n")
    return 2
  }
})

const bc = simple('bc', (call) => {
  const parts = (call.state ?? []) as string[]
  call.state = parts
  for (;;) {
    const chunk = call.read()
    if (chunk === undefined) return call.waitInput()
    if (chunk === null) break
    parts.push(chunk)
  }
  let scale = call.args.includes('-l') ? 20 : 0
  for (const line of parts.join('').split(/[\n;]/)) {
    const text = line.trim()
    const set = /^scale\s*=\s*(\d+)$/.exec(text)
    if (set !== null) scale = Number(set[1])
    else if (text !== '' && /^[\d\s+\-*/%()^<>=!.]+$/.test(text)) call.out(`${decimal(text, scale)}\n`)
    else if (text !== '' && text !== 'quit') {
      call.err(`bc: syntax error: ${text}\n`)
      return 1
    }
  }
  return 0
})

/** Sums and products with a number of digits behind the point, on integers scaled up. */
function decimal(text: string, scale: number): string {
  if (!text.includes('.') && scale === 0) {
    try {
      return String(
        evaluateArithmetic(text.replace(/\^/g, '**'), { get: () => '0', set() {}, dialect: 'bash', recursive: false }),
      )
    } catch {
      return '0'
    }
  }
  let at = 0
  const value = (): number => {
    let left = term()
    for (let op = text[at]; op === '+' || op === '-'; op = text[at]) {
      at++
      const right = term()
      left = op === '+' ? left + right : left - right
    }
    return left
  }
  const skip = () => {
    while (text[at] === ' ') at++
  }
  const term = (): number => {
    let left = factor()
    for (let op = text[at]; op === '*' || op === '/' || op === '%'; op = text[at]) {
      at++
      const right = factor()
      left = op === '*' ? left * right : op === '/' ? left / right : left % right
    }
    return left
  }
  const factor = (): number => {
    skip()
    const sign = text[at] === '-' ? -1 : 1
    if (sign < 0) at++
    let n: number
    if (text[at] === '(') {
      at++
      n = value()
      at++
    } else {
      const match = /^\d*\.?\d*/.exec(text.slice(at)) as RegExpExecArray
      at += match[0].length
      n = Number(match[0])
    }
    skip()
    return sign * n
  }
  const n = value()
  const cut = Math.trunc(n * 10 ** scale) / 10 ** scale
  return cut.toFixed(scale).replace(/^(-?)0\./, '$1.')
}

export const numberCommands: readonly Command[] = [seq, expr, bc]
