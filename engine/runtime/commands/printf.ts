/** printf (POSIX, with %b %q and %(…)T of bash). */
import type { Call, Command } from '../kernel/contract.ts'
import { transformed } from '../shell/edits.ts'
import { prefix } from '../shell/messages.ts'
import { keyFor, setVariable } from '../shell/variables.ts'
import { toBytes } from '../../core/bytes.ts'
import { unescape } from './escapes.ts'
import { floatText } from './floats.ts'
import { strftime } from './strftime.ts'

const SPEC =
  /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|q(?=[dioux])|j|z|t)?([diouxXeEfFgGaAcsbqn%]|\(([^)]*)\)T)/
const MAX_WIDTH = 65536

export const printf: Command = {
  name: 'printf',
  run(call) {
    let words = call.argv.slice(1)
    let variable: string | undefined
    if (words[0] === '-v' && call.process.shell?.isBash) {
      variable = words[1]
      words = words.slice(2)
    }
    if (words[0] === '--') words = words.slice(1)
    const [format, ...args] = words
    if (format === undefined) {
      const { shell } = call.process
      call.err(
        shell?.isBash
          ? 'printf: usage: printf [-v var] format [arguments]\n'
          : shell?.dialect === 'ash'
            ? `${said(call)}usage: printf FORMAT [ARGUMENT...]\n`
            : `${said(call)}usage: printf format [arg ...]\n`,
      )
      return 2
    }
    const job = new Formatter(call, format, args)
    job.run()
    if (variable === undefined) call.out(job.out)
    else {
      const machine = call.kernel.machine.aim(call.container, call.process)
      const [, name = variable, index] = /^(\w+)\[(.*)\]$/s.exec(variable) ?? []
      setVariable(machine, name, job.out, index === undefined ? undefined : keyFor(machine, name, index))
    }
    return job.status
  },
}

const said = (call: Call): string => {
  const { shell } = call.process
  if (shell === undefined) return 'printf: '
  if (shell.dialect === 'ash') return `${shell.name}: `
  return shell.isBash ? `${prefix(shell)}printf: ` : prefix(shell, 'printf')
}

const LENGTHS = /^%[-+ #0'\d.*]*(?:hh|h|ll|l|L|q|j|z|t)?/

class Formatter {
  out = ''
  status = 0
  private next = 0

  constructor(
    private readonly call: Call,
    private readonly format: string,
    private readonly args: readonly string[],
  ) {}

  run(): void {
    do {
      const before = this.next
      if (!this.pass() || this.next === before) break
    } while (this.next < this.args.length)
  }

  /** Goes through the format once; false when `\c` ended it. */
  private pass(): boolean {
    const { format } = this
    let i = 0
    while (i < format.length) {
      const percent = format.indexOf('%', i)
      const literal = format.slice(i, percent < 0 ? undefined : percent)
      const plain = unescape(literal, 'plain', true, this.isDash)
      this.out += plain.text
      if (plain.stops) return false
      if (percent < 0) return true
      const match = SPEC.exec(format.slice(percent))
      if (match === null) {
        this.badDirective(format.slice(percent))
        return false
      }
      i = percent + match[0].length
      if (!this.directive(match)) return false
    }
    return true
  }

  private get isDash(): boolean {
    return this.call.process.shell?.dialect === 'dash'
  }

  private badDirective(rest: string): void {
    const { shell } = this.call.process
    const letter = rest[LENGTHS.exec(rest)?.[0].length ?? 1] ?? ''
    if (shell?.isBash) this.call.err(`${said(this.call)}\`${letter}': invalid format character\n`)
    else if (shell?.dialect === 'ash')
      this.call.err(`${said(this.call)}%${rest.slice(LENGTHS.exec(rest)?.[0].length ?? 1)}: invalid format\n`)
    else this.call.err(`${said(this.call)}${rest.slice(0, 2)}: invalid directive\n`)
    this.status = shell?.dialect === 'dash' ? 2 : 1
  }

  private take(): string | undefined {
    return this.args[this.next++]
  }

  private directive([, flags = '', widthText, precisionText, conversion = '', time]: RegExpExecArray): boolean {
    if (conversion === '%') {
      this.out += '%'
      return true
    }
    const width = widthText === '*' ? Number(this.take() ?? 0) : Number(widthText ?? 0)
    const precision =
      precisionText === undefined ? -1 : precisionText === '*' ? Number(this.take() ?? 0) : Number(precisionText || 0)
    const left = flags.includes('-') || width < 0
    const space = Math.min(Math.abs(width), MAX_WIDTH)
    if (conversion === 'b') {
      const plain = unescape(this.take() ?? '', 'both', false, this.isDash)
      this.out += padded(cut(plain.text, precision), space, left)
      return !plain.stops
    }
    this.out += padded(this.text(conversion, flags, precision, time, left ? 0 : space), space, left)
    return true
  }

  private text(conversion: string, flags: string, precision: number, time: string | undefined, zeroTo: number): string {
    switch (conversion[0]) {
      case 's':
        return cut(this.take() ?? '', precision)
      case 'c':
        return (this.take() ?? '').slice(0, 1)
      case 'q': {
        const word = this.take() ?? ''
        // oxlint-disable-next-line no-control-regex -- control characters need $'…'
        if (/[\x00-\x1f\x7f]/.test(word)) return transformed(word, 'Q')
        return word === '' ? "''" : word.replace(/[^\w@%+=:,./-]/g, '\\$&')
      }
      case '(': {
        const given = this.take()
        const ms = given === undefined || Number(given) < 0 ? this.call.unixMs : Number(given) * 1000
        return toBytes(strftime(time === '' || time === undefined ? '%X' : time, ms, this.call.env('TZ')))
      }
      case 'd':
      case 'i':
        return zeros(signed(this.integer(), flags), flags, precision, zeroTo)
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        return zeros(unsigned(this.integer(), conversion, flags), flags, precision, zeroTo)
      default: {
        const text = floatText(this.float(), conversion, precision, flags)
        return flags.includes('0') ? zeros(text, flags, -1, zeroTo) : text
      }
    }
  }

  private integer(): bigint {
    const word = this.take()
    const { shell } = this.call.process
    if (word === undefined || word === '') {
      if (shell?.dialect === 'ash' || (word === '' && shell === undefined)) this.bad('')
      return 0n
    }
    if (/^["']/.test(word)) return BigInt(word.charCodeAt(1) || 0)
    const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(word)
    if (match === null) {
      this.bad(word)
      return 0n
    }
    const [all, sign, digits = '0'] = match
    const value = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits)
    if (all.length < word.length) this.bad(word, true)
    if (all.length < word.length && shell?.dialect === 'ash') return 0n
    return sign === '-' ? -value : value
  }

  private float(): number {
    const word = this.take() ?? ''
    if (/^["']/.test(word)) return word.charCodeAt(1) || 0
    const match = /^\s*[-+]?(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf|nan|0[xX][0-9a-fA-F]+)/.exec(word)
    if (match === null || match[0].length < word.length) {
      if (word !== '') this.bad(word, match !== null)
    }
    return match === null ? 0 : Number(match[0])
  }

  private bad(word: string, partly = false): void {
    const { shell } = this.call.process
    this.status = 1
    const gnu = shell === undefined && this.call.flavour === 'gnu'
    if (shell?.isBash) this.call.err(`${said(this.call)}${word}: invalid number\n`)
    else if (gnu)
      this.call.err(`printf: '${word}': ${partly ? 'value not completely converted' : 'expected a numeric value'}\n`)
    else if (shell?.dialect === 'dash')
      this.call.err(`${said(this.call)}${word}: ${partly ? 'not completely converted' : 'expected numeric value'}\n`)
    else this.call.err(`${said(this.call)}invalid number '${word}'\n`)
  }
}

const cut = (text: string, precision: number): string => (precision < 0 ? text : text.slice(0, precision))

const padded = (text: string, width: number, left: boolean): string =>
  left ? text.padEnd(width) : text.padStart(width)

const signed = (value: bigint, flags: string): string =>
  value >= 0n && flags.includes('+') ? `+${value}` : value >= 0n && flags.includes(' ') ? ` ${value}` : String(value)

function unsigned(value: bigint, conversion: string, flags: string): string {
  const bits = BigInt.asUintN(64, value)
  const base = conversion === 'o' ? 8 : conversion === 'u' ? 10 : 16
  const digits = bits.toString(base)
  const shown =
    flags.includes('#') && bits !== 0n ? (base === 16 ? `0x${digits}` : base === 8 ? `0${digits}` : digits) : digits
  return conversion === 'X' ? shown.toUpperCase() : shown
}

/** Zeros between sign and digits up to a precision, or (flag 0) up to a width. */
function zeros(text: string, flags: string, precision: number, width: number): string {
  const match = /^([-+ ]?(?:0[xX])?)(.*)$/.exec(text) as RegExpExecArray
  const [, sign = '', digits = ''] = match
  if (precision >= 0) return sign + digits.padStart(precision, '0')
  return flags.includes('0') ? sign + digits.padStart(width - sign.length, '0') : text
}
