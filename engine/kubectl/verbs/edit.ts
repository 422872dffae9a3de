/** `kubectl edit`: the object opens in the page's editor; applying that tab writes it back. */
import { fail } from '../base/failure.ts'
import { type Json, object } from '../base/json.ts'
import { liveObjectsOf, objectName } from '../client/objects.ts'
import { FIELD_MANAGER, FILE_FLAGS, PRINT_FLAGS, VALIDATE } from '../globalflags.ts'
import { withoutManagedFields } from '../print/printer.ts'
import { toYaml } from '../print/yaml.ts'
import type { Verb } from '../verb.ts'

export const edit: Verb = {
  name: 'edit',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    FIELD_MANAGER,
    VALIDATE,
    'save-config:bool',
    'output-patch:bool',
    'subresource:string',
    'windows-line-endings:bool',
  ],
  completes: 'types',
  run(call) {
    if (call.args.length === 0 && !call.flags.has('filename'))
      throw fail(
        "must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
      )
    for (const info of liveObjectsOf(call, call.args, { everything: true })) {
      const name = `${info.mapping.singular}-${info.name}.yaml`
      call.effects.push({ effect: 'edit', name, text: toYaml(editable(info.object)) })
      call.line(`${objectName(info)} is open in the editor as ${name}; applying it writes it back`)
    }
  },
}

/** Without what only the server sets, so that an apply of the text conflicts with nothing. */
function editable(one: Json): Json {
  const { status: _status, ...rest } = withoutManagedFields(one)
  const {
    resourceVersion: _version,
    uid: _uid,
    generation: _generation,
    creationTimestamp: _created,
    ...metadata
  } = object(rest, 'metadata')
  return { ...rest, metadata }
}
