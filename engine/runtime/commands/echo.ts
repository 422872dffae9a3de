/** echo: each shell has its own idea of options and backslashes. */
import type { Command } from '../kernel/contract.ts'
import { unescape } from './escapes.ts'

export const echo: Command = {
  name: 'echo',
  run(call) {
    const dialect = call.process.shell?.dialect
    let words: readonly string[] = call.argv.slice(1)
    let newline = true
    let escapes = dialect === 'dash'
    if (dialect === 'dash') {
      if (words[0] === '-n') {
        newline = false
        words = words.slice(1)
      }
    } else {
      while (/^-[neE]+$/.test(words[0] ?? '')) {
        const option = words[0] as string
        if (option.includes('n')) newline = false
        if (option.includes('e')) escapes = true
        if (option.lastIndexOf('E') > option.lastIndexOf('e')) escapes = false
        words = words.slice(1)
      }
    }
    const text = words.join(' ')
    if (!escapes || !text.includes('\\')) {
      call.out(newline ? `${text}\n` : text)
      return 0
    }
    const plain = unescape(text, 'zero', false, dialect === 'dash')
    call.out(plain.stops || !newline ? plain.text : `${plain.text}\n`)
    return 0
  },
}
