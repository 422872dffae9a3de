/** Adapter of intstr.json: apimachinery pkg/util/intstr. */
import { intOrPercent, parseIntOrString, scaledIntOrPercent } from '../../../api/intstr.ts'
import { type Adapters, attempt, same } from '../adapter.ts'

const FILE = 'intstr/intstr_test.go'

export const intstrAdapters: Adapters = {
  // On the wire it is a JSON number or string, which is what the engine holds.
  [`${FILE}:TestIntOrStringUnmarshalJSON`]: ({ in: input, out }) => same(JSON.parse(input.input).val, out.result),
  [`${FILE}:TestIntOrStringMarshalJSON`]: ({ in: input, out }) => {
    same(JSON.stringify({ val: input.input }), out.result)
  },
  [`${FILE}:TestGetIntFromIntOrString`]: ({ in: input, out }) => {
    const amount = attempt(() => intOrPercent(input.input), out.expectErr)
    if (amount !== undefined) same([amount.value, amount.isPercent], [out.expectVal, out.expectPerc])
  },
  [`${FILE}:TestGetIntFromIntOrPercent`]: ({ in: input, out }) => {
    const amount = attempt(() => scaledIntOrPercent(input.input, input.total, input.roundUp), out.expectErr)
    if (amount !== undefined) same(amount, out.expectVal)
  },
  [`${FILE}:TestParse`]: ({ in: input, out }) => same(parseIntOrString(input.input), out.output),
}
