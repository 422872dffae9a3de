/** Backslash sequences of echo, printf and tr. */

const SIMPLE: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

export interface Unescaped {
  text: string
  /** `\c` was met: nothing more is printed. */
  stops: boolean
}

/**
 * @param octal how octal numbers look: `\0nnn` (echo, %b), `\nnn` (printf format), or both.
 * @param isDash it knows no `\x` and no `\e`
 */
export function unescape(text: string, octal: 'zero' | 'plain' | 'both', quotes = false, isDash = false): Unescaped {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      out += text[i]
      continue
    }
    const char = text[++i] as string
    if (char === 'c') return { text: out, stops: true }
    const rest = text.slice(i)
    const number =
      octal === 'zero'
        ? /^0([0-7]{0,3})/.exec(rest)
        : octal === 'plain'
          ? /^([0-7]{1,3})/.exec(rest)
          : /^0?([0-7]{1,3})/.exec(rest)
    const hex = isDash ? null : /^x([0-9a-fA-F]{1,2})/.exec(rest)
    if (number) {
      out += String.fromCharCode(Number.parseInt(number[1] || '0', 8) & 255)
      i += number[0].length - 1
    } else if (hex) {
      out += String.fromCharCode(Number.parseInt(hex[1] as string, 16))
      i += hex[0].length - 1
    } else if (SIMPLE[char] !== undefined && !(isDash && char === 'e')) out += SIMPLE[char]
    else if (quotes && (char === '"' || char === "'")) out += char
    else out += `\\${char}`
  }
  return { text: out, stops: false }
}
