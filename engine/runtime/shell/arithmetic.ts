/** Shell arithmetic on 64-bit integers (POSIX 2.6.4 and bash's additions). */

/** What names stand for while an expression is evaluated. */
export interface Names {
  /** dash knows no `++`, `--` and `**`; ash always evaluates both sides of `&&` and `||`. */
  dialect: 'dash' | 'ash' | 'bash'
  /** Text of a variable, '' when unset. */
  get(name: string, index: string | undefined): string
  set(name: string, index: string | undefined, value: string): void
  /** Values of variables are expressions themselves (bash); otherwise they must be numbers. */
  recursive: boolean
}

export class ArithmeticError extends Error {
  constructor(
    readonly kind: 'syntax' | 'divide' | 'number' | 'depth' | 'exponent' | 'assign',
    /** What could not be read. */
    readonly token: string,
    readonly expression: string,
  ) {
    super(kind)
  }
}

type Tree =
  | { type: 'number'; value: bigint }
  | { type: 'name'; name: string; index: Tree | undefined; indexText: string }
  | { type: 'unary'; operator: string; operand: Tree }
  | { type: 'step'; by: bigint; prefix: boolean; operand: Tree & { type: 'name' } }
  | { type: 'binary'; operator: string; left: Tree; right: Tree; rest: string }
  | { type: 'assign'; operator: string; target: Tree & { type: 'name' }; value: Tree; rest: string }
  | { type: 'choice'; test: Tree; yes: Tree; no: Tree }

const LEVELS: Record<string, number> = {
  ',': 1,
  '||': 4,
  '&&': 5,
  '|': 6,
  '^': 7,
  '&': 8,
  '==': 9,
  '!=': 9,
  '<': 10,
  '>': 10,
  '<=': 10,
  '>=': 10,
  '<<': 11,
  '>>': 11,
  '+': 12,
  '-': 12,
  '*': 13,
  '/': 13,
  '%': 13,
  '**': 14,
}
const ASSIGN = 2
const CHOICE = 3
const TOKEN =
  /\s*(?:((?:0[xX][0-9a-fA-F]+|\d+#[0-9A-Za-z@_]+|\d+)\w*)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|[-+*/%&|^=!<>]=|[-+*/%&|^~!<>=?:(),[\]]))/y
/** The same without what dash does not know. */
const DASH_TOKEN =
  /\s*(?:((?:0[xX][0-9a-fA-F]+|\d+)\w*)|([A-Za-z_]\w*)|(<<=|>>=|&&|\|\||<<|>>|[-+*/%&|^=!<>]=|[-+*/%&|^~!<>=?:()]))/y
const MAX_DEPTH = 64
/** Nesting of parentheses and unary operators. */
const MAX_NESTING = 200

class Parser {
  private at = 0
  private token = ''
  private kind: 'number' | 'name' | 'operator' | 'end' = 'end'
  /** Where the present token begins. */
  private start = 0
  private nesting = 0

  private readonly tokens: RegExp

  constructor(
    private readonly text: string,
    private readonly isDash: boolean,
  ) {
    this.tokens = isDash ? DASH_TOKEN : TOKEN
    this.advance()
  }

  parse(): Tree {
    if (this.kind === 'end') return { type: 'number', value: 0n }
    const tree = this.expression(0)
    if ((this.kind as string) !== 'end') this.fail()
    return tree
  }

  private fail(): never {
    throw new ArithmeticError('syntax', this.text.slice(this.start).trimStart(), this.text)
  }

  private advance(): void {
    this.tokens.lastIndex = this.at
    const match = this.tokens.exec(this.text)
    this.start = this.at
    if (match === null) {
      if (this.text.slice(this.at).trim() !== '') this.fail()
      this.kind = 'end'
      this.token = ''
      return
    }
    this.at = this.tokens.lastIndex
    this.kind = match[1] !== undefined ? 'number' : match[2] !== undefined ? 'name' : 'operator'
    this.token = (match[1] ?? match[2] ?? match[3]) as string
  }

  private expression(level: number): Tree {
    if (++this.nesting > MAX_NESTING) throw new ArithmeticError('depth', this.token, this.text)
    let left = this.primary()
    for (;;) {
      const operator = this.token
      if (this.kind !== 'operator') break
      if (/^([-+*/%&|^]|<<|>>)?=$/.test(operator) && left.type === 'name') {
        if (level > ASSIGN) break
        this.advance()
        const rest = this.text.slice(this.start)
        left = { type: 'assign', operator, target: left, value: this.expression(ASSIGN), rest }
      } else if (operator === '?') {
        if (level > CHOICE) break
        this.advance()
        const yes = this.expression(1)
        if (this.token !== ':') this.fail()
        this.advance()
        left = { type: 'choice', test: left, yes, no: this.expression(CHOICE) }
      } else {
        const own = LEVELS[operator]
        if (own === undefined || own < level) break
        this.advance()
        const rest = this.text.slice(this.start)
        left = { type: 'binary', operator, left, right: this.expression(operator === '**' ? own : own + 1), rest }
      }
    }
    this.nesting--
    return left
  }

  private primary(): Tree {
    const { token, kind } = this
    if (kind === 'number') {
      this.advance()
      return { type: 'number', value: numberOf(token, this.text, this.isDash) }
    }
    if (kind === 'name') return this.name()
    if (token === '(') {
      this.advance()
      const inner = this.expression(1)
      if (this.token !== ')') this.fail()
      this.advance()
      return inner
    }
    if (token === '++' || token === '--') {
      this.advance()
      if ((this.kind as string) === 'name') {
        const operand = this.plainName()
        return { type: 'step', by: token === '++' ? 1n : -1n, prefix: true, operand }
      }
      return this.expression(15)
    }
    if ('+-!~'.includes(token) && token !== '') {
      this.advance()
      return { type: 'unary', operator: token, operand: this.expression(15) }
    }
    return this.fail()
  }

  private plainName(): Tree & { type: 'name' } {
    const name = this.token
    this.advance()
    if (this.token !== '[' || this.kind !== 'operator') return { type: 'name', name, index: undefined, indexText: '' }
    const from = this.at
    this.advance()
    const index = this.expression(1)
    if ((this.token as string) !== ']') this.fail()
    const indexText = this.text.slice(from, this.at - 1).trim()
    this.advance()
    return { type: 'name', name, index, indexText }
  }

  private name(): Tree {
    const operand = this.plainName()
    if (this.kind === 'operator' && (this.token === '++' || this.token === '--')) {
      const by = this.token === '++' ? 1n : -1n
      this.advance()
      return { type: 'step', by, prefix: false, operand }
    }
    return operand
  }
}

const MAX = 9223372036854775807n

function numberOf(token: string, text: string, isDash: boolean): bigint {
  const based = /^(\d+)#([0-9A-Za-z@_]+)$/.exec(token)
  if (based) {
    const base = BigInt(based[1] as string)
    let value = 0n
    for (const char of based[2] as string) {
      const digit = BigInt(DIGITS.indexOf(base <= 36n ? char.toLowerCase() : char))
      if (digit < 0n || digit >= base) throw new ArithmeticError('number', token, text)
      value = value * base + digit
    }
    return BigInt.asIntN(64, value)
  }
  if (/^0[xX][0-9a-fA-F]+$/.test(token)) return BigInt.asIntN(64, BigInt(token))
  if (/^0[0-7]+$/.test(token)) return BigInt.asIntN(64, BigInt(`0o${token.slice(1)}`))
  if (!/^\d+$/.test(token) || /^0\d/.test(token)) throw new ArithmeticError('number', token, text)
  // dash reads with a limit, the others let it wrap.
  return isDash && BigInt(token) > MAX ? MAX : BigInt.asIntN(64, BigInt(token))
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_'

const KEPT = 1024
const trees = new Map<string, Tree>()

function treeOf(text: string, isDash: boolean): Tree {
  const key = isDash ? `d${text}` : text
  let tree = trees.get(key)
  if (tree === undefined) {
    tree = new Parser(text, isDash).parse()
    if (trees.size >= KEPT) trees.clear()
    trees.set(key, tree)
  }
  return tree
}

/** The value of an expression. @throws ArithmeticError */
export function evaluate(text: string, names: Names, depth = 0): bigint {
  if (depth > MAX_DEPTH) throw new ArithmeticError('depth', text, text)
  return new Evaluator(names, text, depth).value(treeOf(text, names.dialect === 'dash'))
}

class Evaluator {
  constructor(
    private readonly names: Names,
    private readonly text: string,
    private readonly depth: number,
  ) {}

  value(tree: Tree): bigint {
    switch (tree.type) {
      case 'number':
        return tree.value
      case 'name':
        return this.variable(tree)
      case 'unary': {
        const operand = this.value(tree.operand)
        if (tree.operator === '-') return BigInt.asIntN(64, -operand)
        if (tree.operator === '!') return operand === 0n ? 1n : 0n
        return tree.operator === '~' ? ~operand : operand
      }
      case 'step': {
        const before = this.variable(tree.operand)
        const after = BigInt.asIntN(64, before + tree.by)
        this.assign(tree.operand, after)
        return tree.prefix ? after : before
      }
      case 'choice':
        return this.value(tree.test) === 0n ? this.value(tree.no) : this.value(tree.yes)
      case 'assign': {
        const right = this.value(tree.value)
        const { operator } = tree
        const value =
          operator === '=' ? right : this.binary(operator.slice(0, -1), this.variable(tree.target), right, tree.rest)
        this.assign(tree.target, value)
        return value
      }
      default:
        return this.logical(tree)
    }
  }

  private logical(tree: Tree & { type: 'binary' }): bigint {
    const { operator } = tree
    if (this.names.dialect === 'ash' && (operator === '&&' || operator === '||')) {
      const left = this.value(tree.left) !== 0n
      const right = this.value(tree.right) !== 0n
      return (operator === '&&' ? left && right : left || right) ? 1n : 0n
    }
    if (operator === '&&') return this.value(tree.left) !== 0n && this.value(tree.right) !== 0n ? 1n : 0n
    if (operator === '||') return this.value(tree.left) !== 0n || this.value(tree.right) !== 0n ? 1n : 0n
    return this.binary(operator, this.value(tree.left), this.value(tree.right), tree.rest)
  }

  private binary(operator: string, a: bigint, b: bigint, rest: string): bigint {
    switch (operator) {
      case '+':
        return BigInt.asIntN(64, a + b)
      case '-':
        return BigInt.asIntN(64, a - b)
      case '*':
        return BigInt.asIntN(64, a * b)
      case '/':
      case '%':
        if (b === 0n) throw new ArithmeticError('divide', rest, this.text)
        return BigInt.asIntN(64, operator === '/' ? a / b : a % b)
      case '**':
        if (b < 0n) throw new ArithmeticError('exponent', rest, this.text)
        return power(a, b)
      case '<<':
        return BigInt.asIntN(64, a << (b & 63n))
      case '>>':
        return a >> (b & 63n)
      case '&':
        return a & b
      case '|':
        return a | b
      case '^':
        return a ^ b
      case ',':
        return b
      default:
        return compare(operator, a, b) ? 1n : 0n
    }
  }

  private indexOf({ index, indexText }: Tree & { type: 'name' }): string | undefined {
    if (index === undefined) return undefined
    // An associative array wants the text; Names decides by trying it as it stands first.
    return indexText === '' ? '0' : `${this.value(index)}\0${indexText}`
  }

  private variable(tree: Tree & { type: 'name' }): bigint {
    const text = this.names.get(tree.name, this.indexOf(tree)).trim()
    if (text === '') return 0n
    if (/^-?\d+$/.test(text) && !/^-?0\d/.test(text)) return BigInt.asIntN(64, BigInt(text))
    if (!this.names.recursive && !/^[-+]?(0[xX][0-9a-fA-F]+|\d+)$/.test(text)) {
      throw new ArithmeticError('number', text, this.text)
    }
    return evaluate(text, this.names, this.depth + 1)
  }

  private assign(tree: Tree & { type: 'name' }, value: bigint): void {
    this.names.set(tree.name, this.indexOf(tree), String(value))
  }
}

function compare(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '==':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    default:
      return a >= b
  }
}

/** Wraps at 64 bits, so a huge exponent costs its number of bits only. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base
  for (let n = exponent; n > 0n; n >>= 1n) {
    if ((n & 1n) === 1n) result = BigInt.asIntN(64, result * square)
    square = BigInt.asIntN(64, square * square)
  }
  return result
}
