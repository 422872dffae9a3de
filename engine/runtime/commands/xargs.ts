/** xargs: words of its input as arguments of commands. */
import type { Call, Command } from '../kernel/contract.ts'
import { unescape } from './escapes.ts'

interface Queue {
  commands: string[][] | undefined
  input: string
  at: number
  running: number[]
  status: number
}

export const xargs: Command = {
  name: 'xargs',
  run(call) {
    const state = (call.state ?? { commands: undefined, input: '', at: 0, running: [], status: 0 }) as Queue
    call.state = state
    const settings = xargsOptions(call)
    if (settings === undefined) return 1
    if (state.commands === undefined) {
      for (;;) {
        const chunk = call.read()
        if (chunk === undefined) return call.waitInput()
        if (chunk === null) break
        state.input += chunk
      }
      state.commands = batches(settings, state.input)
      state.input = ''
    }
    for (;;) {
      for (const pid of [...state.running]) {
        const ended = call.reap(pid)
        if (ended === undefined) continue
        state.running = state.running.filter((p) => p !== pid)
        if (ended === 255) {
          call.warn(`${settings.words[0] ?? 'echo'}: exited with status 255; aborting`)
          return 124
        }
        if (ended >= 128 && ended < 255) state.status = 125
        else if (ended !== 0 && state.status === 0) state.status = 123
      }
      if (state.running.length >= settings.parallel) return call.waitChild()
      const command = state.commands[state.at]
      if (command === undefined) return state.running.length > 0 ? call.waitChild() : state.status
      state.at++
      if (settings.trace) call.err(`${command.join(' ')}\n`)
      const { pid, status } = call.spawn(command)
      if (pid < 0) return status
      state.running.push(pid)
      if (settings.parallel === 1) return call.waitChild()
    }
  },
}

interface XargsSettings {
  words: string[]
  perCommand: number
  perLines: number
  replace: string | undefined
  nul: boolean
  delimiter: string | undefined
  parallel: number
  noRunIfEmpty: boolean
  trace: boolean
}

function xargsOptions(call: Call): XargsSettings | undefined {
  const s: XargsSettings = {
    words: [],
    perCommand: 0,
    perLines: 0,
    replace: undefined,
    nul: false,
    delimiter: undefined,
    parallel: 1,
    noRunIfEmpty: call.flavour === 'busybox' ? false : false,
    trace: false,
  }
  const { args } = call
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i] as string
    const value = () => (arg.length > 2 ? arg.slice(2) : (args[++i] ?? ''))
    if (arg === '--') {
      i++
      break
    }
    if (!arg.startsWith('-')) break
    if (arg === '-0' || arg === '--null') s.nul = true
    else if (arg === '-r' || arg === '--no-run-if-empty') s.noRunIfEmpty = true
    else if (arg === '-t') s.trace = true
    else if (arg.startsWith('-n')) s.perCommand = Number(value())
    else if (arg.startsWith('-L')) s.perLines = Number(value())
    else if (arg.startsWith('-P')) s.parallel = Number(value()) || 512
    else if (arg.startsWith('-I')) s.replace = value()
    else if (arg === '-i') s.replace = '{}'
    else if (arg.startsWith('-d')) s.delimiter = unescape(value(), 'plain').text
    else if (arg === '-0r' || arg === '-r0') {
      s.nul = true
      s.noRunIfEmpty = true
    } else if (arg !== '-x' && arg !== '-p') {
      call.warn(`invalid option -- '${arg.replace(/^-+/, '')[0]}'`)
      return undefined
    }
  }
  s.words = args.slice(i)
  if (s.words.length === 0) s.words = ['echo']
  return s
}

/** Words as a shell would cut them, quotes and backslashes included. */
function cutWords(input: string): string[] {
  const words: string[] = []
  let current: string | undefined
  for (let i = 0; i < input.length; i++) {
    const char = input[i] as string
    if (/\s/.test(char)) {
      if (current !== undefined) words.push(current)
      current = undefined
    } else if (char === '"' || char === "'") {
      const end = input.indexOf(char, i + 1)
      current = (current ?? '') + input.slice(i + 1, end < 0 ? undefined : end)
      i = end < 0 ? input.length : end
    } else if (char === '\\') current = (current ?? '') + (input[++i] ?? '')
    else current = (current ?? '') + char
  }
  if (current !== undefined) words.push(current)
  return words
}

const MAX_COMMAND = 128_000

function batches(s: XargsSettings, input: string): string[][] {
  const ended = s.nul ? '\0' : s.delimiter
  const items =
    ended !== undefined ? input.split(ended).filter((item, i, all) => item !== '' || i < all.length - 1) : undefined
  if (s.replace !== undefined) {
    const lines = (items ?? input.split('\n').map((line) => line.trim())).filter((line) => line !== '')
    return lines.map((line) => s.words.map((word) => word.replaceAll(s.replace as string, line)))
  }
  const words = items ?? cutWords(input)
  if (words.length === 0) return s.noRunIfEmpty ? [] : [s.words]
  if (s.perLines > 0) {
    const lines = input.split('\n').filter((line) => line.trim() !== '')
    return Array.from({ length: Math.ceil(lines.length / s.perLines) }, (_, i) => [
      ...s.words,
      ...cutWords(lines.slice(i * s.perLines, (i + 1) * s.perLines).join('\n')),
    ])
  }
  const out: string[][] = []
  let size = 0
  for (const word of words) {
    const last = out.at(-1)
    if (
      last === undefined ||
      (s.perCommand > 0 && last.length - s.words.length >= s.perCommand) ||
      size + word.length > MAX_COMMAND
    ) {
      out.push([...s.words, word])
      size = word.length
    } else {
      last.push(word)
      size += word.length + 1
    }
  }
  return out
}
