/**
 * CEL as the API server has it: the language, and Kubernetes' own functions over lists, regular expressions, quantities,
 * URLs and addresses. Patterns run in RE2, nothing reads the host's clock. Source: apiserver pkg/cel/library.
 */
import { Environment } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import { registerAuthorizer } from './authorizer.ts'
import { formatCidr, parseCidr } from '../cidr.ts'
import { formatIp, isIpv4, parseIp } from '../ip.ts'
import { parseQuantity, type Quantity } from '../quantity.ts'
import {
  addQuantities,
  approximateFloat,
  compareQuantities,
  quantitySign,
  scaledValue,
  subtractQuantities,
} from '../quantitymath.ts'

/** Nodes and depth of one expression; what is larger is refused before it runs. */
const LIMITS = { maxAstNodes: 5000, maxDepth: 100, maxListElements: 1000, maxMapEntries: 1000, maxCallArguments: 32 }

export class CelQuantity {
  constructor(readonly amount: Quantity) {}
}
class CelIp {
  constructor(readonly bytes: readonly number[]) {}
}
class CelCidr {
  constructor(readonly text: string) {}
}
/** What `sets.contains(…)` is called on: the library has no functions with a namespace. */
class CelSets {}
class CelUrl {
  constructor(readonly text: string) {}
}

type List = readonly unknown[]

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0
  return (a as bigint) < (b as bigint) ? -1 : 1
}

const isSorted = (list: List) => list.every((item, i) => i === 0 || compare(list[i - 1], item) <= 0)
const extreme = (list: List, sign: number) => {
  if (list.length === 0) throw new Error(sign < 0 ? 'min called on empty list' : 'max called on empty list')
  return list.reduce((best, item) => (compare(item, best) * sign > 0 ? item : best))
}
const sum = (list: List) =>
  list.reduce((total: unknown, item) => {
    if (total === undefined) return item
    return typeof item === 'bigint' ? (total as bigint) + item : (total as number) + (item as number)
  }, undefined) ?? 0n

const same = (a: unknown, b: unknown) => a === b || JSON.stringify(plain(a)) === JSON.stringify(plain(b))
const plain = (value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)

function pattern(text: string): RE2JS {
  return RE2JS.compile(text)
}

function allMatches(text: string, expression: string, limit: number): string[] {
  const matcher = pattern(expression).matcher(text)
  const found: string[] = []
  while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group() ?? '')
  return found
}

const number = (value: bigint) => Number(value)

function quantityOf(text: string): CelQuantity {
  return new CelQuantity(parseQuantity(text))
}

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text)
    return true
  } catch {
    return false
  }
}

const URL_PARTS = /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?([^?#]*)(?:\?([^#]*))?/i
const isUrl = (text: string) => URL_PARTS.test(text) || /^\/[^\s]*$/.test(text)
const urlPart = (url: CelUrl, at: number) => URL_PARTS.exec(url.text)?.[at] ?? ''

function must<T>(value: T | undefined, why: string): T {
  if (value === undefined) throw new Error(why)
  return value
}

/** Go's fmt verbs that `format` knows. */
function format(text: string, values: List): string {
  let at = 0
  return text.replace(/%(%|(?:\.(\d+))?([sdfxXobe]))/g, (whole, verb: string, digits: string | undefined, kind) => {
    if (verb === '%') return '%'
    const value = values[at++]
    if (kind === 'f') return Number(value).toFixed(Number(digits ?? 6))
    if (kind === 'x') return BigInt(value as bigint).toString(16)
    if (kind === 'X')
      return BigInt(value as bigint)
        .toString(16)
        .toUpperCase()
    if (kind === 'b') return BigInt(value as bigint).toString(2)
    if (kind === 'o') return BigInt(value as bigint).toString(8)
    return kind === 's' || kind === 'd' ? shown(value) : whole
  })
}

const shown = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(shown).join(', ')}]` : typeof value === 'string' ? value : String(value)

/** A fresh environment whose named variables are of any type. */
export function celEnvironment(variables: readonly string[]): Environment {
  const env = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: LIMITS,
  })
  for (const name of variables) env.registerVariable(name, 'dyn')
  registerLists(env)
  registerStrings(env)
  registerQuantities(env)
  registerNetworks(env)
  registerAuthorizer(env)
  return env
}

function registerLists(env: Environment): void {
  env.registerFunction('list.isSorted(): bool', isSorted)
  env.registerFunction('list.sum(): dyn', sum)
  env.registerFunction('list.min(): dyn', (list: List) => extreme(list, -1))
  env.registerFunction('list.max(): dyn', (list: List) => extreme(list, 1))
  env.registerFunction('list.indexOf(dyn): int', (list: List, item: unknown) =>
    BigInt(list.findIndex((each) => same(each, item))),
  )
  env.registerFunction('list.lastIndexOf(dyn): int', (list: List, item: unknown) =>
    BigInt(list.findLastIndex((each) => same(each, item))),
  )
  env.registerType('kubernetes.Sets', { ctor: CelSets, fields: {} })
  env.registerConstant('sets', 'kubernetes.Sets', new CelSets())
  const contains = (list: List, part: List) => part.every((item) => list.some((each) => same(each, item)))
  env.registerFunction('kubernetes.Sets.contains(list, list): bool', (_: CelSets, a: List, b: List) => contains(a, b))
  env.registerFunction(
    'kubernetes.Sets.equivalent(list, list): bool',
    (_: CelSets, a: List, b: List) => contains(a, b) && contains(b, a),
  )
  env.registerFunction('kubernetes.Sets.intersects(list, list): bool', (_: CelSets, a: List, b: List) =>
    a.some((item) => b.some((each) => same(each, item))),
  )
}

function registerStrings(env: Environment): void {
  env.registerFunction(`string.${MATCHES}(string): bool`, (text: string, expression: string) =>
    pattern(expression).matcher(text).find(),
  )
  env.registerFunction('string.find(string): string', (text: string, expression: string) => {
    return allMatches(text, expression, 1)[0] ?? ''
  })
  env.registerFunction('string.findAll(string): list<string>', (text: string, expression: string) =>
    allMatches(text, expression, -1),
  )
  env.registerFunction('string.findAll(string, int): list<string>', (text: string, expression: string, limit: bigint) =>
    allMatches(text, expression, number(limit)),
  )
  env.registerFunction('string.charAt(int): string', (text: string, at: bigint) => [...text][number(at)] ?? '')
  env.registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  )
  env.registerFunction('string.reverse(): string', (text: string) => [...text].reverse().join(''))
  env.registerFunction('string.format(list): string', format)
}

function registerQuantities(env: Environment): void {
  const Q = 'kubernetes.Quantity'
  env.registerType(Q, { ctor: CelQuantity, fields: {} })
  env.registerFunction(`quantity(string): ${Q}`, quantityOf)
  env.registerFunction('isQuantity(string): bool', isQuantity)
  const order = (a: CelQuantity, b: CelQuantity) => compareQuantities(a.amount, b.amount)
  env.registerFunction(`${Q}.isGreaterThan(${Q}): bool`, (a: CelQuantity, b: CelQuantity) => order(a, b) > 0)
  env.registerFunction(`${Q}.isLessThan(${Q}): bool`, (a: CelQuantity, b: CelQuantity) => order(a, b) < 0)
  env.registerFunction(`${Q}.compareTo(${Q}): int`, (a: CelQuantity, b: CelQuantity) => BigInt(order(a, b)))
  env.registerFunction(`${Q}.sign(): int`, (a: CelQuantity) => BigInt(quantitySign(a.amount)))
  env.registerFunction(`${Q}.asInteger(): int`, (a: CelQuantity) => scaledValue(a.amount, 0))
  env.registerFunction(`${Q}.isInteger(): bool`, (a: CelQuantity) => scaledValue(a.amount, -3) % 1000n === 0n)
  env.registerFunction(`${Q}.asApproximateFloat(): double`, (a: CelQuantity) => approximateFloat(a.amount))
  env.registerFunction(
    `${Q}.add(${Q}): ${Q}`,
    (a: CelQuantity, b: CelQuantity) => new CelQuantity(addQuantities(a.amount, b.amount)),
  )
  env.registerFunction(
    `${Q}.sub(${Q}): ${Q}`,
    (a: CelQuantity, b: CelQuantity) => new CelQuantity(subtractQuantities(a.amount, b.amount)),
  )
}

function registerNetworks(env: Environment): void {
  env.registerType('net.IP', { ctor: CelIp, fields: {} })
  env.registerType('net.CIDR', { ctor: CelCidr, fields: {} })
  env.registerType('kubernetes.URL', { ctor: CelUrl, fields: {} })
  const ip = (text: string) =>
    new CelIp(must(parseIp(text), `IP Address "${text}" parse error during conversion from string`).bytes)
  const cidr = (text: string) => {
    const parsed = must(parseCidr(text), `network address parse error during conversion from string: ${text}`)
    return new CelCidr(formatCidr(parsed))
  }
  env.registerFunction('ip(string): net.IP', ip)
  env.registerFunction('isIP(string): bool', (text: string) => parseIp(text) !== undefined)
  env.registerFunction('net.IP.family(): int', ({ bytes }: CelIp) => (isIpv4(bytes) ? 4n : 6n))
  env.registerFunction('net.IP.isLoopback(): bool', ({ bytes }: CelIp) =>
    isIpv4(bytes) ? bytes[12] === 127 : formatIp(bytes) === '::1',
  )
  env.registerFunction('cidr(string): net.CIDR', cidr)
  env.registerFunction('isCIDR(string): bool', (text: string) => parseCidr(text) !== undefined)
  env.registerFunction('net.CIDR.prefixLength(): int', ({ text }: CelCidr) => BigInt(text.split('/')[1] ?? '0'))
  env.registerFunction(
    'url(string): kubernetes.URL',
    (text: string) =>
      new CelUrl(must(isUrl(text) ? text : undefined, `URL parse error during conversion from string: ${text}`)),
  )
  env.registerFunction('isURL(string): bool', isUrl)
  env.registerFunction('kubernetes.URL.getScheme(): string', (url: CelUrl) => urlPart(url, 1))
  env.registerFunction('kubernetes.URL.getHostname(): string', (url: CelUrl) => urlPart(url, 2))
  env.registerFunction('kubernetes.URL.getPort(): string', (url: CelUrl) => urlPart(url, 3))
  env.registerFunction('kubernetes.URL.getEscapedPath(): string', (url: CelUrl) => urlPart(url, 4))
  env.registerFunction('kubernetes.URL.getHost(): string', (url: CelUrl) => {
    const port = urlPart(url, 3)
    return port ? `${urlPart(url, 2)}:${port}` : urlPart(url, 2)
  })
}

/** What `matches` is called inside: the library's own runs in the host's RegExp, which a pattern can keep busy for ever. */
const MATCHES = 'matchesRE2'

/** An expression with `.matches(` outside of literals renamed. */
export function withSafeMatches(expression: string): string {
  return expression.replace(
    /r?"""[\s\S]*?"""|r?'''[\s\S]*?'''|r"[^"\n]*"|r'[^'\n]*'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\.\s*matches\s*\(/g,
    (part) => (/^\.\s*matches/.test(part) ? `.${MATCHES}(` : part),
  )
}
