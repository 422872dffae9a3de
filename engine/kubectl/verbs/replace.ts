/** `kubectl replace`. Source: kubectl pkg/cmd/replace/replace.go. */
import type { Call } from '../call.ts'
import { fail, Refused } from '../base/failure.ts'
import { object, text } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { objectsOfFiles } from '../client/manifests.ts'
import { attempt, dryRunOf, during, report, writeQuery } from '../client/objects.ts'
import type { Info } from '../client/targets.ts'
import { DRY_RUN, FIELD_MANAGER, FILE_FLAGS, PRINT_FLAGS, VALIDATE } from '../globalflags.ts'
import type { Verb } from '../verb.ts'
import { withLastApplied, lastApplied } from './apply.ts'
import { type GoneSession, stillThere, tell } from './delete.ts'

interface Session extends GoneSession {
  again: Info[]
}

export const replace: Verb = {
  name: 'replace',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    FIELD_MANAGER,
    VALIDATE,
    'save-config:bool',
    'force:bool',
    'grace-period:int=-1',
    'cascade:string=background?background',
    'timeout:duration=0s',
    'wait:bool',
    'subresource:string',
    'raw:string',
  ],
  completes: 'files',
  run(call) {
    const files = call.flags.list('filename')
    if (files.length === 0) throw fail('must specify one of -f and -k')
    const { objects } = objectsOfFiles(call, files)
    if (call.flags.bool('force')) return force(call, objects)
    for (const info of objects) attempt(call, () => replaceOne(call, info))
    return undefined
  },
  advance: (call, session) => recreate(call, session as Session),
}

function replaceOne(call: Call, info: Info): void {
  const { mapping, namespace, name, source } = info
  const path = pathOf(mapping, namespace, name, call.flags.string('subresource'))
  during('replacing', source, () => {
    const live = call.client.get(path)
    const keep = call.flags.bool('save-config') || lastApplied(live) !== undefined
    let body = keep ? withLastApplied(info.object) : info.object
    const meta = object(body, 'metadata')
    // Without a version of its own the manifest replaces whatever is there.
    if (text(meta, 'resourceVersion') === '') {
      body = { ...body, metadata: { ...meta, resourceVersion: text(live, 'metadata', 'resourceVersion') } }
    }
    if (dryRunOf(call) === 'client') return report(call, info, 'replaced', body)
    report(call, info, 'replaced', call.client.send('PUT', path, body, writeQuery(call, 'kubectl-replace', true)))
  })
}

function force(call: Call, objects: Info[]): Session | undefined {
  if (objects.length === 0) throw fail('no objects passed to replace')
  const waiting: GoneSession['waiting'] = []
  const grace = call.flags.int('grace-period')
  const options = { propagationPolicy: 'Background', ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}) }
  for (const info of objects) {
    const path = pathOf(info.mapping, info.namespace, info.name)
    try {
      const answer = call.client.remove(path, options)
      tell(call, info, 'deleted')
      const uid = text(answer, 'details', 'uid') || text(answer, 'metadata', 'uid')
      waiting.push({ path, uid, plural: info.mapping.plural, name: info.name })
    } catch (error) {
      if (!(error instanceof Refused) || !error.isNotFound) throw error
    }
  }
  const timeoutMs = call.flags.duration('timeout') || 300_000
  return recreate(call, { waiting, untilMs: call.nowMs + timeoutMs, again: objects })
}

/** Once all are gone they are made again. */
function recreate(call: Call, session: Session): Session | undefined {
  if (stillThere(call, session) !== undefined) return session
  for (const info of session.again) {
    const body = call.flags.bool('save-config') ? withLastApplied(info.object) : info.object
    const query = writeQuery(call, 'kubectl-replace', true)
    report(call, info, 'replaced', call.client.send('POST', pathOf(info.mapping, info.namespace), body, query))
  }
  return undefined
}
