/** `kubectl create -f`. Source: kubectl pkg/cmd/create/create.go. */
import { fail } from '../base/failure.ts'
import { pathOf } from '../client/client.ts'
import { objectsOfFiles } from '../client/manifests.ts'
import { attempt, dryRunOf, during, report, writeQuery } from '../client/objects.ts'
import { text } from '../base/json.ts'
import { DRY_RUN, FIELD_MANAGER, FILE_FLAGS, PRINT_FLAGS, SELECTOR, VALIDATE } from '../globalflags.ts'
import type { Verb } from '../verb.ts'
import { withLastApplied } from './apply.ts'

export const create: Verb = {
  name: 'create',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    FIELD_MANAGER,
    VALIDATE,
    SELECTOR,
    'save-config:bool',
    'edit:bool',
    'raw:string',
  ],
  completes: 'files',
  run(call) {
    const [first] = call.args
    if (first !== undefined) throw call.usage(`Unexpected args: [${call.args.join(' ')}]`)
    const files = call.flags.list('filename')
    if (files.length === 0) throw fail('must specify one of -f and -k')
    const { objects } = objectsOfFiles(call, files)
    if (objects.length === 0 && call.troubles.length === 0) throw fail('no objects passed to create')
    for (const info of objects) {
      attempt(call, () => {
        const body = call.flags.bool('save-config') ? withLastApplied(info.object) : info.object
        const made =
          dryRunOf(call) === 'client'
            ? body
            : during('creating', info.source, () =>
                call.client.send(
                  'POST',
                  pathOf(info.mapping, info.namespace),
                  body,
                  writeQuery(call, 'kubectl-create', true),
                ),
              )
        report(call, { ...info, name: text(made, 'metadata', 'name') }, 'created', made)
      })
    }
  },
}
