/** awk programs: text → tokens. */

export class AwkSyntaxError extends Error {}

const KEYWORDS = new Set(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf'.split(
    ' ',
  ),
)
export const FUNCTIONS = new Set(
  'length substr index split sub gsub match sprintf sin cos atan2 exp log sqrt int rand srand tolower toupper system close fflush gensub strftime systime and or xor lshift rshift compl'.split(
    ' ',
  ),
)

export interface Token {
  type: 'num' | 'str' | 'regex' | 'name' | 'funcname' | 'keyword' | 'op' | 'newline' | 'end'
  text: string
  line: number
}

const OPERATORS = [
  '**=',
  '&&',
  '||',
  '**',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '==',
  '<=',
  '>=',
  '!=',
  '!~',
  '>>',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
]

export function awkEscapes(text: string): string {
  return text.replace(/\\(\n|[0-7]{1,3}|.)/gs, (_, c: string) => {
    if (c === '\n') return ''
    if (/^[0-7]/.test(c)) return String.fromCharCode(Number.parseInt(c, 8) & 255)
    return (
      { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' }[c] ?? `\\${c}`
    )
  })
}

export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let i = 0
  let line = 1
  const push = (type: Token['type'], value: string) => tokens.push({ type, text: value, line })
  while (i < text.length) {
    const char = text[i] as string
    if (char === '\n') {
      push('newline', '\n')
      line++
      i++
    } else if (/[ \t\r]/.test(char)) i++
    else if (char === '\\' && text[i + 1] === '\n') {
      line++
      i += 2
    } else if (char === '#') {
      while (i < text.length && text[i] !== '\n') i++
    } else if (char === '"') {
      let j = i + 1
      while (j < text.length && text[j] !== '"') j += text[j] === '\\' ? 2 : 1
      if (j >= text.length) throw new AwkSyntaxError('unterminated string')
      push('str', awkEscapes(text.slice(i + 1, j)))
      i = j + 1
    } else if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(text[i + 1] ?? ''))) {
      const match = /^(0[xX][0-9a-fA-F]+|\d*\.?\d*(?:[eE][-+]?\d+)?)/.exec(text.slice(i)) as RegExpExecArray
      push('num', match[0])
      i += match[0].length
    } else if (/[A-Za-z_]/.test(char)) {
      const match = /^\w+/.exec(text.slice(i)) as RegExpExecArray
      i += match[0].length
      push(KEYWORDS.has(match[0]) ? 'keyword' : text[i] === '(' ? 'funcname' : 'name', match[0])
    } else if (char === '/' && regexAllowed(tokens.at(-1))) {
      let j = i + 1
      let brackets = false
      while (j < text.length && (text[j] !== '/' || brackets)) {
        if (text[j] === '\\') j++
        else if (text[j] === '[') {
          brackets = true
          if (text[j + 1] === '^') j++
          if (text[j + 1] === ']') j++
        } else if (text[j] === ']') brackets = false
        else if (text[j] === '\n') throw new AwkSyntaxError('newline in regex')
        j++
      }
      push('regex', text.slice(i + 1, j).replace(/\\\//g, '/'))
      i = j + 1
    } else {
      const op = OPERATORS.find((candidate) => text.startsWith(candidate, i))
      if (op === undefined) throw new AwkSyntaxError(`unexpected character '${char}'`)
      push('op', op)
      i += op.length
    }
  }
  tokens.push({ type: 'end', text: '', line })
  return tokens
}

function regexAllowed(before: Token | undefined): boolean {
  if (before === undefined) return true
  if (before.type === 'op') return ![')', ']', '++', '--', '$'].includes(before.text)
  return before.type === 'newline' || before.type === 'keyword'
}
