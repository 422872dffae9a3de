/** Arithmetic with a shell's variables, and its errors in the shell's words. */
import type { Machine } from '../kernel/contract.ts'
import { ArithmeticError, evaluate, type Names } from './arithmetic.ts'
import { prefix } from './messages.ts'
import { setVariable, textOf } from './variables.ts'

/** The value; undefined when the expression is wrong, which has been said on standard error then. */
export function calculate(m: Machine, text: string, line: number): bigint | undefined {
  const { shell } = m
  const names: Names = {
    dialect: shell.dialect,
    recursive: shell.dialect !== 'dash',
    get: (name, index) => {
      const value = textOf(m, name, keyOf(m, name, index))
      if (value === undefined && shell.has('u')) throw new ArithmeticError('assign', name, text)
      return value ?? ''
    },
    set: (name, index, value) => {
      setVariable(m, name, value, keyOf(m, name, index))
    },
  }
  try {
    return evaluate(text, names)
  } catch (error) {
    if (!(error instanceof ArithmeticError)) throw error
    shell.line = line
    m.complain(`${prefix(shell)}${words(error, m)}\n`)
    return undefined
  }
}

/** The index as the array wants it: evaluated, or (associative) as it was written. */
function keyOf(m: Machine, name: string, index: string | undefined): string | undefined {
  if (index === undefined) return undefined
  const [number = '', text = number] = index.split('\0')
  const value = m.shell.value(name)
  return typeof value === 'object' && value.associative ? text : number
}

function words({ kind, token, expression }: ArithmeticError, m: Machine): string {
  const { dialect } = m.shell
  if (kind === 'assign') return dialect === 'bash' ? `${token}: unbound variable` : `${token}: parameter not set`
  if (dialect === 'bash') return bashWords(kind, token, expression)
  if (dialect === 'ash') return kind === 'divide' ? 'divide by zero' : 'arithmetic syntax error'
  if (kind === 'divide') return `arithmetic expression: division by zero: "${expression}"`
  // A constant that cannot be read whole, or a variable's value.
  if (kind === 'number' && !expression.includes(token)) return `Illegal number: ${token}`
  return `arithmetic expression: expecting ${kind === 'number' ? 'EOF' : token === '' || /^[-+*/%)]/.test(token) ? 'primary' : token.startsWith('"') ? 'primary' : 'EOF'}: "${expression}"`
}

function bashWords(kind: ArithmeticError['kind'], token: string, expression: string): string {
  const shown = expression.trimStart()
  if (kind === 'divide') return `${shown}: division by 0 (error token is "${token.trimStart()}")`
  if (kind === 'exponent') return `${shown}: exponent less than 0 (error token is "${token.trimStart()}")`
  if (kind === 'number') return `${shown}: value too great for base (error token is "${token}")`
  if (kind === 'depth') return `${shown}: expression recursion level exceeded (error token is "${token}")`
  const operand = token === '' || /^[-+*/%<>=&|^)]/.test(token)
  const shownToken = token === '' ? lastToken(shown) : token
  return `${shown}: syntax error: ${operand ? 'operand expected' : 'invalid arithmetic operator'} (error token is "${shownToken}")`
}

const lastToken = (text: string): string => /[-+*/%<>=&|^!~(]+\s*$/.exec(text)?.[0] ?? text
