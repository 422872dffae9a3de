/** What a command that changes objects works on, and how it tells what it did. */
import type { Call } from '../call.ts'
import { Failure, fail, Refused } from '../base/failure.ts'
import type { Json } from '../base/json.ts'
import { printerOf } from '../print/printer.ts'
import type { Query } from './client.ts'
import { objectsOfFiles } from './manifests.ts'
import { kindName } from './mapping.ts'
import { fetch, type Info, type TargetOptions, targetsOf } from './targets.ts'

/** The objects of a line: of files, or named, or selected. Each is read from the server unless it is of a file. */
export function objectsOf(call: Call, args: readonly string[], options: TargetOptions = {}): Info[] {
  const files = call.flags.list('filename')
  if (files.length > 0) return objectsOfFiles(call, files).objects
  const { targets, single } = targetsOf(call, args, options)
  return targets.flatMap((target) => attempt(call, () => fetch(call, target), single) ?? [])
}

/** As objectsOf, with the live object in place of a file's. */
export function liveObjectsOf(call: Call, args: readonly string[], options: TargetOptions = {}): Info[] {
  return objectsOf(call, args, options).flatMap((info) =>
    info.source === '' ? [info] : (attempt(call, () => fetch(call, info), false) ?? []),
  )
}

/** Notes a refusal and goes on. @param alone nothing else is to do: it ends the command */
export function attempt<T>(call: Call, act: () => T, alone = false): T | undefined {
  try {
    return act()
  } catch (error) {
    if (alone || (!(error instanceof Refused) && !(error instanceof Failure))) throw error
    call.troubles.push(error)
    return undefined
  }
}

export type DryRun = 'none' | 'client' | 'server'

export function dryRunOf(call: Call): DryRun {
  const said = call.flags.string('dry-run')
  if (said === 'none' || said === 'false' || said === '') return 'none'
  if (said === 'client' || said === 'server') return said
  if (said === 'unchanged' || said === 'true') {
    call.err(
      `W1128 00:00:00.000000       1 helpers.go:703] --dry-run is deprecated and can be replaced with --dry-run=client.\n`,
    )
    return 'client'
  }
  throw fail(`Invalid dry-run value (${said}). Must be "none", "server", or "client".`)
}

/** What every write says of itself. */
export function writeQuery(call: Call, manager: string, validated = false): Query {
  const given = call.flags.string('field-manager')
  return {
    ...(dryRunOf(call) === 'server' ? { dryRun: 'All' } : {}),
    ...(given !== '' || manager !== '' ? { fieldManager: given || manager } : {}),
    ...(validated ? { fieldValidation: validation(call) } : {}),
  }
}

function validation(call: Call): string {
  const said = call.flags.string('validate')
  if (said === 'true' || said === 'strict' || said === '') return 'Strict'
  return said === 'warn' ? 'Warn' : 'Ignore'
}

/** `deployment.apps/web scaled`, or the object in the form asked for. */
export function report(call: Call, info: Pick<Info, 'mapping' | 'name'>, done: string, object?: Json): void {
  const print = call.flags.string('output') === '' ? undefined : printerOf(call)
  if (print !== undefined && object !== undefined) return call.out(print(object))
  const dry = dryRunOf(call)
  const suffix = dry === 'client' ? ' (dry run)' : dry === 'server' ? ' (server dry run)' : ''
  call.line(`${objectName(info)} ${done}${suffix}`)
}

/** `deployment.apps/web`. */
export const objectName = ({ mapping, name }: Pick<Info, 'mapping' | 'name'>): string => `${kindName(mapping)}/${name}`

/** Adds what was being done to a refusal, as AddSourceToErr does. */
export function during<T>(doing: string, source: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof Refused && source !== '')
      throw new Refused(error.status, `error when ${doing} ${JSON.stringify(source)}`)
    throw error
  }
}
