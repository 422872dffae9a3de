/** The string form of label selectors (`app=web,tier in (a,b),!canary`), read as apimachinery's pkg/labels does. */
import { formatFieldErrors } from './fielderror.ts'
import {
  BINARY_OPERATORS,
  type Operator,
  type Requirement,
  validateLabelKey,
  validateRequirement,
} from './requirement.ts'

/** Thrown for a selector that cannot be read; the message is apimachinery's. */
export class SelectorParseError extends Error {}

type TokenKind = Operator | 'identifier' | 'error' | 'end' | ',' | '(' | ')'

interface Token {
  readonly kind: TokenKind
  readonly literal: string
}

const SPECIAL = '=!(),<>'
const BLANK = ' \t\r\n'
const SYMBOLS: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  [')', ')'],
  [',', ','],
  ['!', '!'],
  ['==', '=='],
  ['=', '='],
  ['!=', '!='],
  ['(', '('],
  ['>', 'gt'],
  ['<', 'lt'],
])
const END: Token = { kind: 'end', literal: '' }

/** Reads a word up to a blank or special character. */
function readWord(text: string, start: number): Token {
  let end = start
  while (end < text.length && !SPECIAL.includes(text.charAt(end)) && !BLANK.includes(text.charAt(end))) end++
  const literal = text.slice(start, end)
  return { kind: literal === 'in' || literal === 'notin' ? literal : 'identifier', literal }
}

/** Reads the longest symbol that starts here. */
function readSymbol(text: string, start: number): Token {
  const two = text.slice(start, start + 2)
  const literal = SYMBOLS.has(two) ? two : text.charAt(start)
  return { kind: SYMBOLS.get(literal) ?? 'error', literal }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  while (position < text.length) {
    const character = text.charAt(position)
    if (BLANK.includes(character)) {
      position++
      continue
    }
    const token = SPECIAL.includes(character) ? readSymbol(text, position) : readWord(text, position)
    tokens.push(token)
    position += token.literal.length
  }
  return tokens
}

class Parser {
  private readonly tokens: readonly Token[]
  private readonly path: string
  private position = 0

  constructor(text: string, path: string) {
    this.tokens = tokenize(text)
    this.path = path
  }

  /** The next token; `in` and `notin` are plain words except where an operator is due. */
  private peek(operatorDue = false): Token {
    const token = this.tokens[this.position] ?? END
    const isWord = !operatorDue && (token.kind === 'in' || token.kind === 'notin')
    return isWord ? { kind: 'identifier', literal: token.literal } : token
  }

  private take(operatorDue = false): Token {
    const token = this.peek(operatorDue)
    this.position++
    return token
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = []
    while (this.peek().kind !== 'end') {
      const start = this.peek()
      if (start.kind !== 'identifier' && start.kind !== '!') {
        throw new SelectorParseError(`found '${start.literal}', expected: !, identifier, or 'end of string'`)
      }
      requirements.push(this.requirement())
      if (!this.separator()) break
    }
    return requirements
  }

  /** Takes what stands behind a requirement; false at the end. */
  private separator(): boolean {
    const token = this.take()
    if (token.kind === 'end') return false
    if (token.kind !== ',') {
      throw new SelectorParseError(`found '${token.literal}', expected: ',' or 'end of string'`)
    }
    const next = this.peek()
    if (next.kind === 'identifier' || next.kind === '!') return true
    throw new SelectorParseError(`found '${next.literal}', expected: identifier after ','`)
  }

  private requirement(): Requirement {
    const negated = this.peek().kind === '!'
    if (negated) this.take()
    const key = this.key()
    const next = this.peek().kind
    if (negated) return this.checked(key, '!', [])
    if (next === 'end' || next === ',') return this.checked(key, 'exists', [])
    const operator = this.operator()
    const values = operator === 'in' || operator === 'notin' ? this.list() : [this.exactValue()]
    return this.checked(key, operator, [...new Set(values)].sort())
  }

  private key(): string {
    const token = this.take()
    if (token.kind !== 'identifier') this.fail(`found '${token.literal}', expected: identifier`)
    const errors = validateLabelKey(token.literal, this.path)
    if (errors.length > 0) this.fail(formatFieldErrors(errors))
    return token.literal
  }

  private operator(): Operator {
    const token = this.take(true)
    const operator = BINARY_OPERATORS.find((candidate) => candidate === token.kind)
    return operator ?? this.fail(`found '${token.literal}', expected: ${BINARY_OPERATORS.join(', ')}`)
  }

  private exactValue(): string {
    const next = this.peek().kind
    if (next === 'end' || next === ',') return ''
    const token = this.take()
    return token.kind === 'identifier' ? token.literal : this.fail(`found '${token.literal}', expected: identifier`)
  }

  private list(): string[] {
    const open = this.take()
    if (open.kind !== '(') this.fail(`found '${open.literal}' expected: '('`)
    const first = this.peek()
    if (first.kind === ')') {
      this.take()
      return ['']
    }
    if (first.kind !== 'identifier' && first.kind !== ',') {
      this.fail(`found '${first.literal}', expected: ',', ')' or identifier`)
    }
    const values = this.words()
    this.take()
    return values
  }

  /** Words between commas up to the closing parenthesis, which stays; where a word is missing it is the empty one. */
  private words(): string[] {
    const values: string[] = []
    for (;;) {
      const token = this.take()
      const next = this.peek()
      if (token.kind === 'identifier') {
        values.push(token.literal)
        if (next.kind === ')') return values
        if (next.kind !== ',') this.fail(`found '${next.literal}', expected: ',' or ')'`)
      } else if (token.kind === ',') {
        if (values.length === 0) values.push('')
        if (next.kind === ')') return [...values, '']
        if (next.kind === ',') values.push('')
      } else {
        this.fail(`found '${token.literal}', expected: ',', or identifier`)
      }
    }
  }

  private checked(key: string, operator: Operator, values: string[]): Requirement {
    const errors = validateRequirement(key, operator, values, this.path)
    if (errors.length > 0) this.fail(formatFieldErrors(errors))
    return { key, operator, values }
  }

  private fail(message: string): never {
    throw new SelectorParseError(`unable to parse requirement: ${message}`)
  }
}

/**
 * The requirements of a selector string, sorted by key.
 * @param path where the selector stands, for messages; '' prints as `<nil>`.
 * @throws SelectorParseError
 */
export function parseRequirements(text: string, path = ''): Requirement[] {
  const requirements = new Parser(text, path).parse()
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}
