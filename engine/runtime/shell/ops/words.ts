/** Words in progress: pieces are pushed, and at the end become fields, a text or a pattern. */
import { BREAK, escapePattern, escapeRegex, EXPANDED, LITERAL, QUOTED } from '../compile/pieces.ts'
import { splitFields } from '../fields.ts'
import { prefix } from '../messages.ts'
import { NEXT, type Operation } from '../program.ts'

export const pushWord: Operation = (m, _f, i) => {
  m.process.words.push(i.text)
  return NEXT
}

export const beginWord: Operation = (m) => {
  const { process } = m
  process.marks.push(process.pieces.length)
  return NEXT
}

export const pushPiece: Operation = (m, _f, i) => {
  m.process.pieces.push(i.text)
  return NEXT
}

/** A literal that begins with `~`, or (a = 1) has one after a colon. */
export const pushTilde: Operation = (m, _f, i) => {
  const parts = i.a === 1 ? i.text.slice(1).split(':') : [i.text.slice(1)]
  const pieces = parts.flatMap((part, n) => {
    const match = /^~([^/]*)(.*)$/s.exec(part)
    const home = match && m.homeOf(match[1] as string)
    const piece =
      home === undefined || match === null ? [LITERAL + part] : [QUOTED + home, LITERAL + (match[2] as string)]
    return n === 0 ? piece : [`${LITERAL}:`, ...piece]
  })
  m.process.pieces.push(...pieces)
  return NEXT
}

/** The pieces of the word that ends. */
function taken(process: { pieces: string[]; marks: number[] }): string[] {
  return process.pieces.splice(process.marks.pop() as number)
}

export const endFields: Operation = (m) => {
  const { process } = m
  const start = process.marks[process.marks.length - 1] as number
  // One quoted or literal piece without pattern characters, the commonest word there is.
  if (process.pieces.length === start + 1) {
    const piece = process.pieces[start] as string
    if (piece.startsWith(QUOTED)) {
      process.marks.pop()
      process.pieces.length = start
      process.words.push(piece.slice(1))
      return NEXT
    }
  }
  for (const field of splitFields(taken(process), m.shell)) {
    if (field.pattern === undefined || m.shell.has('f')) process.words.push(field.text)
    else {
      const paths = m.glob(field.pattern)
      if (paths.length > 0) for (const path of paths) process.words.push(path)
      else if (!m.shell.named.has('nullglob')) process.words.push(field.text)
    }
  }
  return NEXT
}

export const endText: Operation = (m) => {
  const pieces = taken(m.process)
  let text = ''
  for (const piece of pieces) text += piece.startsWith(BREAK) ? piece.slice(1) || ' ' : piece.slice(1)
  m.process.words.push(text)
  return NEXT
}

export const endPattern: Operation = (m) => {
  let pattern = ''
  for (const piece of taken(m.process)) {
    if (piece.startsWith(QUOTED)) pattern += escapePattern(piece.slice(1))
    else if (piece.startsWith(LITERAL) || piece.startsWith(EXPANDED)) pattern += piece.slice(1)
    else pattern += ' '
  }
  m.process.words.push(pattern)
  return NEXT
}

export const endRegex: Operation = (m) => {
  let pattern = ''
  for (const piece of taken(m.process)) {
    pattern += piece.startsWith(QUOTED) ? escapeRegex(piece.slice(1)) : piece.slice(1)
  }
  m.process.words.push(pattern)
  return NEXT
}

export const unsupportedWord: Operation = (m, _f, i) => {
  m.shell.line = i.line
  m.complain(`${prefix(m.shell)}syntax error: ${i.text} is not supported here\n`)
  return m.exitShell(2)
}

export const badSubstitution: Operation = (m, _f, i) => {
  m.shell.line = i.line
  const { dialect } = m.shell
  const text =
    dialect === 'dash'
      ? 'Bad substitution'
      : dialect === 'ash'
        ? 'syntax error: bad substitution'
        : `${i.text}: bad substitution`
  m.complain(`${prefix(m.shell)}${text}\n`)
  return m.exitShell(dialect === 'bash' ? 1 : 2)
}
