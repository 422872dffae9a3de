/** `kubectl top`. Source: kubectl pkg/cmd/top, pkg/metricsutil. */
import { parseQuantity, type Quantity, ZERO_QUANTITY } from '../../api/quantity.ts'
import { addQuantities, scaledValue } from '../../api/quantitymath.ts'
import { formatMilliseconds } from '../../api/duration.ts'
import { parseInstant } from '../../core/calendar.ts'
import type { Call } from '../call.ts'
import { fail, Refused } from '../base/failure.ts'
import { type Json, list, map, text } from '../base/json.ts'
import { GET_STYLE, tabbed } from '../base/tabwriter.ts'
import { ALL_NAMESPACES, FIELD_SELECTOR, SELECTOR } from '../globalflags.ts'
import type { Verb } from '../verb.ts'

/** So long a new Pod may have no metrics yet. */
const METRICS_DELAY_MS = 120_000
const METRICS = '/apis/metrics.k8s.io/v1beta1'

interface Usage {
  cpu: Quantity
  memory: Quantity
}

const usageOf = (one: Json): Usage => ({
  cpu: parseQuantity(map(one, 'usage').cpu ?? '0'),
  memory: parseQuantity(map(one, 'usage').memory ?? '0'),
})
const milli = (amount: Quantity): number => Number(scaledValue(amount, -3))
const bytes = (amount: Quantity): number => Number(scaledValue(amount, 0))
const MEBIBYTE = 1024 * 1024
const cells = ({ cpu, memory }: Usage): string[] => [`${milli(cpu)}m`, `${Math.trunc(bytes(memory) / MEBIBYTE)}Mi`]

function read(call: Call, path: string, query: Record<string, string> = {}): Json {
  try {
    return call.client.get(`${METRICS}${path}`, query)
  } catch (error) {
    if (error instanceof Refused && error.isNotFound && text(error.status, 'details', 'name') === '')
      throw fail('Metrics API not available')
    throw error
  }
}

function bySort<T extends { usage: Usage; key: string }>(rows: T[], sortBy: string): T[] {
  const value = ({ usage }: T) => (sortBy === 'cpu' ? milli(usage.cpu) : bytes(usage.memory))
  return rows.sort((a, b) => (sortBy === '' ? 0 : value(b) - value(a)) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

function sortBy(call: Call): string {
  const said = call.flags.string('sort-by')
  if (!['', 'cpu', 'memory'].includes(said)) throw fail('--sort-by accepts only cpu or memory')
  return said
}

export const topNode: Verb = {
  name: 'top node',
  aliases: ['top nodes', 'top no'],
  flags: [SELECTOR, 'no-headers:bool', 'sort-by:string', 'show-capacity:bool', 'use-protocol-buffers:bool=true'],
  completes: { names: 'nodes' },
  run(call) {
    const order = sortBy(call)
    const [name] = call.args
    const metrics =
      name === undefined ? list(read(call, '/nodes', selectorOf(call)), 'items') : [read(call, `/nodes/${name}`)]
    const nodes =
      name === undefined
        ? list(call.client.get('/api/v1/nodes', selectorOf(call)), 'items')
        : [call.client.get(`/api/v1/nodes/${name}`)]
    const field = call.flags.bool('show-capacity') ? 'capacity' : 'allocatable'
    const rows = bySort(
      metrics.map((one) => ({ key: text(one, 'metadata', 'name'), usage: usageOf(one) })),
      order,
    )
    const lines = rows.map(({ key, usage }) => {
      const node = nodes.find((one) => text(one, 'metadata', 'name') === key)
      const has = map(node, 'status', field)
      const [cpu = '', memory = ''] = cells(usage)
      const share = (part: number, whole: number) => `${whole === 0 ? 0 : Math.trunc((part / whole) * 100)}%`
      return [
        key,
        cpu,
        share(milli(usage.cpu), milli(parseQuantity(has.cpu ?? '0'))),
        memory,
        share(bytes(usage.memory), bytes(parseQuantity(has.memory ?? '0'))),
      ]
    })
    print(call, ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'], lines)
  },
}

const selectorOf = (call: Call): Record<string, string> => ({
  ...(call.selector === '' ? {} : { labelSelector: call.selector }),
  ...(call.fieldSelector === '' ? {} : { fieldSelector: call.fieldSelector }),
})

function print(call: Call, head: readonly string[], lines: readonly (readonly string[])[]): void {
  const all = call.flags.bool('no-headers') ? lines : [head, ...lines]
  call.out(tabbed(all.map((line) => `${line.join('\t')}\t\n`).join(''), GET_STYLE))
}

export const topPod: Verb = {
  name: 'top pod',
  aliases: ['top pods', 'top po'],
  flags: [
    SELECTOR,
    FIELD_SELECTOR,
    ALL_NAMESPACES,
    'containers:bool',
    'no-headers:bool',
    'sort-by:string',
    'sum:bool',
    'use-protocol-buffers:bool=true',
  ],
  completes: { names: 'pods' },
  run(call) {
    const order = sortBy(call)
    const [name] = call.args
    const scope = call.allNamespaces ? '' : `/namespaces/${call.namespace}`
    const metrics =
      name === undefined
        ? list(read(call, `${scope}/pods`, selectorOf(call)), 'items')
        : [read(call, `${scope}/pods/${name}`)]
    if (metrics.length === 0) {
      explainAbsence(call, scope)
      return call.err(
        call.allNamespaces ? 'No resources found\n' : `No resources found in ${call.namespace} namespace.\n`,
      )
    }
    const withContainers = call.flags.bool('containers')
    const lead = (one: Json) => (call.allNamespaces ? [text(one, 'metadata', 'namespace')] : [])
    const rows = bySort(
      metrics.map((one) => ({
        key: `${text(one, 'metadata', 'namespace')}/${text(one, 'metadata', 'name')}`,
        usage: total(one),
        one,
      })),
      order,
    )
    const lines = rows.flatMap(({ one, usage }) => {
      const pod = text(one, 'metadata', 'name')
      if (!withContainers) return [[...lead(one), pod, ...cells(usage)]]
      const parts = list(one, 'containers').map((each) => ({ key: text(each, 'name'), usage: usageOf(each) }))
      return bySort(parts, order).map((part) => [...lead(one), pod, part.key, ...cells(part.usage)])
    })
    const head = [
      ...(call.allNamespaces ? ['NAMESPACE'] : []),
      ...(withContainers ? ['POD'] : []),
      'NAME',
      'CPU(cores)',
      'MEMORY(bytes)',
    ]
    print(call, head, lines)
  },
}

/** Without metrics a Pod that is old enough to have some is an error. */
function explainAbsence(call: Call, scope: string): void {
  const pods = list(call.client.get(`/api/v1${scope}/pods`, selectorOf(call)), 'items')
  for (const pod of pods) {
    const ageMs = call.nowMs - (parseInstant(text(pod, 'metadata', 'creationTimestamp')) ?? call.nowMs)
    if (ageMs <= METRICS_DELAY_MS) continue
    const name = `${text(pod, 'metadata', 'namespace')}/${text(pod, 'metadata', 'name')}`
    throw fail(`Metrics not available for pod ${name}, age: ${formatMilliseconds(ageMs)}`)
  }
  if (pods.length > 0) throw fail('metrics not available yet')
}

function total(one: Json): Usage {
  return list(one, 'containers')
    .map(usageOf)
    .reduce(
      (sum, each) => ({ cpu: addQuantities(sum.cpu, each.cpu), memory: addQuantities(sum.memory, each.memory) }),
      {
        cpu: ZERO_QUANTITY,
        memory: ZERO_QUANTITY,
      },
    )
}
