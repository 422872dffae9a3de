/** `kubectl get`. Source: kubectl pkg/cmd/get/get.go. */
import type { PendingExchange } from '../../api/door/exchange.ts'
import type { Call } from '../call.ts'
import { Failure, fail, Refused } from '../base/failure.ts'
import { type Json, list, object, text } from '../base/json.ts'
import { GET_STYLE, tabbed } from '../base/tabwriter.ts'
import { AS_TABLE, pathOf, type Query, queryOf } from '../client/client.ts'
import { objectsOfFiles } from '../client/manifests.ts'
import type { Mapping } from '../client/mapping.ts'
import { fetch, type Info, listed, listQuery, type Target, type Targets, targetsOf } from '../client/targets.ts'
import { ALL_NAMESPACES, FIELD_SELECTOR, FILE_FLAGS, PRINT_FLAGS, SELECTOR } from '../globalflags.ts'
import { columnRow, columnsOfFile, type CustomColumns, parseColumns } from '../print/customcolumns.ts'
import { type Printer, printerOf } from '../print/printer.ts'
import { sortedBy } from '../print/sorting.ts'
import { type TableOptions, TableRows } from '../print/table.ts'
import type { Verb } from '../verb.ts'

export const get: Verb = {
  name: 'get',
  flags: [
    ...PRINT_FLAGS,
    ...FILE_FLAGS,
    ALL_NAMESPACES,
    SELECTOR,
    FIELD_SELECTOR,
    'watch,w:bool',
    'watch-only:bool',
    'output-watch-events:bool',
    'no-headers:bool',
    'sort-by:string',
    'show-labels:bool',
    'show-kind:bool',
    'label-columns,L:list',
    'ignore-not-found:bool',
    'chunk-size:int=500',
    'raw:string',
    'server-print:bool=true',
    'subresource:string',
  ],
  completes: 'types',
  run,
  advance: moveWatch,
}

const BOTH = 'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well'
const NOTHING =
  'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n'

function run(call: Call): WatchSession | undefined {
  if (call.flags.has('raw')) {
    const [path = '', search = ''] = call.flags.string('raw').split('?')
    const raw = call.client.get(path, queryOf(search), '*/*') as unknown
    call.out(typeof raw === 'string' ? raw : `${JSON.stringify(raw)}\n`)
    return undefined
  }
  const files = call.flags.list('filename')
  if (call.args.length === 0 && files.length === 0) {
    call.err(NOTHING)
    throw call.usage(
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    )
  }
  const watching = call.flags.bool('watch') || call.flags.bool('watch-only')
  if (call.flags.bool('output-watch-events') && !watching) {
    throw fail('--output-watch-events option can only be used with --watch or --watch-only')
  }
  const printer = printerOf(call, true)
  if (call.args.length > 0 && files.length > 0) throw fail(BOTH)
  const named = files.length > 0 ? fromFiles(call, files) : targetsOf(call, call.args, { everything: true })
  if (call.flags.string('subresource') !== '' && named.targets.some(({ name }) => name === ''))
    throw fail('subresource cannot be used when bulk resources are specified')
  if (watching) return startWatch(call, named, printer)
  if (printer === undefined) printTables(call, named)
  else printObjects(call, named, printer)
  return undefined
}

function fromFiles(call: Call, files: readonly string[]): Targets {
  const { objects, single } = objectsOfFiles(call, files)
  return { targets: objects.map(({ mapping, namespace, name }) => ({ mapping, namespace, name })), single }
}

// ------------------------------------------------------------------------------------------------- objects

function printObjects(call: Call, { targets, single }: Targets, print: Printer): void {
  const infos = fetchAll(call, targets, single)
  if (infos.length === 0 && call.flags.bool('ignore-not-found')) return
  const [only] = infos
  if (single && only && infos.length === 1) return call.out(print(only.object))
  let objects = infos.map(({ object: one }) => one)
  if (call.flags.has('sort-by')) objects = sortedBy(objects, call.flags.string('sort-by'), (one) => one)
  call.out(print({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: objects }))
}

function fetchAll(call: Call, targets: readonly Target[], single: boolean): Info[] {
  const subresource = call.flags.string('subresource')
  return targets.flatMap((target) => {
    try {
      if (subresource !== '' && target.name !== '') {
        const path = pathOf(target.mapping, target.namespace, target.name, subresource)
        return [{ ...target, object: call.client.get(path), source: '' }]
      }
      return fetch(call, target)
    } catch (error) {
      note(call, error, single)
      return []
    }
  })
}

/** Goes on after a refusal, unless only one thing was asked for. */
function note(call: Call, error: unknown, single: boolean): void {
  if (!(error instanceof Refused) && !(error instanceof Failure)) throw error
  if (error instanceof Refused && error.isNotFound && call.flags.bool('ignore-not-found')) return
  if (single) throw error
  call.troubles.push(error)
}

// ------------------------------------------------------------------------------------------------- tables

function tableOptions(call: Call, mapping: Mapping, severalKinds: boolean): TableOptions {
  const { flags } = call
  return {
    wide: flags.string('output') === 'wide',
    headers: !flags.bool('no-headers'),
    withNamespace: call.allNamespaces && mapping.namespaced,
    withKind: severalKinds || flags.bool('show-kind'),
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
    withEvents: flags.bool('output-watch-events'),
  }
}

function printTables(call: Call, { targets, single }: Targets): void {
  const severalKinds = new Set(targets.map(({ mapping }) => mapping)).size > 1
  const blocks: string[] = []
  let mapping: Mapping | undefined
  let rows: TableRows | undefined
  let block = ''
  const tables = sortTables(
    call,
    targets.flatMap((target) => tableOf(call, target, single)),
  )
  for (const { target, table } of tables) {
    if (rows === undefined || mapping !== target.mapping) {
      if (block !== '') blocks.push(block)
      block = ''
      mapping = target.mapping
      rows = new TableRows(mapping, tableOptions(call, mapping, severalKinds))
    }
    block += rows.print(table)
  }
  if (block !== '') blocks.push(block)
  const separator = call.flags.bool('no-headers') ? '' : '\n'
  call.out(blocks.map((each) => tabbed(each, GET_STYLE)).join(separator))
  if (blocks.length === 0 && call.troubles.length === 0 && !call.flags.bool('ignore-not-found'))
    sayNothing(call, targets)
}

function sayNothing(call: Call, targets: readonly Target[]): void {
  const namespaced = !call.allNamespaces && targets.every(({ mapping }) => mapping.namespaced)
  call.err(namespaced ? `No resources found in ${call.namespace} namespace.\n` : 'No resources found\n')
}

interface Printed {
  target: Target
  table: Json
}

function tableOf(call: Call, target: Target, single: boolean): Printed[] {
  const { mapping, namespace, name } = target
  const withObjects = call.flags.has('sort-by') ? { includeObject: 'Object' } : {}
  const query: Query = name === '' ? { ...listQuery(call), ...withObjects } : { ...withObjects }
  const printed: Printed[] = []
  try {
    const path = pathOf(mapping, namespace, name, name === '' ? '' : call.flags.string('subresource'))
    let next = ''
    do {
      const asked = { ...query, ...(next ? { continue: next } : {}) }
      const get = () => call.client.get(path, asked, AS_TABLE)
      const table = name === '' ? listed(call, mapping, get) : get()
      printed.push({ target, table })
      next = text(table, 'metadata', 'continue')
    } while (next !== '')
  } catch (error) {
    note(call, error, single)
  }
  return printed
}

/** Rows of each table in the order asked for. */
function sortTables(call: Call, tables: Printed[]): Printed[] {
  const expression = call.flags.string('sort-by')
  if (expression === '') return tables
  return tables.map(({ target, table }) => ({ target, table: { ...table, rows: sortedRows(table, expression) } }))
}

/** A table that cannot be sorted shows nothing, as kubectl's. */
function sortedRows(table: Json, expression: string): Json[] {
  try {
    return sortedBy(list(table, 'rows'), expression, (row) => row.object)
  } catch (error) {
    if (error instanceof Failure) return []
    throw error
  }
}

// ------------------------------------------------------------------------------------------------- watching

interface WatchSession {
  exchange: PendingExchange
  mapping: Mapping
  rows: TableRows | undefined
  widths: number[]
  /** Events to leave out: what was printed already comes again at first. */
  skip: number
}

const SEVERAL = 'watch is only supported on individual resources and resource collections'

function startWatch(call: Call, { targets }: Targets, printer: Printer | undefined): WatchSession {
  const kinds = new Set(targets.map(({ mapping }) => mapping))
  const [target] = targets
  if (target === undefined || kinds.size > 1 || targets.length > 1) throw fail(SEVERAL)
  const { mapping, namespace, name } = target
  const accept = printer === undefined ? AS_TABLE : undefined
  const selected = name === '' ? listQuery(call) : { fieldSelector: `metadata.name=${name}` }
  const first = call.client.get(pathOf(mapping, namespace, name), name === '' ? selected : {}, accept)
  const session: WatchSession = {
    exchange: watch(call, target, first, accept),
    mapping,
    rows: printer === undefined ? new TableRows(mapping, { ...tableOptions(call, mapping, false) }) : undefined,
    widths: [],
    skip: 0,
  }
  if (!call.flags.bool('watch-only')) {
    if (printer === undefined) printRows(call, session, first, 'ADDED')
    else
      for (const item of Array.isArray(first.items) ? list(first, 'items') : [first])
        print(call, printer, withType(first, item), 'ADDED')
  }
  return session
}

const withType = (collection: Json, item: Json): Json =>
  collection === item
    ? item
    : { apiVersion: collection.apiVersion, kind: text(collection, 'kind').replace(/List$/, ''), ...item }

function watch(
  call: Call,
  { mapping, namespace, name }: Target,
  first: Json,
  accept: string | undefined,
): PendingExchange {
  const { limit: _, ...selected } = listQuery(call)
  const query = name === '' ? selected : { fieldSelector: `metadata.name=${name}` }
  const resourceVersion =
    text(first, 'metadata', 'resourceVersion') ||
    text(object(list(first, 'rows')[0]), 'object', 'metadata', 'resourceVersion')
  return call.client.open(pathOf(mapping, namespace), { ...query, watch: 'true', resourceVersion }, accept)
}

function moveWatch(call: Call, session: object): WatchSession | undefined {
  const state = session as WatchSession
  const { chunks, done } = call.host.progress(state.exchange)
  const printer = state.rows === undefined ? printerOf(call, true) : undefined
  for (const chunk of chunks as { type: string; object: Json }[]) {
    if (chunk.type === 'BOOKMARK') continue
    if (chunk.type === 'ERROR') throw new Refused(chunk.object)
    if (state.rows) printRows(call, state, chunk.object, chunk.type)
    else if (printer) print(call, printer, chunk.object, chunk.type)
  }
  return done ? undefined : state
}

function printRows(call: Call, state: WatchSession, table: Json, event: string): void {
  const lines = (state.rows as TableRows).print(table, event)
  call.out(tabbed(lines, GET_STYLE, state.widths))
}

function print(call: Call, printer: Printer, one: Json, type: string): void {
  const columns = customColumns(call)
  if (columns !== undefined) return call.out(tabbed(columnRow(columns, one), GET_STYLE))
  call.out(printer(call.flags.bool('output-watch-events') ? { type, object: one } : one))
}

function customColumns(call: Call): CustomColumns | undefined {
  const output = call.flags.string('output')
  if (output.startsWith('custom-columns=')) return parseColumns(output.slice('custom-columns='.length))
  if (!output.startsWith('custom-columns-file=')) return undefined
  const found = call.host.files.read(output.slice('custom-columns-file='.length))
  return found === undefined ? undefined : columnsOfFile(found)
}
