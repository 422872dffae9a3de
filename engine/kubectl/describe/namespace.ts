/** Namespaces, and the quotas and limits that stand in them. Source: describe.go. */
import type { Call } from '../call.ts'
import { canonicalQuantity } from '../../api/quantity.ts'
import { type Json, list, map, object, strings, text } from '../base/json.ts'
import { items } from './describer.ts'
import { labelled } from './meta.ts'
import { rfc1123 } from './times.ts'
import type { Writer } from './writer.ts'

export function namespace(call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  labelled(w, one)
  w.field(0, 'Status', text(one, 'status', 'phase'))
  const conditions = list(one, 'status', 'conditions')
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n')
    w.write(1, '----\t------\t------------------\t------\t-------\n')
    for (const each of conditions) {
      const cells = [
        text(each, 'type'),
        text(each, 'status'),
        rfc1123(text(each, 'lastTransitionTime')),
        text(each, 'reason'),
        text(each, 'message'),
      ]
      w.write(1, `${cells.join('\t')}\n`)
    }
  }
  quotas(w, served(call, 'resourcequotas', one))
  limits(w, served(call, 'limitranges', one))
}

/** Objects of a core resource in a namespace; undefined when the server has no such resource. */
function served(call: Call, plural: string, one: Json): Json[] | undefined {
  if (call.client.mapper.look(plural) === undefined) return undefined
  return items(call, `/api/v1/namespaces/${text(one, 'metadata', 'name')}/${plural}`)
}

function quotas(w: Writer, all: Json[] | undefined): void {
  if (all === undefined) return
  w.write(0, '\n')
  if (all.length === 0) return w.write(0, 'No resource quota.\n')
  w.write(0, 'Resource Quotas\n')
  for (const quota of all) {
    w.field(1, 'Name', text(quota, 'metadata', 'name'))
    const scopes = strings(quota, 'spec', 'scopes').sort()
    if (scopes.length > 0) {
      w.field(1, 'Scopes', scopes.join(', '))
      for (const scope of scopes) if (SCOPES[scope] !== undefined) w.write(1, `* ${SCOPES[scope]}\n`)
    }
    w.write(1, 'Resource\tUsed\tHard\n')
    w.write(1, '--------\t---\t---\n')
    quotaRows(w, quota, 1)
  }
}

const SCOPES: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

function quotaRows(w: Writer, quota: Json, level: number): void {
  const hard = map(quota, 'status', 'hard')
  const used = map(quota, 'status', 'used')
  for (const name of Object.keys(hard).sort()) {
    const has = used[name] === undefined ? '0' : canonicalQuantity(used[name] as string)
    w.write(level, `${name}\t${has}\t${canonicalQuantity(hard[name] as string)}\n`)
  }
}

export function resourceQuota(_call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  const scopes = strings(one, 'spec', 'scopes').sort()
  if (scopes.length > 0) {
    w.field(0, 'Scopes', scopes.join(', '))
    for (const scope of scopes) if (SCOPES[scope] !== undefined) w.write(0, ` * ${SCOPES[scope]}\n`)
  }
  w.write(0, 'Resource\tUsed\tHard\n')
  w.write(0, '--------\t----\t----\n')
  quotaRows(w, one, 0)
}

const HEAD = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio'
const LINE = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------'

function limits(w: Writer, all: Json[] | undefined): void {
  if (all === undefined) return
  w.write(0, '\n')
  if (all.length === 0) return w.write(0, 'No LimitRange resource.\n')
  w.write(0, `Resource Limits\n ${HEAD}\n`)
  w.write(0, ` ${LINE}\n`)
  for (const range of all) limitRows(w, range, ' ')
}

export function limitRange(_call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  w.write(0, `${HEAD}\n${LINE}\n`)
  limitRows(w, one, '')
}

const COLUMNS = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio']

function limitRows(w: Writer, range: Json, prefix: string): void {
  for (const item of list(range, 'spec', 'limits')) {
    const names = new Set(COLUMNS.flatMap((field) => Object.keys(object(item, field))))
    for (const name of [...names].sort()) {
      const cells = COLUMNS.map((field) => {
        const amount = map(item, field)[name]
        return amount === undefined ? '-' : canonicalQuantity(amount)
      })
      w.write(0, `${prefix}${text(item, 'type')}\t${name}\t${cells.join('\t')}\n`)
    }
  }
}
