/** Adapter of quantity.json: apimachinery pkg/api/resource. */
import {
  canonicalQuantity,
  formatQuantity,
  parseQuantity,
  type Quantity,
  type QuantityFormat,
  quantityOf,
  ZERO_QUANTITY,
} from '../../../api/quantity.ts'
import {
  addQuantities,
  approximateFloat,
  compareQuantities,
  multiplyQuantity,
  negateQuantity,
  preciseFloat,
  roundUpQuantity,
  scaledValue,
  subtractQuantities,
} from '../../../api/quantitymath.ts'
import { type AdapterRow, type Adapters, type Fields, RowMismatch, same, toBigInt, validity } from '../adapter.ts'

/** A quantity of a row; null is one never set. */
function read(text: Fields): Quantity {
  return text === null || text === undefined ? ZERO_QUANTITY : parseQuantity(String(text))
}

function compare({ in: input, out }: AdapterRow): void {
  const [first, second] = 'x' in input ? [input.x, input.y] : [input.a, input.b]
  same(compareQuantities(read(first), read(second)), out.expect ?? out.cmp)
}

/** Parsed text prints as expected and is worth as much; the same holds with a sign in front. */
function parses(row: AdapterRow): void {
  if ('loop' in row.in) return validity((value) => (parseable(value) ? [] : ['bad']))(row)
  const text: string = row.in.input
  same(canonicalIgnoringText(text), row.out.expect)
  if (/^[0-9.]/.test(text)) same(compareQuantities(parseQuantity(`+${text}`), parseQuantity(text)), 0)
  if (/^[0-9.]/.test(text)) same(compareQuantities(parseQuantity(`-${text}`), negateQuantity(parseQuantity(text))), 0)
}

function parseable(text: string): boolean {
  try {
    parseQuantity(text)
    return true
  } catch {
    return false
  }
}

/** The canonical form even where the written text would be kept. */
function canonicalIgnoringText(text: string): string {
  return formatQuantity({ ...parseQuantity(text), text: '' })
}

/** Quantities in Go's test tables hold whole numbers as they are: no trailing zeros pushed below the point. */
function literal(text: string): Quantity {
  const quantity = parseQuantity(text)
  return /^-?[0-9]+$/.test(text) ? quantityOf(BigInt(text), quantity.format) : quantity
}

function float(convert: (quantity: Quantity) => number): (row: AdapterRow) => void {
  return ({ in: input, out }) => {
    const wanted =
      typeof out.out === 'object' ? Number(toBigInt(out.out)) : Number(String(out.out).replace('Inf', 'Infinity'))
    const actual = convert(parseQuantity(input.in))
    const near = Number.isFinite(wanted) && Math.abs(actual - wanted) <= Math.abs(wanted) * 1e-15
    if (actual === wanted || near) return
    throw new RowMismatch(`got ${actual}, expected ${wanted}`)
  }
}

const FILE = 'resource/quantity_test.go'

export const quantityAdapters: Adapters = {
  [`${FILE}:TestQuantityCmp`]: compare,
  [`${FILE}:TestQuantityCmpInt64AndDec`]: compare,
  [`${FILE}:TestQuantityParse`]: parses,
  [`${FILE}:TestQuantityRoundUp`]: ({ in: input, out }) => {
    const { rounded, exact } = roundUpQuantity(parseQuantity(input.in), input.scale)
    same([compareQuantities(rounded, parseQuantity(out.expect)), exact], [0, out.ok])
  },
  [`${FILE}:TestQuantityNeg`]: ({ in: input, out }) => same(formatQuantity(negateQuantity(read(input.a))), out.out),
  [`${FILE}:TestQuantityString`]: ({ in: input, out }) => {
    same(canonicalIgnoringText(input.in), out.expect)
    same(canonicalQuantity(input.in), out.expect)
    if (input.alternate) same(canonicalQuantity(input.alternate), out.expect)
  },
  [`${FILE}:TestQuantityParseEmit`]: ({ in: input, out }) => same(canonicalQuantity(input.in), out.expect),
  [`${FILE}:TestJSONWhitespace`]: ({ in: input, out }) => same(canonicalQuantity(String(input.in).trim()), out.expect),
  [`${FILE}:TestMilliNewSet`]: ({ in: input, out }) => {
    same(formatQuantity(quantityOf(toBigInt(input.value), input.format as QuantityFormat, -3)), out.expect)
  },
  [`${FILE}:TestNewSet`]: ({ in: input, out }) => {
    same(formatQuantity(quantityOf(toBigInt(input.value), input.format as QuantityFormat)), out.expect)
  },
  [`${FILE}:TestScaledValue`]: ({ in: input, out }) => {
    same(scaledValue(quantityOf(1, 'DecimalSI', input.fromScale), input.toScale), toBigInt(out.expected))
  },
  [`${FILE}:TestSub`]: ({ in: input, out }) => {
    same(compareQuantities(subtractQuantities(read(input.a), read(input.b)), read(out.expected)), 0)
  },
  [`${FILE}:TestNeg`]: ({ in: input, out }) => {
    same(compareQuantities(negateQuantity(read(input.a)), read(out.expected)), 0)
  },
  [`${FILE}:TestAdd`]: ({ in: input, out }) => {
    same(compareQuantities(addQuantities(read(input.a), read(input.b)), read(out.expected)), 0)
  },
  [`${FILE}:TestMul`]: ({ in: input, out }) => {
    const { product, fits } = multiplyQuantity(literal(input.a), toBigInt(input.b))
    same([compareQuantities(product, read(out.expected)), fits], [0, out.ok])
  },
  [`${FILE}:TestQuantityAsApproximateFloat64`]: float(approximateFloat),
  [`${FILE}:TestStringQuantityAsApproximateFloat64`]: float(approximateFloat),
  [`${FILE}:TestQuantityAsFloat64Slow`]: float(preciseFloat),
  [`${FILE}:TestStringQuantityAsFloat64Slow`]: float(preciseFloat),
}
