/** `[[ … ]]`: operands are words that are not split, patterns on the right of `==`, `&&` and `||` jump. */
import type { TestExpression } from 'unbash'
import * as flow from '../ops/flow.ts'
import { testBinary, testUnary } from '../ops/tests.ts'
import type { Emitter } from './emitter.ts'
import { emitWord } from './words.ts'

export function emitTest(e: Emitter, node: TestExpression): void {
  switch (node.type) {
    case 'TestUnary':
      emitWord(e, node.operand, 'text')
      e.emit(testUnary, 0, 0, node.operator)
      return
    case 'TestBinary': {
      const { operator } = node
      emitWord(e, node.left, 'text')
      emitWord(
        e,
        node.right,
        operator === '=~' ? 'regex' : /^(==?|!=)$/.test(operator) && e.dialect === 'bash' ? 'pattern' : 'text',
      )
      e.emit(testBinary, 0, 0, operator)
      return
    }
    case 'TestLogical': {
      const ends = node.operands.map((operand, i) => {
        emitTest(e, operand)
        if (i === node.operands.length - 1) return undefined
        return e.emit(node.operator === '&&' ? flow.jumpIfFailed : flow.jumpIfOk)
      })
      for (const end of ends) if (end !== undefined) e.land(end)
      return
    }
    case 'TestNot':
      emitTest(e, node.operand)
      if (node.negations.length % 2 === 1) e.emit(flow.negate)
      return
    default:
      emitTest(e, node.expression)
  }
}
