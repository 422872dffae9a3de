/** GET …/componentstatuses: the health of the control plane, deprecated but asked for. Source: registry/core/componentstatus. */
import { notFound } from '../errors.ts'
import type { PrinterColumn } from '../kind.ts'
import type { KObject } from '../object.ts'
import { tableOf } from '../tables.ts'
import type { Answer } from './exchange.ts'
import { respondAs } from './respond.ts'
import { answered, type VirtualCall } from './virtualcall.ts'

const DEPRECATED = 'v1 ComponentStatus is deprecated in v1.19+'
const HEALTHY: readonly (readonly [name: string, message: string])[] = [
  ['controller-manager', 'ok'],
  ['scheduler', 'ok'],
  ['etcd-0', 'ok'],
]

const text = (name: string, description: string): PrinterColumn => ({
  name,
  type: 'string',
  format: name === 'Name' ? 'name' : '',
  description,
  priority: 0,
})

export const COMPONENT_COLUMNS: readonly PrinterColumn[] = [
  text('Name', 'Name of the component.'),
  text('Status', 'Whether it works.'),
  text('Message', 'What it said.'),
  text('Error', 'What went wrong.'),
]

export interface ComponentStatus {
  metadata: { name: string }
  conditions?: { type: string; status?: string; message?: string; error?: string }[]
}

/** Name, health, and what was said of it. */
export function componentCells({ metadata, conditions = [] }: ComponentStatus): unknown[] {
  const { status = 'Unknown', message = '', error = '' } = conditions.find(({ type }) => type === 'Healthy') ?? {}
  const health = status === 'True' ? 'Healthy' : status === 'False' ? 'Unhealthy' : 'Unknown'
  return [metadata.name, health, message, error]
}

const componentOf = ([name, message]: readonly [string, string]) => ({
  kind: 'ComponentStatus',
  apiVersion: 'v1',
  metadata: { name, creationTimestamp: null },
  conditions: [{ type: 'Healthy', status: 'True', message }],
})

export function componentStatuses(call: VirtualCall): Answer {
  call.warnings.push(DEPRECATED)
  const { name } = call.path
  const found = HEALTHY.filter(([component]) => name === '' || component === name)
  if (name !== '' && found.length === 0) throw notFound(call.definition.info, name)
  const items = found.map(componentOf)
  if (call.accepted.as === 'Table') return respondAs(call.accepted, 200, table(call, items), call.warnings)
  if (name !== '') return answered(call, items[0] as object, 200)
  const list = { kind: 'ComponentStatusList', apiVersion: 'v1', metadata: {}, items: items.map(bare) }
  return respondAs(call.accepted, 200, list, call.warnings)
}

const bare = ({ metadata, conditions }: ReturnType<typeof componentOf>) => ({ metadata, conditions })

function table(call: VirtualCall, items: ReturnType<typeof componentOf>[]): unknown {
  const { clock, calendar } = call.context.server
  const printRow = (object: KObject) => componentCells(object as unknown as ComponentStatus)
  const definition = { ...call.definition, printRow }
  const context = { definition, nowMs: clock.nowMs, calendar, include: 'Metadata' as const, encode: (o: KObject) => o }
  return tableOf(context, items as unknown as KObject[], { resourceVersion: '' })
}
