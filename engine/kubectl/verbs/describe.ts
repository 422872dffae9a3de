/** `kubectl describe`. Source: kubectl pkg/cmd/describe/describe.go. */
import type { Call } from '../call.ts'
import { fail, Refused } from '../base/failure.ts'
import { objectsOfFiles } from '../client/manifests.ts'
import { attempt } from '../client/objects.ts'
import { fetch, type Info, type Target, targetsOf } from '../client/targets.ts'
import { pathOf } from '../client/client.ts'
import { generic } from '../describe/generic.ts'
import { describers } from '../describe/list.ts'
import { Writer } from '../describe/writer.ts'
import { ALL_NAMESPACES, FILE_FLAGS, SELECTOR } from '../globalflags.ts'
import type { Verb } from '../verb.ts'

const UNSPECIFIED =
  'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.'

export const describe: Verb = {
  name: 'describe',
  flags: [...FILE_FLAGS, SELECTOR, ALL_NAMESPACES, 'show-events:bool=true', 'chunk-size:int=500'],
  completes: 'types',
  run(call) {
    const files = call.flags.list('filename')
    if (call.args.length === 0 && files.length === 0) {
      throw fail(UNSPECIFIED)
    }
    const targets =
      files.length > 0 ? objectsOfFiles(call, files).objects : targetsOf(call, call.args, { everything: true }).targets
    const shown: string[] = []
    const names: string[] = []
    for (const target of targets) {
      for (const info of attempt(call, () => found(call, target, targets.length)) ?? []) {
        const text = attempt(call, () => describeOne(call, info))
        if (text === undefined) continue
        shown.push(text)
        names.push(info.name)
      }
    }
    // What was found by the beginning of its name is printed one by one.
    const [only] = targets
    const alike = targets.length === 1 && only?.name !== '' && infosDiffer(names, only?.name)
    call.out(alike ? shown.map((each) => `${each}\n`).join('') : shown.join('\n\n'))
    if (shown.length === 0 && call.troubles.length === 0) {
      call.err(
        call.allNamespaces || targets.some(({ mapping }) => !mapping.namespaced)
          ? 'No resources found\n'
          : `No resources found in ${call.namespace} namespace.\n`,
      )
    }
  },
}

const infosDiffer = (names: readonly string[], asked: string | undefined): boolean =>
  names.some((name) => name !== asked)

/** A name that is not found alone may begin others' names. */
function found(call: Call, target: Target, count: number): Info[] {
  try {
    return fetch(call, target)
  } catch (error) {
    const alone = count === 1 && target.name !== '' && call.args.length === 2
    if (!alone || !(error instanceof Refused) || !error.isNotFound) throw error
    const alike = fetch(call, { ...target, name: '' }).filter(({ name }) => name.startsWith(target.name))
    if (alike.length === 0) throw error
    return alike
  }
}

function describeOne(call: Call, { mapping, namespace, name }: Info): string {
  const one = call.client.get(pathOf(mapping, namespace, name))
  const w = new Writer()
  const key = mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`
  ;(describers[key] ?? generic)(call, w, one)
  return w.text
}
