/** What a shell remembers: variables, functions, options, traps. Copied for subshells, as fork does. */
import type { Reader, Writer } from '../kernel/folded.ts'

/** Compiled code; only the kernel looks into it. */
export interface CompiledCode {
  readonly dialect: Dialect
}

/** Indexed (keys are numbers as text, in order) or associative. */
export interface ArrayValue {
  readonly associative: boolean
  readonly items: ReadonlyMap<string, string>
}

/** Null: unset here although the environment has it. */
export type Value = string | ArrayValue | null

export interface ShellFunction {
  readonly program: CompiledCode
  readonly pc: number
}

export const EXPORTED = 1
export const READONLY = 2
export const INTEGER = 4
export const LOWER = 8
export const UPPER = 16

/** Namerefs that name each other go in circles; bash gives up, too. */
const MAX_REFERENCES = 8

/** Variables a process was started with; shared, never changed. */
export interface Environment {
  get(name: string): string | undefined
  entries(): Iterable<readonly [string, string]>
}

export type Dialect = 'dash' | 'ash' | 'bash'

/** Options by their letters: `set -e`; `o` names without a letter are in `named`. */
export class Shell {
  private vars: Map<string, Value> | undefined = undefined
  private attributes: Map<string, number> | undefined = undefined
  /** Namerefs (`declare -n`): name → the variable it stands for. */
  references: Map<string, string> | undefined = undefined
  functions: Map<string, ShellFunction> | undefined = undefined
  /** Signal name (`EXIT`, `TERM`, `ERR` …) → what to do; '' ignores. */
  traps: Map<string, string> | undefined = undefined
  options = ''
  named: ReadonlySet<string> = NO_NAMES
  positional: readonly string[] = NO_WORDS
  lastStatus = 0
  /** Statuses of the last pipeline (PIPESTATUS). */
  pipeStatus: readonly number[] = NO_NUMBERS
  /** `$!`, or 0. */
  lastBackground = 0
  /** Background jobs not yet waited for. */
  jobs: readonly number[] = NO_NUMBERS
  /** Of jobs that ended: what `wait` will say. */
  ended: ReadonlyMap<number, number> | undefined = undefined
  /** getopts: where in an argument of bundled options it stands. */
  optionAt = 0
  /** Name of the script or the shell: `$0`. */
  name = 'sh'
  /** bash: whose code runs, when messages name that and not the shell. */
  origin = ''
  /** What `$$` says: the number of the shell that is no subshell. */
  mainPid = 1
  depth = 0
  /** A message about a syntax error or a failed expansion names this line. */
  line = 1
  /** Draws of $RANDOM. */
  draws = 0
  /** Read from a file or -c: how messages begin differs. */
  fromFile = false
  /** `-c script name`: ash then says lines it keeps to itself without the name. */
  nameGiven = false

  constructor(
    readonly dialect: Dialect,
    readonly environment: Environment,
  ) {}

  /** A copy that shares nothing that changes. */
  copy(environment = this.environment): Shell {
    const copy = new Shell(this.dialect, environment)
    copy.vars = this.vars && new Map(this.vars)
    copy.attributes = this.attributes && new Map(this.attributes)
    copy.references = this.references && new Map(this.references)
    copy.functions = this.functions && new Map(this.functions)
    copy.traps = this.traps && new Map(this.traps)
    copy.options = this.options
    copy.named = this.named
    copy.positional = this.positional
    copy.lastStatus = this.lastStatus
    copy.pipeStatus = this.pipeStatus
    copy.lastBackground = this.lastBackground
    copy.jobs = this.jobs
    copy.ended = this.ended
    copy.optionAt = this.optionAt
    copy.name = this.name
    copy.mainPid = this.mainPid
    copy.origin = this.origin
    copy.depth = this.depth
    copy.line = this.line
    copy.draws = this.draws
    copy.fromFile = this.fromFile
    copy.nameGiven = this.nameGiven
    return copy
  }

  fold(w: Writer): void {
    w.put(this.dialect)
    w.put(this.environment)
    w.map(this.vars)
    w.map(this.attributes)
    w.map(this.references)
    w.map(this.functions)
    w.map(this.traps)
    w.put(this.options)
    w.put(this.named)
    w.put(this.positional)
    w.put(this.lastStatus)
    w.put(this.pipeStatus)
    w.put(this.lastBackground)
    w.put(this.jobs)
    w.put(this.ended)
    w.put(this.optionAt)
    w.put(this.name)
    w.put(this.mainPid)
    w.put(this.origin)
    w.put(this.depth)
    w.put(this.line)
    w.put(this.draws)
    w.put(this.fromFile)
    w.put(this.nameGiven)
  }

  static unfold(r: Reader): Shell {
    const shell = new Shell(r.take(), r.take())
    shell.vars = r.map()
    shell.attributes = r.map()
    shell.references = r.map()
    shell.functions = r.map()
    shell.traps = r.map()
    shell.options = r.take()
    shell.named = r.take()
    shell.positional = r.take()
    shell.lastStatus = r.take()
    shell.pipeStatus = r.take()
    shell.lastBackground = r.take()
    shell.jobs = r.take()
    shell.ended = r.take()
    shell.optionAt = r.take()
    shell.name = r.take()
    shell.mainPid = r.take()
    shell.origin = r.take()
    shell.depth = r.take()
    shell.line = r.take()
    shell.draws = r.take()
    shell.fromFile = r.take()
    shell.nameGiven = r.take()
    return shell
  }

  get isBash(): boolean {
    return this.dialect === 'bash'
  }

  has(option: string): boolean {
    return this.options.includes(option) || this.named.has(option)
  }

  // ------------------------------------------------------------------------------------------------ variables

  /** The variable that a nameref stands for; other names stand for themselves. */
  private referred(given: string): string {
    let name = given
    for (let i = 0; i < MAX_REFERENCES; i++) {
      const target = this.references?.get(name)
      if (target === undefined) return name
      name = target
    }
    return name
  }

  /** Makes a name a nameref, or (undefined) a variable of its own again. */
  refer(name: string, target: string | undefined): void {
    if (target === undefined) this.references?.delete(name)
    else {
      this.references ??= new Map()
      this.references.set(name, target)
    }
  }

  /** The raw value; undefined when unset. */
  value(given: string): string | ArrayValue | undefined {
    const name = this.references === undefined ? given : this.referred(given)
    const own = this.vars?.get(name)
    return own === undefined ? this.environment.get(name) : (own ?? undefined)
  }

  /** The text of a variable; element 0 of an array. */
  get(name: string): string | undefined {
    const value = this.value(name)
    return typeof value === 'object' ? value.items.get('0') : value
  }

  put(given: string, value: Value): void {
    const name = this.references === undefined ? given : this.referred(given)
    this.vars ??= new Map()
    this.vars.set(name, value)
  }

  unset(given: string): void {
    const name = this.references === undefined ? given : this.referred(given)
    this.attributes?.delete(name)
    if (this.environment.get(name) !== undefined) this.put(name, null)
    else this.vars?.delete(name)
  }

  flags(given: string): number {
    const name = this.references === undefined ? given : this.referred(given)
    return this.attributes?.get(name) ?? (this.environment.get(name) === undefined ? 0 : EXPORTED)
  }

  setFlags(given: string, flags: number): void {
    const name = this.references === undefined ? given : this.referred(given)
    this.attributes ??= new Map()
    this.attributes.set(name, flags)
  }

  /** Names of set variables, sorted by bytes. */
  names(): string[] {
    const names = new Set<string>()
    for (const [name] of this.environment.entries()) names.add(name)
    for (const name of this.vars?.keys() ?? []) names.add(name)
    return [...names].filter((name) => this.value(name) !== undefined).sort()
  }

  /** Variables that are declared without a value count for `export -p` and `readonly -p`. */
  flagged(flag: number): string[] {
    const names = new Set(this.names())
    for (const name of this.attributes?.keys() ?? []) names.add(name)
    return [...names].filter((name) => (this.flags(name) & flag) !== 0).sort()
  }

  /** What a child would see of a variable. */
  exportedValue(name: string): string | undefined {
    return (this.flags(name) & EXPORTED) === 0 ? undefined : this.get(name)
  }

  /** What a child's environment is. */
  exported(): Map<string, string> {
    const map = new Map<string, string>()
    for (const [name, value] of this.environment.entries()) {
      if (this.vars?.get(name) === undefined && (this.flags(name) & EXPORTED) !== 0) map.set(name, value)
      else if ((this.flags(name) & EXPORTED) !== 0) {
        const own = this.get(name)
        if (own !== undefined) map.set(name, own)
      }
    }
    for (const name of this.vars?.keys() ?? []) {
      if ((this.flags(name) & EXPORTED) === 0 || map.has(name)) continue
      const text = this.get(name)
      if (text !== undefined) map.set(name, text)
    }
    return map
  }

  /** Bytes that variables hold, for the memory the process uses. */
  get bytes(): number {
    let sum = 0
    for (const value of this.vars?.values() ?? []) {
      if (typeof value === 'string') sum += value.length
      else if (value !== null) for (const item of value.items.values()) sum += item.length + 32
    }
    return sum
  }
}

const NO_WORDS: readonly string[] = []
const NO_NUMBERS: readonly number[] = []
const NO_NAMES: ReadonlySet<string> = new Set()
