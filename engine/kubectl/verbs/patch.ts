/** `kubectl patch`. Source: kubectl pkg/cmd/patch/patch.go. */
import { equal } from '../../api/equal.ts'
import { readYaml } from '../../api/door/yamltext.ts'
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type PatchType, pathOf } from '../client/client.ts'
import { attempt, dryRunOf, liveObjectsOf, report, writeQuery } from '../client/objects.ts'
import { DRY_RUN, FIELD_MANAGER, FILE_FLAGS, PRINT_FLAGS } from '../globalflags.ts'
import { compactJson } from '../print/json.ts'
import type { Verb } from '../verb.ts'

const TYPES = ['json', 'merge', 'strategic']

export const patch: Verb = {
  name: 'patch',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    FIELD_MANAGER,
    'patch,p:string',
    'patch-file:string',
    'type:string=strategic',
    'subresource:string',
    'local:bool',
  ],
  completes: 'types',
  run(call) {
    const type = call.flags.string('type').toLowerCase()
    const said = patchText(call)
    if (!TYPES.includes(type))
      throw fail(`--type must be one of [json merge strategic], not ${JSON.stringify(call.flags.string('type'))}`)
    const body = jsonOf(said)
    for (const info of liveObjectsOf(call, call.args)) {
      attempt(call, () => {
        const path = pathOf(info.mapping, info.namespace, info.name, call.flags.string('subresource'))
        const query = {
          ...writeQuery(call, 'kubectl-patch'),
          ...(dryRunOf(call) === 'client' ? { dryRun: 'All' } : {}),
        }
        const done = call.client.patch(path, type as PatchType, body, query)
        report(call, info, equal(info.object, done) ? 'patched (no change)' : 'patched', done)
      })
    }
  },
}

function patchText(call: Call): string {
  const { flags } = call
  if (flags.has('patch') && flags.has('patch-file')) throw fail('cannot specify --patch and --patch-file together')
  if (flags.string('patch') === '' && !flags.has('patch-file'))
    throw fail('must specify --patch or --patch-file containing the contents of the patch')
  if (!flags.has('patch-file')) return flags.string('patch')
  const name = flags.string('patch-file')
  const found = name === '-' ? call.stdin : call.host.files.read(name)
  if (found === undefined) throw fail(`unable to read patch file: open ${name}: no such file or directory`)
  return found
}

/** JSON goes as it is; YAML is turned into it. */
function jsonOf(said: string): string {
  if (said.trimStart().startsWith('{')) return said
  const { value, error } = readYaml(said)
  if (error !== undefined) throw fail(`unable to parse "${said}": ${error}`)
  return compactJson(value)
}
