/** Words: what a script writes as an argument, compiled to instructions that put its fields, text or pattern together. */
import type { Reference } from '../../kernel/contract.ts'
import type {
  ParsedScript,
  ArithmeticExpansionPart,
  DoubleQuotedChild,
  ParameterExpansionPart,
  Word,
  WordPart,
} from 'unbash'
import { parse } from 'unbash'
import * as ops from '../ops/words.ts'
import * as par from '../ops/parameters.ts'
import { exitProcess } from '../ops/pipelines.ts'
import { processSubstitution, substitutionEnd, substitution } from '../ops/substitution.ts'
import { expandBraces } from './braces.ts'
import type { Emitter } from './emitter.ts'
import { EXPANDED, LITERAL, literalPieces, PATTERN_CHARACTERS, QUOTED } from './pieces.ts'

/** What becomes of a word: any number of arguments; one text; a pattern; a regular expression. */
export type Mode = 'fields' | 'text' | 'pattern' | 'regex'

const ENDS = { fields: ops.endFields, text: ops.endText, pattern: ops.endPattern, regex: ops.endRegex }

/** Emits a word. `assigned`: the right side of an assignment, where `~` counts after each colon. */
export function emitWord(e: Emitter, word: Word, mode: Mode, assigned = false): void {
  if (mode === 'fields' && hasBraces(word)) {
    emitBraced(e, word)
    return
  }
  const constant = constantOf(word, mode)
  if (constant !== undefined) {
    e.emit(ops.pushWord, 0, 0, constant)
    return
  }
  e.emit(ops.beginWord)
  emitPieces(e, word, assigned)
  e.emit(ENDS[mode])
}

function hasBraces(word: Word): boolean {
  return word.parts?.some(({ type }) => type === 'BraceExpansion') === true
}

/** Bash expands braces first, on the text; other shells see plain characters. */
function emitBraced(e: Emitter, word: Word): void {
  const texts = e.dialect === 'bash' ? expandBraces(word.text) : [word.text]
  for (const text of texts) {
    const again = wordOf(texts.length === 1 && text === word.text ? text.replace(/[{}]/g, escapeBrace) : text)
    if (again === undefined) continue
    const inner = emitterOf(e, again.source)
    emitWord(inner, again.word, 'fields')
  }
}

/** A brace that opens no `${`. */
const escapeBrace = (brace: string, at: number, text: string): string =>
  text[at - 1] === '$' || insideDollar(text, at) ? brace : `\\${brace}`

function insideDollar(text: string, at: number): boolean {
  const open = text.lastIndexOf('${', at)
  return open >= 0 && !text.slice(open, at).includes('}')
}

/** The same place of the program, but with positions that count in another text. */
function emitterOf(e: Emitter, source: string): Emitter {
  const inner = Object.create(e) as Emitter
  Object.defineProperty(inner, 'source', { value: source })
  inner.at = () => {}
  return inner
}

function wordOf(text: string): { word: Word; source: string } | undefined {
  const source = `: ${text}`
  const statement = parse(source).commands[0]?.command
  const word = statement?.type === 'Command' ? statement.suffix[0] : undefined
  return word?.type === 'Word' ? { word, source } : undefined
}

/** The word when nothing in it depends on the moment. */
export function constantOf(word: Word, mode: Mode): string | undefined {
  const pieces = constantPieces(word)
  if (pieces === undefined) return undefined
  const special = pieces.some(
    (piece) => piece.startsWith(LITERAL) && (PATTERN_CHARACTERS.test(piece) || piece.includes('~')),
  )
  if (special || (mode !== 'fields' && mode !== 'text' && pieces.some((piece) => /[^\w/.: -]/.test(piece.slice(1)))))
    return undefined
  return pieces.map((piece) => piece.slice(1)).join('')
}

function constantPieces(word: Word): string[] | undefined {
  if (word.parts === undefined) return literalPieces(word.text)
  const pieces: string[] = []
  for (const part of word.parts) {
    if (part.type === 'Literal') pieces.push(...literalPieces(part.text))
    else if (part.type === 'SingleQuoted') pieces.push(QUOTED + part.value)
    else if (part.type === 'DoubleQuoted' && part.parts.every(({ type }) => type === 'Literal')) {
      pieces.push(QUOTED + part.parts.map((child) => (child.type === 'Literal' ? child.value : '')).join(''))
    } else return undefined
  }
  return pieces
}

/** Emits the pieces of a word, without its beginning and end. */
export function emitPieces(e: Emitter, word: Word, assigned = false): void {
  if (word.parts === undefined) {
    emitLiteral(e, word.text, true, assigned)
    return
  }
  word.parts.forEach((part, i) => emitPart(e, part, i === 0, assigned))
}

function emitLiteral(e: Emitter, text: string, first: boolean, assigned: boolean): void {
  for (const [i, piece] of literalPieces(text).entries()) {
    const tilde =
      piece.startsWith(LITERAL) && ((first && i === 0 && piece[1] === '~') || (assigned && piece.includes(':~')))
    e.emit(tilde ? ops.pushTilde : ops.pushPiece, assigned ? 1 : 0, 0, piece)
  }
}

function emitPart(e: Emitter, part: WordPart, first: boolean, assigned: boolean): void {
  switch (part.type) {
    case 'Literal':
      emitLiteral(e, part.text, first, assigned)
      return
    case 'Glob':
    case 'ExtendedGlob':
      emitGlob(e, part)
      return
    case 'BraceExpansion':
      emitLiteral(e, part.text, first, assigned)
      return
    case 'SingleQuoted':
      e.emit(ops.pushPiece, 0, 0, QUOTED + part.value)
      return
    case 'AnsiCQuoted':
      // A shell without $'…' sees a dollar sign and a quoted text.
      if (e.dialect === 'dash') e.emit(ops.pushPiece, 0, 0, `${QUOTED}$${part.text.slice(2, -1)}`)
      else e.emit(ops.pushPiece, 0, 0, QUOTED + part.value)
      return
    case 'DoubleQuoted':
    case 'LocaleString':
      if (part.type === 'LocaleString' && e.dialect !== 'bash') e.emit(ops.pushPiece, 0, 0, `${QUOTED}$`)
      if (part.parts.length === 0) e.emit(ops.pushPiece, 0, 0, QUOTED)
      for (const child of part.parts) emitExpansion(e, child, true)
      return
    case 'ProcessSubstitution': {
      const jump = e.emit(processSubstitution, 0, part.operator === '>' ? 1 : 0)
      e.nested(e, part.script)
      e.emit(exitProcess)
      e.land(jump)
      return
    }
    default:
      emitExpansion(e, part, false)
  }
}

function emitGlob(e: Emitter, part: Extract<WordPart, { type: 'Glob' | 'ExtendedGlob' }>): void {
  if (part.parts !== undefined && part.parts.some(({ type }) => type !== 'Literal')) {
    const { text } = part
    const from = (part.parts[0] as WordPart).pos - part.pos
    const to = (part.parts.at(-1) as WordPart).end - part.pos
    e.emit(ops.pushPiece, 0, 0, LITERAL + text.slice(0, from))
    for (const inner of part.parts) emitPart(e, inner, false, false)
    e.emit(ops.pushPiece, 0, 0, LITERAL + text.slice(to))
    return
  }
  e.emit(ops.pushPiece, 0, 0, LITERAL + part.text)
}

/** An expansion, or a literal between double quotes. */
export function emitExpansion(e: Emitter, part: DoubleQuotedChild | WordPart, quoted: boolean): void {
  const flag = quoted ? 1 : 0
  switch (part.type) {
    case 'Literal':
      e.emit(ops.pushPiece, 0, 0, QUOTED + part.value)
      return
    case 'SimpleExpansion':
      e.emit(par.pushParameter, flag, 0, part.text.slice(1))
      return
    case 'ParameterExpansion':
      emitParameter(e, part, flag)
      return
    case 'CommandExpansion': {
      const jump = e.emit(substitution, 0, e.ignored ? 1 : 0)
      const { line } = e
      e.copiesInput = e.dialect === 'bash' && onlyReads(part.script)
      e.nested(e, part.script)
      e.line = line
      e.emit(substitutionEnd, flag)
      e.land(jump)
      return
    }
    case 'ArithmeticExpansion':
      emitArithmetic(e, part, flag)
      return
    default:
      e.emit(ops.unsupportedWord, 0, 0, part.text)
  }
}

/** `$(<file)`: a redirection and nothing else stands for what the file holds. */
function onlyReads(script: ParsedScript | undefined): boolean {
  const [statement, more] = script?.commands ?? []
  const command = statement?.command
  if (more !== undefined || command?.type !== 'Command') return false
  const { name, prefix, redirects } = command
  return name === undefined && prefix.length === 1 && redirects.length === 1 && redirects[0]?.operator === '<'
}

/** `$((…))`: what is in it expands as between double quotes, and the outcome is evaluated. */
function emitArithmetic(e: Emitter, part: ArithmeticExpansionPart, flag: number): void {
  const inner = part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2)
  emitArithmeticText(e, inner)
  e.emit(par.pushArithmetic, flag)
}

/** The text of an arithmetic expression as one word. */
export function emitArithmeticText(e: Emitter, text: string): void {
  if (!/[$`\\"']/.test(text)) {
    e.emit(ops.pushWord, 0, 0, text)
    return
  }
  const plain = e.dialect === 'bash' ? text.replace(/["']/g, '') : text
  const source = `: <<E_\n${plain}\nE_\n`
  const command = parse(source).commands[0]?.command
  const doc = command?.type === 'Command' ? command.redirects[0] : undefined
  const inner = emitterOf(e, source)
  e.emit(ops.beginWord)
  if (doc?.type === 'HereDoc' && doc.body.parts !== undefined) {
    for (const child of doc.body.parts) emitExpansion(inner, child, true)
  } else e.emit(ops.pushPiece, 0, 0, QUOTED + plain)
  e.emit(ops.endText)
}

// ---------------------------------------------------------------------------------------------------- parameters

function referenceOf(e: Emitter, part: ParameterExpansionPart): Reference {
  const { parameter, index } = part
  if (index === undefined) return { name: parameter, index: '' }
  const text = index.text
  if (text === '@' || text === '*') return { name: parameter, index: text }
  emitWord(e, index, 'text')
  return { name: parameter, index: 'word' }
}

function emitParameter(e: Emitter, part: ParameterExpansionPart, flag: number): void {
  const { operation, prefix } = part
  const posix = e.dialect === 'dash'
  if (posix && (part.index !== undefined || prefix === '!' || (operation && !POSIX.has(operation.type)))) {
    e.emit(ops.badSubstitution, 0, 0, part.text)
    return
  }
  if (operation?.type === 'Names') {
    e.emit(par.pushNames, flag, 0, part.parameter)
    return
  }
  const reference = referenceOf(e, part)
  if (prefix === '#') {
    e.emit(par.pushLength, flag, 0, part.parameter, reference)
    return
  }
  const indirect = prefix === '!' ? (reference.index === '@' || reference.index === '*' ? 'keys' : 'name') : ''
  const ref: Reference = { ...reference, indirect }
  if (operation === undefined) {
    e.emit(par.pushReference, flag, 0, part.text, ref)
    return
  }
  switch (operation.type) {
    case 'Default': {
      const jump = e.emit(par.testDefault, 0, flag, operation.operator, ref)
      emitOperand(e, operation, flag)
      const done = e.emit(par.useDefault, 0, flag, operation.operator, ref)
      e.land(jump, done)
      return
    }
    case 'Remove':
      emitPatternOperand(e, operation.operand, flag)
      e.emit(par.pushRemoved, flag, 0, operation.operator, ref)
      return
    case 'Replace':
      emitPatternOperand(e, operation.pattern, flag)
      emitWord(e, operation.replacement, 'text')
      e.emit(par.pushReplaced, flag, 0, operation.operator, ref)
      return
    case 'Slice':
      emitArithmeticText(e, operation.offset.text)
      if (operation.length !== undefined) emitArithmeticText(e, operation.length.text)
      e.emit(par.pushSlice, flag, operation.length === undefined ? 0 : 1, part.text, ref)
      return
    case 'CaseModification':
      if (operation.operand === undefined) e.emit(ops.pushWord, 0, 0, '?')
      else emitWord(e, operation.operand, 'pattern')
      e.emit(par.pushCased, flag, 0, operation.operator, ref)
      return
    case 'Transform':
      e.emit(par.pushTransformed, flag, 0, operation.operand.text, ref)
      return
    default:
      e.emit(ops.badSubstitution, 0, 0, part.text)
  }
}

const POSIX = new Set(['Default', 'Remove'])

/** The word behind `:-` and its like: fields as the whole would give, quoted when the whole is. */
function emitOperand(e: Emitter, { operator, operand }: { operator: string; operand: Word }, flag: number): void {
  if (operator.endsWith('=') || operator.endsWith('?')) {
    e.emit(ops.beginWord)
    if (flag === 1) emitQuotedWord(e, operand)
    else emitPieces(e, operand)
    e.emit(ops.endText)
  } else if (flag === 1) emitQuotedWord(e, operand)
  else emitUnquotedOperand(e, operand)
}

/** Inside double quotes single quotes are plain characters and nothing is split. */
function emitQuotedWord(e: Emitter, word: Word): void {
  const plain = word.text
  if (!/[$`\\"]/.test(plain)) {
    e.emit(ops.pushPiece, 0, 0, QUOTED + plain)
    return
  }
  const again = wordOf(`"${plain.replace(/(^|[^\\])"/g, '$1')}"`)
  if (again === undefined) emitPieces(e, word)
  else emitPieces(emitterOf(e, again.source), again.word)
}

/** Outside quotes the literal parts of the operand are split like the rest of an expansion. */
function emitUnquotedOperand(e: Emitter, word: Word): void {
  const from = e.here
  emitPieces(e, word)
  for (const instruction of e.code.slice(from)) {
    if (instruction.run === ops.pushPiece && instruction.text.startsWith(LITERAL)) {
      ;(instruction as { text: string }).text = EXPANDED + instruction.text.slice(1)
    }
  }
}

function emitPatternOperand(e: Emitter, word: Word, _flag: number): void {
  emitWord(e, word, 'pattern')
}
