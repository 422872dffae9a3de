/** `kubectl delete`. Source: kubectl pkg/cmd/delete/delete.go, pkg/cmd/wait for the waiting. */
import type { Call } from '../call.ts'
import { fail, Failure, Refused } from '../base/failure.ts'
import { type Json, text } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { objectsOfFiles } from '../client/manifests.ts'
import { kindName } from '../client/mapping.ts'
import { attempt, dryRunOf, during } from '../client/objects.ts'
import { fetch, type Info, type Target, targetsOf } from '../client/targets.ts'
import { ALL_NAMESPACES, DRY_RUN, FIELD_SELECTOR, FILE_FLAGS, SELECTOR } from '../globalflags.ts'
import type { Verb } from '../verb.ts'

/** Objects that are still there, by uid. */
export interface GoneSession {
  waiting: { path: string; uid: string; plural: string; name: string }[]
  /** Virtual end of the patience, Infinity for none. */
  untilMs: number
}

const NOTHING = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

export const remove: Verb = {
  name: 'delete',
  flags: [
    ...FILE_FLAGS,
    ALL_NAMESPACES,
    SELECTOR,
    FIELD_SELECTOR,
    DRY_RUN,
    'output,o:string',
    'all:bool',
    'cascade:string=background?background',
    'force:bool',
    'grace-period:int=-1',
    'ignore-not-found:bool',
    'now:bool',
    'timeout:duration=0s',
    'wait:bool=true',
    'interactive,i:bool',
    'raw:string',
  ],
  completes: 'types',
  run,
  advance: (call, session) => stillThere(call, session as GoneSession),
}

const FORCED =
  'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.'

function run(call: Call): GoneSession | undefined {
  const { flags } = call
  const options = optionsOf(call)
  const files = flags.list('filename')
  const infos = files.length > 0 ? objectsOfFiles(call, files).objects : named(call)
  if (flags.bool('force') && options.gracePeriodSeconds === 0) call.warn(FORCED)
  const forced = flags.bool('force') && flags.string('output') !== 'name'
  const deleted: GoneSession['waiting'] = []
  for (const info of infos) {
    attempt(call, () => {
      const answer = during('deleting', 'source' in info ? info.source : '', () => removeOne(call, info, options))
      if (answer === undefined) return
      tell(call, info, forced ? 'force deleted' : 'deleted')
      const { mapping, namespace, name } = info
      const uid = text(answer, 'details', 'uid') || text(answer, 'metadata', 'uid')
      deleted.push({ path: pathOf(mapping, namespace, name), uid, plural: mapping.plural, name })
    })
  }
  if (infos.length === 0 && call.troubles.length === 0) call.line('No resources found')
  if (!flags.bool('wait') || dryRunOf(call) !== 'none' || options.gracePeriodSeconds === 0) return undefined
  if (flags.bool('force')) return undefined
  const timeoutMs = flags.duration('timeout')
  const session = { waiting: deleted, untilMs: timeoutMs === 0 ? Number.POSITIVE_INFINITY : call.nowMs + timeoutMs }
  return stillThere(call, session)
}

function optionsOf(call: Call): Json & { gracePeriodSeconds?: number } {
  const { flags } = call
  let grace = flags.int('grace-period')
  if (flags.bool('now')) {
    if (grace !== -1) throw fail('--now and --grace-period cannot be specified together')
    grace = 1
  }
  if (grace === 0 && !flags.bool('force')) grace = 1
  if (flags.bool('force') && grace < 0) grace = 0
  if (flags.bool('force') && grace > 0)
    throw fail('--force and --grace-period greater than 0 cannot be specified together')
  const propagationPolicy = POLICIES[flags.string('cascade')]
  if (propagationPolicy === undefined) {
    throw fail(`invalid cascade value (${flags.string('cascade')}). Must be "background", "foreground", or "orphan"`)
  }
  return { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), propagationPolicy }
}

const POLICIES: Readonly<Record<string, string>> = {
  background: 'Background',
  true: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  false: 'Orphan',
}

/** Named objects are deleted unseen, selected ones are listed first. */
function named(call: Call): (Target | Info)[] {
  if (call.args.length === 0) throw new Failure(`error: ${NOTHING}`)
  const { targets } = targetsOf(call, call.args)
  return targets.flatMap((target) => (target.name === '' ? (attempt(call, () => fetch(call, target)) ?? []) : [target]))
}

function removeOne(call: Call, { mapping, namespace, name }: Target, options: Json): Json | undefined {
  const dry = dryRunOf(call)
  const path = pathOf(mapping, namespace, name)
  try {
    if (dry === 'client') return call.client.get(path)
    return call.client.remove(path, options, dry === 'server' ? { dryRun: 'All' } : {})
  } catch (error) {
    const ignored = call.flags.bool('ignore-not-found') || call.everything || call.selector !== ''
    if (error instanceof Refused && error.isNotFound && ignored) return undefined
    throw error
  }
}

export function tell(call: Call, { mapping, name }: Target, done: string): void {
  if (call.flags.string('output') === 'name') return call.line(`${kindName(mapping)}/${name}`)
  const dry = dryRunOf(call)
  const suffix = dry === 'client' ? ' (dry run)' : dry === 'server' ? ' (server dry run)' : ''
  call.line(`${kindName(mapping)} "${name}" ${done}${suffix}`)
}

/** Those that are not gone yet; undefined when all are. */
export function stillThere(call: Call, session: GoneSession): GoneSession | undefined {
  session.waiting = session.waiting.filter(({ path, uid }) => {
    try {
      const object = call.client.get(path)
      return uid === '' || text(object, 'metadata', 'uid') === uid
    } catch (error) {
      if (error instanceof Refused) return false
      throw error
    }
  })
  if (session.waiting.length === 0) return undefined
  if (call.nowMs < session.untilMs) return session
  for (const { plural, name } of session.waiting) {
    call.troubles.push(fail(`timed out waiting for the condition on ${plural}/${name}`))
  }
  return undefined
}
