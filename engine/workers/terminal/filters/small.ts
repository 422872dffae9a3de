/** cat, echo, ls. */
import { instant } from '../process.ts'
import { type Filter, options, overText } from './filter.ts'

export const cat: Filter = (args, context) =>
  overText(
    args.filter((arg) => arg !== '-'),
    context,
    'cat',
    (text, io) => {
      io.out(text)
      return 0
    },
  )

export const echo: Filter = (args) =>
  instant((io) => {
    let words = args
    let newline = true
    let escapes = false
    while (/^-[neE]+$/.test(words[0] ?? '')) {
      newline &&= !words[0]?.includes('n')
      escapes ||= words[0]?.includes('e') ?? false
      words = words.slice(1)
    }
    const text = words.join(' ')
    io.out(`${escapes ? text.replaceAll('\\n', '\n').replaceAll('\\t', '\t') : text}${newline ? '\n' : ''}`)
    return 0
  })

/** The editor's tabs are the directory. */
export const ls: Filter = (args, { files }) =>
  instant((io) => {
    const { rest } = options(args)
    let status = 0
    const known = files.names().sort()
    for (const name of rest.filter((each) => each !== '.')) {
      if (known.includes(name)) io.out(`${name}\n`)
      else {
        io.err(`ls: cannot access '${name}': No such file or directory\n`)
        status = 2
      }
    }
    if (rest.every((each) => each === '.')) io.out(known.map((name) => `${name}\n`).join(''))
    return status
  })
