/** Rules about a file as text: its length, what it leaves open, and paths of one particular machine. */
import { lineAt, type Node, type Source, type Violation, walk } from './source.ts'

export const LONGEST_FILE = 600
const MAY_BE_LONG = /(\/generated\/|\/images\/|\.test\.tsx?$|\.spec\.ts$)/
const OPEN_ENDS = /\b(TODO|FIXME|XXX)\b/
const TEST_NAMES = new Set(['it', 'test', 'describe', 'suite'])
const SWITCHES = new Set(['only', 'skip', 'todo', 'fixme'])
/** Folders a workplace mounts or keeps its people in; a manifest's own paths (under tmp, var, etc) are fine. */
const WORKPLACE = new RegExp(`(?<![\\w.~$}-])/(${['work', 'farm', 'home', 'Users'].join('|')})/[A-Za-z]`)

export function lengthViolations({ path, text }: Pick<Source, 'path' | 'text'>): Violation[] {
  const lines = text.split('\n').length - 1
  if (lines <= LONGEST_FILE || MAY_BE_LONG.test(path)) return []
  return [{ path, line: LONGEST_FILE, message: `${lines} lines; the longest allowed is ${LONGEST_FILE}` }]
}

export function workplaceViolations({ path, text }: Pick<Source, 'path' | 'text'>): Violation[] {
  const found = text.split('\n').flatMap((line, index) => (WORKPLACE.test(line) ? [index + 1] : []))
  return found.map((line) => ({ path, line, message: 'an absolute path of somebody’s machine' }))
}

function rootName(node: Node): unknown {
  return node.type === 'MemberExpression' ? rootName(node.object as Node) : node.name
}

/** `it.only('…')`, `describe.skip('…')`: a title makes it a test switched off, a condition would make it a test that says so. */
function isSwitched(node: Node): boolean {
  const callee = node.callee as Node | undefined
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return false
  const [title] = node.arguments as Node[]
  const isTitled = title?.type === 'TemplateLiteral' || typeof title?.value === 'string'
  const isSwitch = SWITCHES.has(String((callee.property as Node).name))
  return isTitled && isSwitch && TEST_NAMES.has(String(rootName(callee)))
}

export function openEndViolations({ path, text, comments, program }: Source): Violation[] {
  const at = (offset: number, message: string) => ({ path, line: lineAt(text, offset), message })
  const left = comments
    .filter(({ value }) => OPEN_ENDS.test(value))
    .map(({ start }) => at(start, 'left open in a comment'))
  walk(program, (node) => {
    if (isSwitched(node)) left.push(at(node.start, 'a test switched off, or all others'))
  })
  return left
}
