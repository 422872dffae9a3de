/** tr: translates, deletes, squeezes characters. */
import type { Command } from '../kernel/contract.ts'
import { BLOCKED } from './command.ts'
import { unescape } from './escapes.ts'
import { readOptions } from './options.ts'

const between = (from: number, to: number): string => {
  let text = ''
  for (let c = from; c <= to; c++) text += String.fromCharCode(c)
  return text
}

const ALL = between(0, 255)
const only = (pattern: RegExp): string => [...ALL].filter((c) => c.charCodeAt(0) < 128 && pattern.test(c)).join('')

const CLASSES: Record<string, string> = {
  alpha: only(/[A-Za-z]/),
  digit: only(/[0-9]/),
  alnum: only(/[A-Za-z0-9]/),
  upper: only(/[A-Z]/),
  lower: only(/[a-z]/),
  space: ' \t\n\r\f\v',
  blank: ' \t',
  punct: only(/[!-/:-@[-`{-~]/),
  xdigit: only(/[0-9A-Fa-f]/),
  print: only(/[ -~]/),
  graph: only(/[!-~]/),
  cntrl: between(0, 31) + '\x7f',
}

/** The characters of a set, in order. @param fill length to pad `[x*]` to */
function expand(spec: string, fill: number): string | undefined {
  const text = unescape(spec, 'plain').text
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const named = /^\[:(\w+):\]/.exec(text.slice(i))
    const repeat = /^\[([^\]])\*(\d*)\]/.exec(text.slice(i))
    if (named !== null) {
      const set = CLASSES[named[1] as string]
      if (set === undefined) return undefined
      out += set
      i += named[0].length - 1
    } else if (repeat !== null) {
      out += (repeat[1] as string).repeat(repeat[2] === '' ? Math.max(0, fill - out.length) : Number(repeat[2]))
      i += repeat[0].length - 1
    } else if (text[i + 1] === '-' && i + 2 < text.length) {
      const from = text.charCodeAt(i)
      const to = text.charCodeAt(i + 2)
      if (from > to) return undefined
      out += between(from, to)
      i += 2
    } else out += text[i]
  }
  return out
}

export const tr: Command = {
  name: 'tr',
  run(call) {
    const options = readOptions(call, 'cCdst', {
      delete: 'd',
      'squeeze-repeats': 's',
      complement: 'c',
      'truncate-set1': 't',
    })
    if (options === undefined) return 1
    const [first, second] = options.words
    if (first === undefined) {
      call.warn('missing operand')
      if (call.flavour === 'gnu') call.err("Try 'tr --help' for more information.\n")
      return 1
    }
    if (second === undefined && !options.has('d') && !options.has('s')) {
      call.warn(`missing operand after '${first}'`)
      if (call.flavour === 'gnu')
        call.err("Two strings must be given when translating.\nTry 'tr --help' for more information.\n")
      return 1
    }
    let set = expand(first, 0)
    if (set === undefined) {
      call.warn(`range-endpoints of '${first}' are in reverse collating sequence order`)
      return 1
    }
    if (options.has('c') || options.has('C')) {
      const plain = set
      set = [...ALL].filter((c) => !plain.includes(c)).join('')
    }
    const to = second === undefined ? '' : (expand(second, set.length) ?? '')
    const map = new Map<string, string>()
    if (!options.has('d') && second !== undefined) {
      ;[...set].forEach((c, i) => {
        if (options.has('t') && i >= to.length) return
        map.set(c, to[Math.min(i, to.length - 1)] ?? c)
      })
    }
    const squeezed = options.has('s') ? (second === undefined ? set : to) : ''
    const deleted = new Set(options.has('d') ? set : '')
    const state = (call.state ?? { last: '' }) as { last: string }
    call.state = state
    for (;;) {
      const chunk = call.read()
      if (chunk === undefined) return call.waitInput()
      if (chunk === null) return 0
      let out = ''
      for (const char of chunk) {
        if (deleted.has(char)) continue
        const next = map.get(char) ?? char
        if (next === state.last && squeezed.includes(next)) continue
        state.last = next
        out += next
      }
      call.out(out)
      if (call.outputIsFull) return BLOCKED
    }
  },
}
