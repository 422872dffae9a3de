/** Go templates as `-o go-template` uses them. Source: text/template; functions of kubectl's printer. */
import type { TemplateFunctions, Templates } from '../../../core/templates.ts'
import { TemplateError } from './error.ts'
import { evaluate, type Scope, truth } from './evaluate.ts'
import { type Block, type Node, parseNodes } from './parse.ts'
import { goText } from '../gotext.ts'
import { isObject, sortedKeys } from '../../base/json.ts'

export function parseTemplate(source: string): Node[] {
  return parseNodes(source)
}

/** @throws TemplateError */
export function runTemplate(nodes: readonly Node[], data: unknown, functions: TemplateFunctions = {}): string {
  const scope: Scope = { dot: data, root: data, variables: [{ name: '$', value: data }], functions }
  return runAll(nodes, scope)
}

/** For those who may not import this. */
export const goTemplates: Templates = {
  render(source, data, functions) {
    try {
      return { text: runTemplate(parseTemplate(source), data, functions) }
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      return { failure: error.message }
    }
  },
}

class Leave extends Error {
  constructor(readonly how: 'break' | 'continue') {
    super(how)
  }
}

function runAll(nodes: readonly Node[], scope: Scope): string {
  const { length } = scope.variables
  let out = ''
  for (const node of nodes) out += runNode(node, scope)
  scope.variables.length = length
  return out
}

function runNode(node: Node, scope: Scope): string {
  switch (node.node) {
    case 'text':
      return node.text
    case 'action': {
      const value = evaluate(node.pipeline, scope)
      return node.pipeline.declares.length > 0 ? '' : shown(value)
    }
    case 'if':
    case 'with':
      return branch(node, scope)
    case 'range':
      return loop(node, scope)
    default:
      throw new Leave(node.node)
  }
}

const shown = (value: unknown): string => (value === undefined || value === null ? '<no value>' : goText(value))

function branch(node: Block<'if'> | Block<'with'>, scope: Scope): string {
  const { length } = scope.variables
  const value = evaluate(node.pipeline, scope)
  const inner = { ...scope, dot: node.node === 'with' ? value : scope.dot }
  const out = truth(value) ? runAll(node.body, inner) : runAll(node.otherwise, scope)
  scope.variables.length = length
  return out
}

function loop(node: Block<'range'>, scope: Scope): string {
  const { length } = scope.variables
  const over = evaluate({ ...node.pipeline, declares: [] }, scope)
  const pairs: [unknown, unknown][] = Array.isArray(over)
    ? over.map((item, at) => [at, item])
    : isObject(over)
      ? sortedKeys(over).map((key) => [key, over[key]])
      : typeof over === 'number'
        ? Array.from({ length: Math.min(over, 100_000) }, (_, at) => [at, at])
        : notIterable(over)
  if (pairs.length === 0) return runAll(node.otherwise, scope)
  let out = ''
  for (const [key, value] of pairs) {
    const [first, second] = node.pipeline.declares
    if (second !== undefined) scope.variables.push({ name: first as string, value: key }, { name: second, value })
    else if (first !== undefined) scope.variables.push({ name: first, value })
    try {
      out += runAll(node.body, { ...scope, dot: value })
    } catch (error) {
      if (!(error instanceof Leave)) throw error
      if (error.how === 'break') break
    } finally {
      scope.variables.length = length
    }
  }
  return out
}

function notIterable(value: unknown): [unknown, unknown][] {
  if (value === undefined || value === null) return []
  throw new TemplateError(`range can't iterate over ${goText(value)}`)
}
