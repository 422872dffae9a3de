/** `kubectl wait`. Source: kubectl pkg/cmd/wait. */
import type { Call } from '../call.ts'
import { fail, Refused } from '../base/failure.ts'
import { type Json, list, text } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { objectsOfFiles } from '../client/manifests.ts'
import { attempt, report } from '../client/objects.ts'
import { fetch, type Info, type Target, targetsOf } from '../client/targets.ts'
import { ALL_NAMESPACES, FIELD_SELECTOR, FILE_FLAGS, PRINT_FLAGS, SELECTOR } from '../globalflags.ts'
import { goText } from '../print/gotext.ts'
import { JsonPathError, parseJsonPath, relaxed } from '../print/jsonpath.ts'
import type { Verb } from '../verb.ts'

interface Session {
  waiting: { mapping: Info['mapping']; namespace: string; name: string; uid: string }[]
  untilMs: number
}

const A_WEEK_MS = 7 * 86_400_000

export const wait: Verb = {
  name: 'wait',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    SELECTOR,
    FIELD_SELECTOR,
    ALL_NAMESPACES,
    'all:bool',
    'for:strings',
    'timeout:duration=30s',
    'local:bool',
  ],
  completes: 'types',
  run,
  advance: (call, session) => look(call, session as Session),
}

type Test = (object: Json) => boolean

/** What is waited for. @throws Failure for what kubectl does not know */
function testOf(said: string): 'delete' | 'create' | Test {
  const lower = said.toLowerCase()
  if (lower === 'delete' || lower === 'create') return lower
  if (said.startsWith('condition=')) {
    const [name = '', value = 'true'] = said.slice('condition='.length).split('=')
    return (object) => conditionMet(object, name, value)
  }
  if (said.startsWith('jsonpath=')) return jsonpathTest(said.slice('jsonpath='.length))
  throw fail(`unrecognized condition: ${JSON.stringify(said)}`)
}

function conditionMet(object: Json, name: string, value: string): boolean {
  const found = list(object, 'status', 'conditions').find(
    (one) => text(one, 'type').toLowerCase() === name.toLowerCase(),
  )
  if (found === undefined || text(found, 'status').toLowerCase() !== value.toLowerCase()) return false
  // What was seen of an older generation says nothing.
  const generation = Number(text(object, 'metadata', 'generation') || 0)
  const observed = text(found, 'observedGeneration') || text(object, 'status', 'observedGeneration')
  return observed === '' || Number(observed) >= generation
}

function jsonpathTest(said: string): Test {
  const end = said.lastIndexOf('}')
  const braced = said.startsWith('{') && end > 0
  const cut = braced ? said.indexOf('=', end) : said.indexOf('=')
  const expression = cut < 0 ? said : said.slice(0, cut)
  if (cut === said.length - 1 && cut >= 0)
    throw fail("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3")
  const value = cut < 0 ? undefined : said.slice(cut + 1).replace(/^(["'])(.*)\1$/, '$2')
  try {
    const path = parseJsonPath(relaxed(expression))
    return (object) => {
      const found = path.find(object)[0] ?? []
      if (found.length === 0) return false
      if (value === undefined) return true
      if (found.length > 1) throw fail('given jsonpath expression matches more than one value')
      if (typeof found[0] === 'object' && found[0] !== null)
        throw fail('jsonpath leads to a nested object or array which cannot be compared')
      return goText(found[0]).trim() === value.trim()
    }
  } catch (error) {
    if (error instanceof JsonPathError) throw fail(error.message)
    throw error
  }
}

function run(call: Call): Session | undefined {
  const said = call.flags.strings('for')
  const test = testOf(said[0] ?? '')
  const files = call.flags.list('filename')
  if (files.length === 0 && call.args.length === 0)
    throw fail('arguments in resource/name form must have a single resource and name')
  const targets: Target[] = files.length > 0 ? objectsOfFiles(call, files).objects : targetsOf(call, call.args).targets
  const waiting = targets.flatMap((target) => resolve(call, target, test))
  if (waiting.length === 0 && call.troubles.length === 0 && test !== 'delete') throw fail('no matching resources found')
  const timeoutMs = call.flags.duration('timeout')
  return look(call, { waiting, untilMs: call.nowMs + (timeoutMs < 0 ? A_WEEK_MS : timeoutMs) })
}

function resolve(call: Call, target: Target, test: 'delete' | 'create' | Test): Session['waiting'] {
  if (test === 'create') return [{ ...target, uid: '' }]
  try {
    return fetch(call, target).map(({ mapping, namespace, name, object }) => ({
      mapping,
      namespace,
      name,
      uid: text(object, 'metadata', 'uid'),
    }))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (!(error.isNotFound && test === 'delete')) call.troubles.push(error)
    return []
  }
}

/** Who gives no time asks whether it is so now. */
function overdue(call: Call, { mapping, name }: Target): string {
  const what = `${mapping.plural}/${name}`
  const asks = call.flags.has('timeout') && call.flags.duration('timeout') === 0
  return asks ? `condition not met for ${what}` : `timed out waiting for the condition on ${what}`
}

/** Goes through those that wait, in order: each is told when it is there. */
function look(call: Call, session: Session): Session | undefined {
  const test = testOf(call.flags.strings('for')[0] as string)
  while (session.waiting.length > 0) {
    const [one] = session.waiting as [Session['waiting'][number]]
    const live = read(call, one)
    const met = attempt(call, () => isMet(test, live, one.uid))
    if (met === undefined) session.waiting.shift()
    else if (met) {
      report(call, one, 'condition met', live)
      session.waiting.shift()
    } else if (call.nowMs < session.untilMs) return session
    else {
      const gone = live === undefined && test !== 'create'
      call.troubles.push(gone ? notFound(one) : fail(overdue(call, one)))
      session.waiting.shift()
    }
  }
  return undefined
}

const notFound = ({ mapping, name }: Session['waiting'][number]) =>
  new Refused({
    reason: 'NotFound',
    message: `${mapping.group ? `${mapping.plural}.${mapping.group}` : mapping.plural} "${name}" not found`,
  })

function isMet(test: 'delete' | 'create' | Test, live: Json | undefined, uid: string): boolean {
  if (test === 'delete') return live === undefined || text(live, 'metadata', 'uid') !== uid
  if (test === 'create') return live !== undefined
  return live !== undefined && test(live)
}

function read(call: Call, { mapping, namespace, name }: Target): Json | undefined {
  try {
    return call.client.get(pathOf(mapping, namespace, name))
  } catch (error) {
    if (error instanceof Refused && error.isNotFound) return undefined
    throw error
  }
}
