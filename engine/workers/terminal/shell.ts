/**
 * Carries out a typed line: commands with `|`, `&&`, `||`, `;`, redirections, variables and `$( )`. Parsed by unbash. It is
 * no shell of its own: no control structures, no jobs, no patterns; what needs those runs in a Pod's shell.
 */
import {
  type AndOr,
  type Command,
  type DoubleQuotedChild,
  parse,
  type Pipeline,
  type Redirection,
  type Statement,
  type Word,
  type WordPart,
} from 'unbash'
import { type Io, instant, type Process } from './process.ts'

/** What the line needs of where it is typed. */
export interface ShellHost {
  variables: Map<string, string>
  files: { read(name: string): string | undefined; write(name: string, text: string): void; names(): string[] }
  /** The command of a name; undefined: there is none. */
  command(words: readonly string[], piped: boolean): Process | undefined
  /** Exit status of the command before; changed in place. */
  status: { last: number }
}

type Out = (stream: 'stdout' | 'stderr', text: string) => void

interface Stage {
  process: Process
  io: Io
  status: number | undefined
}

interface Step {
  pipeline: Pipeline | Command
  /** Whether it runs depends on the status of the one before. */
  when: 'always' | '&&' | '||'
}

/** A `$( )` must be over at once: so many steps are tried. */
const MOST_STEPS = 8
const MOST_DEPTH = 8

export class SyntaxFailure extends Error {}

/** Reads a line. @throws SyntaxFailure */
export function readLine(line: string): Step[] {
  const script = parse(line)
  const problem = script.errors?.[0]
  if (problem !== undefined) throw new SyntaxFailure(`syntax error: ${problem.message}`)
  return script.commands.flatMap(stepsOf)
}

function stepsOf(statement: Statement): Step[] {
  if (statement.background) throw new SyntaxFailure('commands in the background are not supported here')
  const node = statement.command
  if (node.type !== 'AndOr') return [{ pipeline: checked(node), when: 'always' }]
  return (node as AndOr).commands.map((each, at) => ({
    pipeline: checked(each),
    when: at === 0 ? 'always' : ((node as AndOr).operators[at - 1] as '&&' | '||'),
  }))
}

function checked(node: { type: string }): Pipeline | Command {
  if (node.type !== 'Pipeline' && node.type !== 'Command') {
    throw new SyntaxFailure(
      'control structures are not supported here: use a Pod\'s shell (kubectl exec … -- sh -c "…")',
    )
  }
  return node as Pipeline | Command
}

export class LineRun {
  private stages: Stage[] | undefined
  private status: number

  /** @param depth of `$( )` in `$( )` */
  constructor(
    private readonly host: ShellHost,
    private readonly steps: Step[],
    private readonly say: Out,
    private readonly depth = 0,
  ) {
    this.status = host.status.last
  }

  /** Goes on as far as it can; the line's exit status once it is over. */
  advance(): number | undefined {
    for (;;) {
      if (this.stages === undefined) {
        const step = this.steps.shift()
        if (step === undefined) return this.status
        if ((step.when === '&&' && this.status !== 0) || (step.when === '||' && this.status === 0)) continue
        this.begin(step.pipeline)
      }
      if (!this.move()) return undefined
    }
  }

  /** The command that reads the keyboard: the first of the pipeline, unless it reads a file. */
  get reader(): Process | undefined {
    const [first] = this.stages ?? []
    return first === undefined || first.io.piped || first.status !== undefined ? undefined : first.process
  }

  interrupt(): void {
    for (const { process } of this.stages ?? []) process.stop()
    this.stages = undefined
    this.steps.length = 0
  }

  // ---------------------------------------------------------------------------------------------- pipelines

  private begin(node: Pipeline | Command): void {
    const commands = node.type === 'Pipeline' ? node.commands.map((each) => checked(each) as Command) : [node]
    try {
      this.stages = commands.map((command, at) => this.stage(command, at))
      if (node.type === 'Pipeline' && node.prefixes.some(({ type }) => type === 'Negation')) this.negated = true
    } catch (error) {
      if (!(error instanceof SyntaxFailure)) throw error
      this.say('stderr', `${error.message}\n`)
      this.status = 2
      this.stages = []
    }
  }

  private negated = false

  private stage(command: Command, at: number): Stage {
    const io: Io = {
      input: '',
      ended: at === 0,
      piped: at > 0,
      out: (text) => {
        const next = this.stages?.[at + 1]
        if (next === undefined) this.say('stdout', text)
        else if (next.status === undefined) next.io.input += text
      },
      err: (text) => this.say('stderr', text),
    }
    const words = this.words(command)
    for (const redirection of command.redirects) this.redirect(redirection, io)
    if (words.length === 0) return { process: this.assignments(command), io, status: undefined }
    const process = this.host.command(words, io.piped)
    if (process !== undefined) return { process, io, status: undefined }
    const name = words[0] as string
    return {
      process: instant((own) => (own.err(`${name}: command not found\n`), 127)),
      io,
      status: undefined,
    }
  }

  /** Moves every stage; whether the pipeline is over. */
  private move(): boolean {
    const stages = this.stages as Stage[]
    for (const [at, stage] of stages.entries()) {
      if (stage.status !== undefined) continue
      stage.status = stage.process.step(stage.io)
      if (stage.status === undefined) continue
      const next = stages[at + 1]
      if (next) next.io.ended = true
    }
    // Whoever writes to a command that is over is stopped, as by a broken pipe.
    for (let at = stages.length - 1; at > 0; at--) {
      const writer = stages[at - 1] as Stage
      if ((stages[at] as Stage).status !== undefined && writer.status === undefined) {
        writer.process.stop()
        writer.status = 141
      }
    }
    if (stages.some(({ status }) => status === undefined)) return false
    if (stages.length > 0) this.status = (stages.at(-1) as Stage).status as number
    if (this.negated) this.status = this.status === 0 ? 1 : 0
    this.negated = false
    this.host.status.last = this.status
    this.stages = undefined
    return true
  }

  private assignments(command: Command): Process {
    const pairs = command.prefix.flatMap((each): [string, string][] =>
      each.type === 'Assignment' && each.value.type === 'Word' ? [[each.name, this.words1(each.value).join(' ')]] : [],
    )
    return instant(() => {
      for (const [name, value] of pairs) this.host.variables.set(name, value)
      return 0
    })
  }

  private redirect(redirection: Redirection, io: Io): void {
    if (redirection.type === 'HereDoc') {
      const { body, delimiter } = redirection
      io.input = delimiter?.quoted ? body.text : this.join(body.parts ?? [], body.text)
      io.piped = true
      return
    }
    const target = redirection.target === undefined ? '' : this.words1(redirection.target).join(' ')
    if (redirection.type === 'HereString') {
      io.input = `${target}\n`
      io.piped = true
      return
    }
    const { operator } = redirection
    if (operator === '<') {
      const text = this.host.files.read(target)
      if (text === undefined) throw new SyntaxFailure(`${target}: No such file or directory`)
      io.input = text
      io.piped = true
    } else if (operator === '>' || operator === '>>' || operator === '&>' || operator === '>|')
      this.toFile(redirection, target, io)
    else if (operator === '>&' && target === '1') io.err = (text) => io.out(text)
    else if (operator === '>&' && target === '2') io.out = (text) => io.err(text)
  }

  private toFile(redirection: Redirection & { type: 'Redirect' }, target: string, io: Io): void {
    const { files } = this.host
    const errors = redirection.descriptor?.type === 'FileDescriptor' && redirection.descriptor.value === 2
    const sink =
      target === '/dev/null'
        ? () => undefined
        : (text: string) => files.write(target, (files.read(target) ?? '') + text)
    if (target !== '/dev/null' && redirection.operator !== '>>') files.write(target, '')
    if (redirection.operator === '&>' || errors) io.err = sink
    if (redirection.operator === '&>' || !errors) io.out = sink
  }

  // ---------------------------------------------------------------------------------------------- words

  private words(command: Command): string[] {
    const all = [...(command.name ? [command.name] : []), ...command.args]
    return all.flatMap((word) => (word.type === 'Assignment' ? [this.assigned(word.text)] : this.words1(word)))
  }

  private assigned(text: string): string {
    const script = parse(`x ${text.replace(/^[^=]*=/, '')}`)
    const node = script.commands[0]?.command as Command | undefined
    const value = node?.args.flatMap((word) => (word.type === 'Word' ? this.words1(word) : [word.text])).join(' ') ?? ''
    return `${text.slice(0, text.indexOf('=') + 1)}${value}`
  }

  /** A word's fields: what stands unquoted in an expansion is split at spaces. */
  private words1(word: Word): string[] {
    if (word.parts === undefined) return [word.value]
    const fields: string[] = []
    let field: string | undefined
    for (const part of word.parts) {
      const value = this.part(part)
      if (!isExpansion(part)) {
        field = (field ?? '') + value
        continue
      }
      const pieces = value.split(/[ \t\n]+/)
      for (const [at, piece] of pieces.entries()) {
        if (at > 0 && field !== undefined) {
          fields.push(field)
          field = undefined
        }
        if (piece !== '') field = (field ?? '') + piece
      }
    }
    if (field !== undefined) fields.push(field)
    return fields
  }

  private part(part: WordPart): string {
    switch (part.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
      case 'Glob':
        return part.value
      case 'DoubleQuoted':
      case 'LocaleString':
        return this.join(part.parts, '')
      case 'SimpleExpansion':
        return this.variable(part.text.slice(1))
      case 'ParameterExpansion':
        return this.parameter(part)
      case 'CommandExpansion':
        return this.substitution(part.script ? part.text.replace(/^\$\(|\)$/g, '').replace(/^`|`$/g, '') : '')
      default:
        return part.text
    }
  }

  private join(parts: readonly (WordPart | DoubleQuotedChild)[], otherwise: string): string {
    return parts.length === 0 ? otherwise : parts.map((each) => this.part(each)).join('')
  }

  private variable(name: string): string {
    if (name === '?') return String(this.status)
    return this.host.variables.get(name) ?? ''
  }

  private parameter(part: WordPart & { type: 'ParameterExpansion' }): string {
    const value = this.host.variables.get(part.parameter)
    if (part.prefix === '#') return String((value ?? '').length)
    const { operation } = part
    if (operation === undefined) return this.variable(part.parameter)
    if (operation.type !== 'Default') throw new SyntaxFailure(`${part.text}: not supported here`)
    const isSet = operation.operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
    const other = () => this.words1(operation.operand).join(' ')
    if (operation.operator.endsWith('+')) return isSet ? other() : ''
    return isSet ? (value as string) : other()
  }

  private substitution(line: string): string {
    if (this.depth >= MOST_DEPTH) throw new SyntaxFailure('too many $( ) in each other')
    let text = ''
    const run = new LineRun(
      this.host,
      readLine(line),
      (stream, said) => {
        if (stream === 'stdout') text += said
        else this.say(stream, said)
      },
      this.depth + 1,
    )
    let status: number | undefined
    for (let n = 0; n < MOST_STEPS && status === undefined; n++) status = run.advance()
    if (status === undefined) {
      run.interrupt()
      throw new SyntaxFailure('a command in $( ) that waits is not supported here')
    }
    return text.replace(/\n+$/, '')
  }
}

const isExpansion = ({ type }: WordPart): boolean =>
  type === 'SimpleExpansion' || type === 'ParameterExpansion' || type === 'CommandExpansion'
