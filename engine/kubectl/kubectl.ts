/**
 * The page's kubectl: reads a command line, calls the one door, prints what the real one prints.
 *
 * A command runs to its end at the present instant, or stays as a session (a watch, a wait, a followed log) that its
 * holder moves on whenever the cluster may have moved. Nothing here waits or looks at a host's clock.
 */
import { Call } from './call.ts'
import { Failure, fail, message, Refused } from './base/failure.ts'
import { type ParsedLine, parseFlags } from './base/flags.ts'
import { GLOBAL_FLAGS } from './globalflags.ts'
import { groupHelp, verbHelp } from './help.ts'
import type { Chunk, Effect, Host } from './host.ts'
import { verbs } from './list.ts'
import type { Session, Verb } from './verb.ts'

/** A command on its way or at its end. */
export interface Running {
  /** Undefined while it goes on. */
  exit: number | undefined
  verb: Verb | undefined
  call: Call | undefined
  session: Session | undefined
  /** What was printed and not taken yet. */
  output: Chunk[]
  effects: Effect[]
}

/** Starts a command. @param words what follows `kubectl` */
export function start(host: Host, words: readonly string[], stdin?: string): Running {
  const running: Running = {
    exit: undefined,
    verb: undefined,
    call: undefined,
    session: undefined,
    output: [],
    effects: [],
  }
  guard(running, () => {
    const found = findVerb(words)
    if (typeof found === 'string') {
      running.output.push({ stream: 'stdout', text: found })
      running.exit = 0
      return
    }
    const { verb, rest } = found
    running.verb = verb
    const parsed = readFlags(verb, rest)
    if (parsed.flags.bool('help')) {
      running.output.push({ stream: 'stdout', text: verbHelp(verb) })
      return
    }
    const missing = (verb.required ?? []).filter((flag) => !parsed.flags.has(flag)).sort()
    if (missing.length > 0) throw fail(`required flag(s) ${missing.map((flag) => `"${flag}"`).join(', ')} not set`)
    const call = new Call(verb.name, host, parsed, stdin)
    running.call = call
    running.session = verb.run(call) ?? undefined
    if (running.session === undefined) call.finish()
  })
  return running
}

/** Moves a command on to the present instant. */
export function advance(running: Running): void {
  const { verb, call, session } = running
  if (running.exit !== undefined || !verb?.advance || !call || !session) return
  guard(running, () => {
    running.session = verb.advance?.(call, session)
    if (running.session === undefined) call.finish()
  })
}

/** What is typed while a command goes on; commands that read nothing leave it. */
export function receive({ verb, call, session, exit }: Running, data: string): void {
  if (exit === undefined && verb?.receive && call && session) verb.receive(call, session, data)
}

/** Nothing more will be typed. */
export function endInput({ verb, call, session, exit }: Running): void {
  if (exit === undefined && verb?.endInput && call && session) verb.endInput(call, session)
}

/** How a command reads the keyboard now: key by key when it is a terminal in a container, by lines, or not at all. */
export function readsOf({ verb, session, exit }: Running): 'keys' | 'lines' | undefined {
  return exit === undefined && session !== undefined ? verb?.reads?.(session) : undefined
}

/** Ctrl+C. */
export function interrupt(running: Running): void {
  const { verb, call, session } = running
  if (running.exit !== undefined) return
  if (verb?.interrupt && call && session) {
    verb.interrupt(call, session)
    take(running)
  }
  running.session = undefined
  running.exit = 130
}

function guard(running: Running, act: () => void): void {
  try {
    act()
    if (running.session === undefined) running.exit ??= 0
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof Refused)) throw error
    running.session = undefined
    take(running)
    const said = message(error)
    if (said !== '') running.output.push({ stream: 'stderr', text: `${said}\n` })
    running.exit = error instanceof Failure ? error.exit : 1
  }
  take(running)
}

/** Moves what the call printed to the command. */
function take(running: Running): void {
  const { call } = running
  if (!call) return
  running.output.push(...call.output.splice(0))
  running.effects.push(...call.effects.splice(0))
}

interface Found {
  verb: Verb
  rest: string[]
}

const byName = new Map<string, Verb>(
  verbs.flatMap((verb) => [verb.name, ...(verb.aliases ?? [])].map((name): [string, Verb] => [name, verb])),
)
const GROUPS: ReadonlySet<string> = new Set(
  [...byName.keys()].filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] as string),
)

/** `create secret generic`. */
const MOST_WORDS = 3

/** The command a line means, or a text of help. Global flags may stand before it. */
function findVerb(words: readonly string[]): Found | string {
  const { before, names, rest } = split(words)
  const [first = '', second = ''] = names
  if (first === '') return groupHelp('', verbs)
  for (let count = MOST_WORDS; count > 0; count--) {
    const verb = byName.get(rest.slice(0, count).join(' '))
    if (verb !== undefined && rest.length >= count) return { verb, rest: [...before, ...rest.slice(count)] }
  }
  if (GROUPS.has(first)) {
    if (second !== '' && second !== '--help' && second !== '-h') {
      throw new Failure(`error: unknown command "${second}"\nSee 'kubectl ${first} -h' for help and examples`)
    }
    return groupHelp(first, verbs)
  }
  if (first === 'help') return second === '' ? groupHelp('', verbs) : helpOf(names.slice(1))
  throw new Failure(`error: unknown command "${first}" for "kubectl"${suggestion(first)}`)
}

function helpOf(names: readonly string[]): string {
  const verb = byName.get(names.slice(0, 2).join(' ')) ?? byName.get(names[0] ?? '')
  return verb === undefined ? groupHelp(names[0] ?? '', verbs) : verbHelp(verb)
}

/** Separates what stands before the command's name. */
function split(words: readonly string[]): { before: string[]; names: string[]; rest: string[] } {
  let at = 0
  while (at < words.length && (words[at] as string).startsWith('-')) {
    const word = words[at] as string
    const takesValue = !word.includes('=') && TAKES_VALUE.has(word.replace(/^--?/, ''))
    at += takesValue ? 2 : 1
  }
  const rest = words.slice(at)
  return { before: words.slice(0, at), names: rest.slice(0, 2), rest }
}

const TAKES_VALUE: ReadonlySet<string> = new Set(
  GLOBAL_FLAGS.filter((notation) => !notation.includes(':bool')).flatMap((notation) =>
    (notation.split(':')[0] as string).split(','),
  ),
)

/** Commands that sound alike (cobra's SuggestionsFor: distance of at most two, or a common beginning). */
function suggestion(typed: string): string {
  const names = [...new Set([...byName.keys()].map((name) => name.split(' ')[0] as string))].sort()
  const alike = names.filter((name) => distance(typed, name) <= 2 || name.startsWith(typed))
  return alike.length === 0 ? '' : `\n\nDid you mean this?\n${alike.map((name) => `\t${name}\n`).join('')}`
}

function distance(a: string, b: string): number {
  let row = [...b].map((_, i) => i + 1)
  row.unshift(0)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + change))
    }
    row = next
  }
  return row[b.length] as number
}

function readFlags(verb: Verb, rest: readonly string[]): ParsedLine {
  try {
    return parseFlags([...verb.flags, ...GLOBAL_FLAGS], rest, !verb.greedy)
  } catch (error) {
    if (error instanceof Failure) throw fail(`${error.said.slice(7)}\nSee 'kubectl ${verb.name} --help' for usage.`)
    throw error
  }
}
