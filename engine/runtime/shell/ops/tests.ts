/** `[[ … ]]`: one condition, its operands on the words. */
import { RE2JS } from 're2js'
import { matches } from '../pattern.ts'
import { prefix } from '../messages.ts'
import { NEXT, type Operation } from '../program.ts'
import { binaryTest, unaryTest } from '../test.ts'

export const testUnary: Operation = (m, _f, i) => {
  const operand = m.process.words.pop() as string
  if (m.shell.isBash && m.shell.has('x')) m.complain(`${m.tracePrefix}[[ ${i.text} ${operand || "''"} ]]\n`)
  m.shell.lastStatus = unaryTest(m, i.text, operand) ? 0 : 1
  return NEXT
}

export const testBinary: Operation = (m, _f, i) => {
  const right = m.process.words.pop() as string
  const left = m.process.words.pop() as string
  m.shell.line = i.line
  if (m.shell.isBash && m.shell.has('x'))
    m.complain(`${m.tracePrefix}[[ ${left || "''"} ${i.text} ${right || "''"} ]]\n`)
  m.shell.lastStatus = holds(m, i.text, left, right)
  return NEXT
}

/** `shopt -s nocasematch`. */
export const folded = (m: Parameters<Operation>[0], pattern: string, text: string): [string, string] =>
  m.shell.named.has('nocasematch') ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text]

function holds(m: Parameters<Operation>[0], operator: string, left: string, right: string): number {
  switch (operator) {
    case '=':
    case '==':
      return matches(...folded(m, right, left), true) ? 0 : 1
    case '!=':
      return matches(...folded(m, right, left), true) ? 1 : 0
    case '<':
      return left < right ? 0 : 1
    case '>':
      return left > right ? 0 : 1
    case '=~':
      return regex(m, left, right)
    default:
      return arithmetic(m, operator, left, right)
  }
}

/** Numbers are arithmetic expressions inside `[[`. */
function arithmetic(m: Parameters<Operation>[0], operator: string, left: string, right: string): number {
  if (!/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) return binaryTest(m, operator, left, right) ? 0 : 1
  const a = m.calculate(left, m.shell.line)
  const b = m.calculate(right, m.shell.line)
  if (a === undefined || b === undefined) return 1
  const order = a < b ? -1 : a > b ? 1 : 0
  const verdicts: Record<string, boolean> = {
    '-eq': order === 0,
    '-ne': order !== 0,
    '-lt': order < 0,
    '-le': order <= 0,
    '-gt': order > 0,
    '-ge': order >= 0,
  }
  return verdicts[operator] === true ? 0 : 1
}

function regex(m: Parameters<Operation>[0], left: string, pattern: string): number {
  let matcher: ReturnType<RE2JS['matcher']>
  try {
    matcher = RE2JS.compile(pattern, RE2JS.DOTALL).matcher(left)
  } catch {
    m.complain(`${prefix(m.shell)}syntax error in regular expression: ${pattern}\n`)
    return 2
  }
  const found = matcher.find()
  const groups: [string, string][] = []
  if (found) for (let n = 0; n <= matcher.groupCount(); n++) groups.push([String(n), matcher.group(n) ?? ''])
  m.shell.put('BASH_REMATCH', { associative: false, items: new Map(groups) })
  return found ? 0 : 1
}
