/** From the text of a Go template to its nodes. Source: text/template/parse. */
import { TemplateError } from './error.ts'
import { type Token, tokens } from './tokens.ts'

export interface Pipeline {
  /** Variables it sets, e.g. `$x`. */
  declares: string[]
  /** `=` instead of `:=`. */
  assigns: boolean
  commands: Operand[][]
}

export type Operand =
  | { kind: 'dot' }
  | { kind: 'nil' }
  | { kind: 'value'; value: unknown }
  | { kind: 'field'; path: string[] }
  | { kind: 'variable'; name: string; path: string[] }
  | { kind: 'function'; name: string }
  | { kind: 'pipeline'; pipeline: Pipeline; path: string[] }

export type Node =
  | { node: 'text'; text: string }
  | { node: 'action'; pipeline: Pipeline }
  | Block<'if'>
  | Block<'with'>
  | Block<'range'>
  | { node: 'break' | 'continue' }

export interface Block<Word extends string> {
  node: Word
  pipeline: Pipeline
  body: Node[]
  otherwise: Node[]
}

type Piece = { text: string } | { tokens: Token[] }

export function parseNodes(source: string): Node[] {
  const reader = new NodeReader(pieces(source))
  const nodes = reader.block()
  if (reader.ended !== '') throw new TemplateError(`template: output:1: unexpected {{${reader.ended}}}`)
  return nodes
}

/** Splits texts and actions; `{{-` and `-}}` trim the text beside them. */
function pieces(source: string): Piece[] {
  const out: Piece[] = []
  let at = 0
  let trim = false
  for (;;) {
    const open = source.indexOf('{{', at)
    let text = source.slice(at, open < 0 ? undefined : open)
    if (trim) text = text.replace(/^[ \t\r\n]+/, '')
    const left = open >= 0 && /^-[ \t\r\n]/.test(source.slice(open + 2, open + 4))
    if (left) text = text.replace(/[ \t\r\n]+$/, '')
    if (text !== '') out.push({ text })
    if (open < 0) return out
    const begun = open + (left ? 3 : 2)
    const close = closing(source, begun)
    trim = /[ \t\r\n]-$/.test(source.slice(begun, close))
    const inner = source.slice(begun, trim ? close - 1 : close)
    if (!/^\s*\/\*/.test(inner)) out.push({ tokens: tokens(inner) })
    at = close + 2
  }
}

function closing(source: string, from: number): number {
  let quote = ''
  for (let at = from; at < source.length; at++) {
    const char = source[at] as string
    if (quote !== '') {
      if (char === '\\' && quote !== '`') at++
      else if (char === quote) quote = ''
    } else if (char === '"' || char === '`' || char === "'") quote = char
    else if (char === '}' && source[at + 1] === '}') return at
  }
  throw new TemplateError('template: output:1: unclosed action')
}

class NodeReader {
  private at = 0
  /** The word that ended the last block: `end`, `else`, or nothing at the end of the text. */
  ended = ''
  private ending: Token[] = []

  constructor(private readonly all: readonly Piece[]) {}

  block(): Node[] {
    const out: Node[] = []
    this.ended = ''
    while (this.at < this.all.length) {
      const piece = this.all[this.at++] as Piece
      if ('text' in piece) out.push({ node: 'text', text: piece.text })
      else {
        const [first] = piece.tokens
        const word = first?.kind === 'word' ? first.text : ''
        if (word === 'end' || word === 'else') {
          this.ended = word
          this.ending = piece.tokens.slice(1)
          return out
        }
        out.push(this.action(word, piece.tokens))
      }
    }
    this.ended = ''
    return out
  }

  private action(word: string, all: Token[]): Node {
    if (word === 'if' || word === 'with' || word === 'range') return this.control(word, all.slice(1))
    if (word === 'break' || word === 'continue') return { node: word }
    return { node: 'action', pipeline: pipelineOf(all) }
  }

  private control(word: 'if' | 'with' | 'range', rest: Token[]): Node {
    const pipeline = pipelineOf(rest)
    const body = this.block()
    let otherwise: Node[] = []
    if (this.ended === 'else') {
      const [next] = this.ending
      if (next?.kind === 'word' && (next.text === 'if' || next.text === 'with')) {
        return { node: word, pipeline, body, otherwise: [this.control(next.text, this.ending.slice(1))] }
      }
      otherwise = this.block()
    }
    if (this.ended !== 'end') throw new TemplateError('template: output:1: unexpected EOF')
    return { node: word, pipeline, body, otherwise }
  }
}

function pipelineOf(all: readonly Token[]): Pipeline {
  const reader = new PipelineReader(all)
  const pipeline = reader.pipeline()
  if (!reader.done) throw new TemplateError(`template: output:1: unexpected "${reader.rest}" in command`)
  return pipeline
}

class PipelineReader {
  private at = 0

  constructor(private readonly all: readonly Token[]) {}

  get done(): boolean {
    return this.at >= this.all.length
  }

  get rest(): string {
    return this.all[this.at]?.text ?? ''
  }

  pipeline(): Pipeline {
    const { declares, assigns } = this.declarations()
    const commands: Operand[][] = [[]]
    while (!this.done) {
      const token = this.all[this.at] as Token
      if (token.kind === 'punctuation' && token.text === ')') break
      this.at++
      if (token.kind === 'punctuation' && token.text === '|') commands.push([])
      else (commands.at(-1) as Operand[]).push(this.operand(token))
    }
    if (commands.some((command) => command.length === 0))
      throw new TemplateError('template: output:1: missing value for command')
    return { declares, assigns, commands }
  }

  private declarations(): { declares: string[]; assigns: boolean } {
    const declares: string[] = []
    let at = this.at
    while (this.all[at]?.kind === 'variable') {
      declares.push((this.all[at] as Token).text)
      at++
      if (this.all[at]?.text !== ',') break
      at++
    }
    const sign = this.all[at]?.text
    if (declares.length === 0 || (sign !== ':=' && sign !== '=')) return { declares: [], assigns: false }
    this.at = at + 1
    return { declares, assigns: sign === '=' }
  }

  private operand(token: Token): Operand {
    if (token.kind === 'punctuation' && token.text === '(') {
      const pipeline = this.pipeline()
      if (this.all[this.at]?.text !== ')') throw new TemplateError('template: output:1: unclosed left paren')
      this.at++
      return { kind: 'pipeline', pipeline, path: this.path() }
    }
    if (token.kind === 'dot') return { kind: 'dot' }
    if (token.kind === 'field') return { kind: 'field', path: [token.text, ...this.path()] }
    if (token.kind === 'variable') return { kind: 'variable', name: token.text, path: this.path() }
    if (token.kind === 'value') return { kind: 'value', value: token.value }
    if (token.kind === 'word') {
      if (token.text === 'nil') return { kind: 'nil' }
      if (token.text === 'true' || token.text === 'false') return { kind: 'value', value: token.text === 'true' }
      return { kind: 'function', name: token.text }
    }
    throw new TemplateError(`template: output:1: unexpected "${token.text}" in operand`)
  }

  /** Fields that follow without a space. */
  private path(): string[] {
    const out: string[] = []
    while (this.all[this.at]?.kind === 'field' && (this.all[this.at] as Token).glued)
      out.push((this.all[this.at++] as Token).text)
    return out
  }
}
