/**
 * Runs jq's programs: each node tells its results one by one to a listener, together with the path they stand at when the
 * caller asked for paths. No generators and no promises: a program runs to its end in one turn, within a budget of work.
 */
import type { Node, Pattern } from './parse.ts'
import {
  compare,
  fail,
  isObject,
  isTrue,
  JqError,
  type JqObject,
  type Path,
  shown,
  typeOf,
  type Value,
} from './value.ts'
import { type Closure, defined, type Definition, find, namesIn, type Scope, withClosure, withValue } from './scope.ts'
import { arithmetic, formatted, textOf } from './operators.ts'
import { below, checked, deletePaths, type Emit, getPath, indexed, iterate, nowhere, setPath } from './paths.ts'

export type Builtin = (run: Run, input: Value, path: Path | undefined, args: readonly Closure[], emit: Emit) => void

/** What a program can ask of its surroundings. */
export interface Outside {
  nowSeconds(): number
  environment(): JqObject
  /** The next input; undefined: there are no more. */
  nextInput(): Value | undefined
  say(text: string): void
  arguments: JqObject
}

class Break extends Error {
  constructor(readonly label: Scope) {
    super('break')
  }
}

/** Steps a program may take for one input; how deep it may go, well within what any host's stack holds. */
const BUDGET = 3_000_000
const MOST_DEPTH = 500

export class Run {
  steps = 0
  private depth = 0

  constructor(
    readonly outside: Outside,
    private readonly builtins: ReadonlyMap<string, Builtin>,
  ) {}

  /** All results of a closure for an input. */
  all({ node, scope }: Closure, input: Value): Value[] {
    const found: Value[] = []
    this.each(node, scope, input, undefined, (value) => found.push(value))
    return found
  }

  call({ node, scope }: Closure, input: Value, path: Path | undefined, emit: Emit): void {
    this.each(node, scope, input, path, emit)
  }

  each(node: Node, scope: Scope | undefined, input: Value, path: Path | undefined, emit: Emit): void {
    if (++this.steps > BUDGET) fail('the program takes too long')
    if (++this.depth > MOST_DEPTH) fail('the program goes too deep')
    this.evaluate(node, scope, input, path, emit)
    this.depth--
  }

  /** Forgets how deep an error was thrown. */
  private caught<T>(run: () => T): T {
    const { depth } = this
    try {
      return run()
    } finally {
      this.depth = depth
    }
  }

  private evaluate(node: Node, scope: Scope | undefined, input: Value, path: Path | undefined, emit: Emit): void {
    switch (node.op) {
      case 'identity':
        return emit(input, path)
      case 'nothing':
        return undefined
      case 'recurse':
        return this.recurse(input, path, emit)
      case 'literal':
        return emit(node.value, nowhere(path))
      case 'variable':
        return emit(this.variable(scope, node.name), nowhere(path))
      case 'format':
        return emit(formatted(node.name, input), nowhere(path))
      case 'text':
        return this.text(node.parts, node.format, scope, input, '', 0, (text) => emit(text, nowhere(path)))
      case 'pipe':
        return this.each(node.left, scope, input, path, (value, at) => this.each(node.right, scope, value, at, emit))
      case 'comma':
        this.each(node.left, scope, input, path, emit)
        return this.each(node.right, scope, input, path, emit)
      case 'index':
        return this.each(node.of, scope, input, path, (value, at) =>
          this.each(node.key, scope, input, undefined, (key) => emit(indexed(value, key, at), below(at, key))),
        )
      case 'slice':
        return this.slice(node, scope, input, path, emit)
      case 'iterate':
        return this.each(node.of, scope, input, path, (value, at) => iterate(value, at, emit))
      case 'array': {
        const items: Value[] = []
        this.each(node.of, scope, input, undefined, (value) => items.push(value))
        return emit(items, nowhere(path))
      }
      case 'object':
        return this.object(node.entries, 0, scope, input, new Map(), (object) => emit(object, nowhere(path)))
      case 'negate':
        return this.each(node.of, scope, input, undefined, (value) => {
          if (typeof value !== 'number') fail(`${typeOf(value)} (${shown(value)}) cannot be negated`)
          emit(-(value as number), nowhere(path))
        })
      case 'try':
        return this.attempt(node, scope, input, path, emit)
      case 'and':
      case 'or':
        return this.each(node.left, scope, input, undefined, (left) => {
          if (isTrue(left) === (node.op === 'or')) return emit(node.op === 'or', nowhere(path))
          return this.each(node.right, scope, input, undefined, (right) => emit(isTrue(right), nowhere(path)))
        })
      case 'alternative':
        return this.alternative(node.left, node.right, scope, input, path, emit)
      case 'binary':
        return this.each(node.right, scope, input, undefined, (right) =>
          this.each(node.left, scope, input, undefined, (left) =>
            emit(operated(node.sign, left, right), nowhere(path)),
          ),
        )
      case 'assign':
        return this.assign(node, scope, input, (value) => emit(value, nowhere(path)))
      case 'if':
        return this.each(node.test, scope, input, undefined, (test) => {
          if (isTrue(test)) this.each(node.yes, scope, input, path, emit)
          else if (node.no === undefined) emit(input, path)
          else this.each(node.no, scope, input, path, emit)
        })
      case 'reduce':
        return this.reduce(node, scope, input, path, emit)
      case 'foreach':
        return this.foreach(node, scope, input, path, emit)
      case 'bind':
        return this.bind(node, scope, input, path, emit)
      case 'label':
        return this.label(node, scope, input, path, emit)
      case 'break': {
        const label = find(scope, `*${node.name}`)
        if (label === undefined) return fail(`$*label-${node.name} is not defined`)
        throw new Break(label)
      }
      case 'define': {
        const { name, params, definition, body } = node
        return this.each(body, defined(scope, name, params, definition), input, path, emit)
      }
      default:
        return this.named(node, scope, input, path, emit)
    }
  }

  // ------------------------------------------------------------------------------------------------ names

  private variable(scope: Scope | undefined, name: string): Value {
    if (name === 'ENV') return this.outside.environment()
    if (name === '__loc__')
      return new Map<string, Value>([
        ['file', '<top-level>'],
        ['line', 1],
      ])
    const found = find(scope, `$${name}`)
    if (found !== undefined) return found.value as Value
    return name === '__prog_args' ? null : fail(`$${name} is not defined`)
  }

  private named(
    { name, args }: Node & { op: 'call' },
    scope: Scope | undefined,
    input: Value,
    path: Path | undefined,
    emit: Emit,
  ): void {
    const key = `${name}/${args.length}`
    const found = find(scope, key)
    if (found?.closure !== undefined) return this.call(found.closure, input, path, emit)
    const given = args.map((node): Closure => ({ node, scope: scope as Scope }))
    if (found?.definition !== undefined) return this.apply(found, found.definition, given, 0, input, path, emit)
    const builtin = this.builtins.get(key)
    if (builtin === undefined) return fail(`${key} is not defined`)
    return builtin(this, input, path, given, emit)
  }

  /** Binds parameters one after another: those with a dollar sign once for each of their values. */
  private apply(
    found: Scope,
    { params, body, scope }: Definition,
    args: readonly Closure[],
    n: number,
    input: Value,
    path: Path | undefined,
    emit: Emit,
  ): void {
    const bind = (inner: Scope, at: number): void => {
      const param = params[at]
      const arg = args[at]
      if (param === undefined || arg === undefined) return this.each(body, inner, input, path, emit)
      if (!param.startsWith('$')) return bind(withClosure(inner, param, arg), at + 1)
      return this.call(arg, input, undefined, (value) => {
        const literal: Closure = {
          node: { op: 'variable', name: param.slice(1) },
          scope: withValue(inner, param, value),
        }
        bind(withClosure(withValue(inner, param, value), param.slice(1), literal), at + 1)
      })
    }
    bind(scope ?? found, n)
  }

  // ------------------------------------------------------------------------------------------------ paths and values

  private recurse(value: Value, path: Path | undefined, emit: Emit): void {
    if (++this.steps > BUDGET) fail('the program takes too long')
    emit(value, path)
    if (Array.isArray(value) || isObject(value)) iterate(value, path, (inner, at) => this.recurse(inner, at, emit))
  }

  private slice(
    { of, from, to }: Node & { op: 'slice' },
    scope: Scope | undefined,
    input: Value,
    path: Path | undefined,
    emit: Emit,
  ): void {
    const bound = (node: Node | undefined, then: (value: Value) => void) =>
      node === undefined ? then(null) : this.each(node, scope, input, undefined, then)
    this.each(of, scope, input, path, (value, at) =>
      bound(to, (end) =>
        bound(from, (start) => {
          const key: Value = new Map([
            ['start', start],
            ['end', end],
          ])
          emit(indexed(value, key, at), below(at, key))
        }),
      ),
    )
  }

  private text(
    parts: readonly (string | Node)[],
    format: string,
    scope: Scope | undefined,
    input: Value,
    sofar: string,
    n: number,
    emit: (text: string) => void,
  ): void {
    const part = parts[n]
    if (part === undefined) return emit(sofar)
    if (typeof part === 'string') return this.text(parts, format, scope, input, sofar + part, n + 1, emit)
    return this.each(part, scope, input, undefined, (value) => {
      const text = format === 'text' ? textOf(value) : formatted(format, value)
      this.text(parts, format, scope, input, sofar + text, n + 1, emit)
    })
  }

  private object(
    entries: readonly [Node, Node][],
    n: number,
    scope: Scope | undefined,
    input: Value,
    made: JqObject,
    emit: (object: JqObject) => void,
  ): void {
    const entry = entries[n]
    if (entry === undefined) return emit(made)
    return this.each(entry[0], scope, input, undefined, (key) => {
      if (typeof key !== 'string') fail(`Object keys must be strings`)
      this.each(entry[1], scope, input, undefined, (value) => {
        this.object(entries, n + 1, scope, input, new Map(made).set(key as string, value), emit)
      })
    })
  }

  private attempt(
    { of, handler }: Node & { op: 'try' },
    scope: Scope | undefined,
    input: Value,
    path: Path | undefined,
    emit: Emit,
  ): void {
    // What goes wrong further down the pipe is not its own.
    let beyond = false
    try {
      this.caught(() =>
        this.each(of, scope, input, path, (value, at) => {
          beyond = true
          emit(value, at)
          beyond = false
        }),
      )
    } catch (error) {
      if (beyond || !(error instanceof JqError)) throw error
      const { value } = error
      if (isObject(value) && value.get('__jq') !== undefined && handler === undefined) return
      if (handler !== undefined) this.each(handler, scope, value, undefined, (said) => emit(said, nowhere(path)))
    }
  }

  private alternative(
    left: Node,
    right: Node,
    scope: Scope | undefined,
    input: Value,
    path: Path | undefined,
    emit: Emit,
  ): void {
    let any = false
    let beyond = false
    try {
      this.caught(() =>
        this.each(left, scope, input, path, (value, at) => {
          if (!isTrue(value)) return
          any = true
          beyond = true
          emit(value, at)
          beyond = false
        }),
      )
    } catch (error) {
      if (beyond || !(error instanceof JqError)) throw error
    }
    if (!any) this.each(right, scope, input, path, emit)
  }

  private label(
    { name, body }: Node & { op: 'label' },
    scope: Scope | undefined,
    input: Value,
    path: Path | undefined,
    emit: Emit,
  ): void {
    const label: Scope = { outer: scope, key: `*${name}`, value: undefined, definition: undefined, closure: undefined }
    try {
      this.caught(() => this.each(body, label, input, path, emit))
    } catch (error) {
      if (!(error instanceof Break) || error.label !== label) throw error
    }
  }

  // ------------------------------------------------------------------------------------------------ binding and folding

  private bind(
    { of, patterns, body }: Node & { op: 'bind' },
    scope: Scope | undefined,
    input: Value,
    path: Path | undefined,
    emit: Emit,
  ): void {
    this.each(of, scope, input, undefined, (value) => {
      const names = patterns.length > 1 ? patterns.flatMap(namesIn) : []
      const base = names.reduce<Scope | undefined>((inner, name) => withValue(inner, `$${name}`, null), scope)
      const tryFrom = (n: number): void => {
        const pattern = patterns[n] as Pattern
        if (n === patterns.length - 1)
          return this.destructure(pattern, value, base, (inner) => this.each(body, inner, input, path, emit))
        try {
          this.caught(() =>
            this.destructure(pattern, value, base, (inner) => this.each(body, inner, input, path, emit)),
          )
        } catch (error) {
          if (!(error instanceof JqError)) throw error
          tryFrom(n + 1)
        }
      }
      tryFrom(0)
    })
  }

  private destructure(
    pattern: Pattern,
    value: Value,
    scope: Scope | undefined,
    then: (scope: Scope | undefined) => void,
  ): void {
    if (pattern.kind === 'variable') return then(withValue(scope, `$${pattern.name}`, value))
    if (pattern.kind === 'array') {
      if (value !== null && !Array.isArray(value)) fail(`Cannot index ${typeOf(value)} with number`)
      const next = (n: number, inner: Scope | undefined): void => {
        const item = pattern.items[n]
        if (item === undefined) return then(inner)
        return this.destructure(item, (value as Value[] | null)?.[n] ?? null, inner, (after) => next(n + 1, after))
      }
      return next(0, scope)
    }
    const next = (n: number, inner: Scope | undefined): void => {
      const entry = pattern.entries[n]
      if (entry === undefined) return then(inner)
      const withKey = (key: Value) => {
        const found = indexed(value, key, undefined)
        const named = entry.variable === undefined ? inner : withValue(inner, `$${entry.variable}`, found)
        if (entry.value === undefined) return next(n + 1, named)
        return this.destructure(entry.value, found, named, (after) => next(n + 1, after))
      }
      if (entry.variable !== undefined) return withKey(entry.variable)
      return this.each(entry.key as Node, inner, value, undefined, withKey)
    }
    return next(0, scope)
  }

  private reduce(
    { over, pattern, start, update }: Node & { op: 'reduce' },
    scope: Scope | undefined,
    input: Value,
    path: Path | undefined,
    emit: Emit,
  ): void {
    this.each(start, scope, input, path, (first, firstAt) => {
      let state: { value: Value; at: Path | undefined } = { value: first, at: firstAt }
      this.each(over, scope, input, undefined, (item) => {
        this.destructure(pattern, item, scope, (inner) => {
          let last: typeof state = { value: null, at: nowhere(path) }
          this.each(update, inner, state.value, state.at, (value, at) => {
            last = { value, at }
          })
          state = last
        })
      })
      emit(state.value, state.at)
    })
  }

  private foreach(
    { over, pattern, start, update, extract }: Node & { op: 'foreach' },
    scope: Scope | undefined,
    input: Value,
    path: Path | undefined,
    emit: Emit,
  ): void {
    this.each(start, scope, input, path, (first, firstAt) => {
      let state: { value: Value; at: Path | undefined } = { value: first, at: firstAt }
      this.each(over, scope, input, undefined, (item) => {
        this.destructure(pattern, item, scope, (inner) => {
          this.each(update, inner, state.value, state.at, (value, at) => {
            state = { value, at }
            if (extract === undefined) emit(value, at)
            else this.each(extract, inner, value, at, emit)
          })
        })
      })
    })
  }

  // ------------------------------------------------------------------------------------------------ assignment

  paths(closure: Closure, input: Value): Path[] {
    const found: Path[] = []
    this.call(closure, input, [], (value, at) => found.push(checked(at, value)))
    return found
  }

  private assign(
    { sign, left, right }: Node & { op: 'assign' },
    scope: Scope | undefined,
    input: Value,
    emit: (value: Value) => void,
  ): void {
    const target: Closure = { node: left, scope: scope as Scope }
    if (sign === '|=') return emit(this.updated(target, input, { node: right, scope: scope as Scope }))
    return this.each(right, scope, input, undefined, (value) => {
      let result = input
      for (const at of this.paths(target, input)) {
        const old = sign === '=' ? null : getPath(result, at)
        const fresh =
          sign === '='
            ? value
            : sign === '//='
              ? isTrue(old)
                ? old
                : value
              : arithmetic(sign[0] as string, old, value)
        result = setPath(result, at, fresh)
      }
      emit(result)
    })
  }

  /** Each place gets the first result of `by`; those without one are deleted. */
  updated(target: Closure, input: Value, by: Closure): Value {
    let result = input
    const gone: Path[] = []
    for (const at of this.paths(target, input)) {
      let fresh: Value | undefined
      const stop: Scope = { outer: undefined, key: '*', value: undefined, definition: undefined, closure: undefined }
      try {
        this.caught(() =>
          this.call(by, getPath(result, at), undefined, (value) => {
            fresh = value
            throw new Break(stop)
          }),
        )
      } catch (error) {
        if (!(error instanceof Break) || error.label !== stop) throw error
      }
      if (fresh === undefined) gone.push(at)
      else result = setPath(result, at, fresh)
    }
    return deletePaths(result, gone)
  }

  /** Calls back for results until it says that it has enough. */
  until(
    closure: Closure,
    input: Value,
    path: Path | undefined,
    enough: (value: Value, at: Path | undefined) => boolean,
  ): void {
    const stop: Scope = { outer: undefined, key: '*', value: undefined, definition: undefined, closure: undefined }
    try {
      this.caught(() =>
        this.call(closure, input, path, (value, at) => {
          if (enough(value, at)) throw new Break(stop)
        }),
      )
    } catch (error) {
      if (!(error instanceof Break) || error.label !== stop) throw error
    }
  }
}

function operated(sign: string, left: Value, right: Value): Value {
  switch (sign) {
    case '==':
      return compare(left, right) === 0
    case '!=':
      return compare(left, right) !== 0
    case '<':
      return compare(left, right) < 0
    case '<=':
      return compare(left, right) <= 0
    case '>':
      return compare(left, right) > 0
    case '>=':
      return compare(left, right) >= 0
    default:
      return arithmetic(sign, left, right)
  }
}
