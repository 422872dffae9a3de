/** `kubectl scale`. Source: kubectl pkg/cmd/scale/scale.go, pkg/scale/scale.go. */
import type { Call } from '../call.ts'
import { fail, Refused } from '../base/failure.ts'
import { num, object, text } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { attempt, dryRunOf, liveObjectsOf, report, writeQuery } from '../client/objects.ts'
import type { Info } from '../client/targets.ts'
import { ALL_NAMESPACES, DRY_RUN, FILE_FLAGS, PRINT_FLAGS, SELECTOR } from '../globalflags.ts'
import type { Verb } from '../verb.ts'

export const scale: Verb = {
  name: 'scale',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    SELECTOR,
    ALL_NAMESPACES,
    'all:bool',
    'replicas:int=-1',
    'current-replicas:int=-1',
    'resource-version:string',
    'timeout:duration=0s',
  ],
  required: ['replicas'],
  completes: 'types',
  run(call) {
    const replicas = call.flags.int('replicas')
    if (replicas < 0) throw fail('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
    const infos = scaled(call)
    for (const info of infos) attempt(call, () => scaleOne(call, info, replicas))
  },
}

/** Nothing to scale is told in words of its own. */
function scaled(call: Call): Info[] {
  try {
    const infos = liveObjectsOf(call, call.args)
    if (infos.length > 0) return infos
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw fail(`no objects passed to scale ${error.message}`)
  }
  throw fail('no objects passed to scale')
}

function scaleOne(call: Call, info: Info, replicas: number): void {
  const { mapping, namespace, name } = info
  if (dryRunOf(call) === 'client') return report(call, info, 'scaled', info.object)
  const path = pathOf(mapping, namespace, name, 'scale')
  const current = call.flags.int('current-replicas')
  const version = call.flags.string('resource-version')
  if (current < 0 && version === '') {
    call.client.patch(path, 'merge', `{"spec":{"replicas":${replicas}}}`, writeQuery(call, ''))
  } else {
    const now = call.client.get(path)
    const has = num(now, 'spec', 'replicas')
    if (current >= 0 && has !== current) throw fail(`Expected replicas to be ${current}, was ${has}`)
    const live = text(now, 'metadata', 'resourceVersion')
    if (version !== '' && live !== version) throw fail(`Expected resource version to be ${version}, was ${live}`)
    call.client.send('PUT', path, { ...now, spec: { ...object(now, 'spec'), replicas } }, writeQuery(call, ''))
  }
  report(call, info, 'scaled', call.flags.has('output') ? call.client.get(pathOf(mapping, namespace, name)) : undefined)
}
