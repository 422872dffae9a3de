/** `kubectl auth can-i`, `auth whoami`. Source: kubectl pkg/cmd/auth. */
import type { Call } from '../call.ts'
import { fail, Failure } from '../base/failure.ts'
import { type Json, list, object, strings, text } from '../base/json.ts'
import { GET_STYLE, tabbed } from '../base/tabwriter.ts'
import { ALL_NAMESPACES, PRINT_FLAGS } from '../globalflags.ts'
import { goText } from '../print/gotext.ts'
import { printerOf } from '../print/printer.ts'
import { listedRules, resourceText } from '../print/rules.ts'
import type { Verb } from '../verb.ts'

const REVIEW = 'authorization.k8s.io/v1'

/** Verbs that resources have (kubectl's own list). */
const VERBS: ReadonlySet<string> = new Set(
  '*,approve,attest,bind,create,delete,deletecollection,escalate,get,impersonate,list,patch,sign,update,use,watch'.split(
    ',',
  ),
)

export const canI: Verb = {
  name: 'auth can-i',
  flags: [ALL_NAMESPACES, 'list:bool', 'no-headers:bool', 'quiet,q:bool', 'subresource:string'],
  completes: 'none',
  run(call) {
    if (call.flags.bool('list')) return listRules(call)
    if (call.args.length < 2)
      throw fail(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      )
    const [verb = '', what = '', named] = call.args
    if (!what.startsWith('/') && !VERBS.has(verb)) call.err(`Warning: verb '${verb}' is not a known verb\n\n`)
    const attributes = what.startsWith('/')
      ? { nonResourceAttributes: { path: what, verb } }
      : { resourceAttributes: resource(call, verb, what, named) }
    const body = { apiVersion: REVIEW, kind: 'SelfSubjectAccessReview', spec: attributes }
    const { status } = call.client.send('POST', `/apis/${REVIEW}/selfsubjectaccessreviews`, body)
    const allowed = object(status).allowed === true
    if (!call.flags.bool('quiet')) call.line(allowed ? 'yes' : answer(object(status)))
    if (!allowed) throw new Failure('', 1)
  },
}

function answer(status: Json): string {
  const reason = text(status, 'reason')
  const error = text(status, 'evaluationError')
  return `no${reason === '' ? '' : ` - ${reason}`}${error === '' ? '' : ` - ${error}`}`
}

function resource(call: Call, verb: string, said: string, named: string | undefined): Json {
  const [type = '', name = named ?? ''] = said.split('/')
  const mapping = call.client.mapper.look(type)
  if (mapping === undefined && type !== '*') call.err(`Warning: the server doesn't have a resource type '${type}'\n\n`)
  if (mapping !== undefined && !mapping.namespaced)
    call.err(
      `Warning: resource '${mapping.plural}' is not namespace scoped${mapping.group ? ` in group '${mapping.group}'` : ''}\n\n`,
    )
  return {
    namespace: mapping !== undefined && !mapping.namespaced ? '' : call.allNamespaces ? '' : call.namespace,
    verb,
    group: mapping?.group ?? '',
    resource: mapping?.plural ?? type,
    subresource: call.flags.string('subresource'),
    name,
  }
}

function listRules(call: Call): void {
  const body = { apiVersion: REVIEW, kind: 'SelfSubjectRulesReview', spec: { namespace: call.namespace } }
  const { status } = call.client.send('POST', `/apis/${REVIEW}/selfsubjectrulesreviews`, body)
  const head = 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n'
  const rules = listedRules([...list(status, 'resourceRules'), ...list(status, 'nonResourceRules')])
  const lines = rules.map((rule) => {
    const cells = [resourceText(rule), goText(rule.urls), goText(rule.names), goText(rule.verbs)]
    return `${cells.join('\t')}\n`
  })
  const incomplete = text(status, 'evaluationError')
  if (object(status).incomplete === true) call.err(`warning: the list may be incomplete: ${incomplete}\n`)
  call.out(tabbed((call.flags.bool('no-headers') ? '' : head) + lines.join(''), GET_STYLE))
}

export const whoAmI: Verb = {
  name: 'auth whoami',
  flags: PRINT_FLAGS,
  completes: 'none',
  run(call) {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
    const done = call.client.send('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', body)
    const print = printerOf(call)
    if (print !== undefined) return call.out(print(done))
    const user = object(done, 'status', 'userInfo')
    const extra = object(user, 'extra')
    const rows = [
      ['ATTRIBUTE', 'VALUE'],
      ['Username', text(user, 'username')],
      ...(text(user, 'uid') === '' ? [] : [['UID', text(user, 'uid')]]),
      ...(strings(user, 'groups').length === 0 ? [] : [['Groups', goText(strings(user, 'groups'))]]),
      ...Object.keys(extra)
        .sort()
        .map((key) => [`Extra: ${key}`, goText(extra[key])]),
    ]
    call.out(tabbed(rows.map((row) => `${row.join('\t')}\n`).join(''), GET_STYLE))
  },
}
