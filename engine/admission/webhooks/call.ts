/**
 * Calls one webhook: whether it is concerned at all, where it is, what it answered or why it could not. Source: apiserver
 * pkg/admission/plugin/webhook/{generic,validating,mutating,matchconditions}.
 */
import type { AdmissionRequest } from '../../api/admission.ts'
import { CelFailure, compileCel } from '../../api/cel/program.ts'
import { badRequest, failure, type StatusError } from '../../api/errors.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { toBytes } from '../../core/bytes.ts'
import type { CallRequest } from '../../core/calls.ts'
import type { Webhook, WebhookConfiguration } from '../../kinds/admissionregistration/webhooks.ts'
import { POLICY_VARIABLES } from '../../kinds/admissionregistration/policies.ts'
import { matchesRequest } from '../../rules/admissionregistration/matches.ts'
import { celRequest } from '../policies/variables.ts'
import { ReviewError, reviewOf, reviewUid, type Verdict, verdictOf } from './review.ts'

/** Configurations are not about configurations: nobody could mend a wrong one. */
const OWN_GROUP = 'admissionregistration.k8s.io'
const SECOND_MS = 1000
const DEFAULT_SECONDS = 10
/** A denial without a code of its own. */
const DENIED = 403

/** The webhooks that a request concerns, configurations in order of name. @throws StatusError when that cannot be told */
export function concerned(server: ApiServer, table: Table, request: AdmissionRequest): Webhook[] {
  if (table.count() === 0 || request.info.group === OWN_GROUP) return []
  const configurations = (table.list() as WebhookConfiguration[]).toSorted((a, b) =>
    a.metadata.name < b.metadata.name ? -1 : 1,
  )
  return configurations.flatMap(({ webhooks = [] }) => webhooks).filter((webhook) => matches(server, webhook, request))
}

function matches(server: ApiServer, webhook: Webhook, request: AdmissionRequest): boolean {
  const { rules = [], namespaceSelector, objectSelector } = webhook
  const match = {
    resourceRules: rules,
    ...(namespaceSelector ? { namespaceSelector } : {}),
    ...(objectSelector ? { objectSelector } : {}),
  }
  return matchesRequest(server.store, match, request) && conditionsHold(server, webhook, request)
}

function conditionsHold(server: ApiServer, webhook: Webhook, request: AdmissionRequest): boolean {
  const { matchConditions = [], failurePolicy } = webhook
  if (matchConditions.length === 0) return true
  const variables = celRequest(server, request)
  const troubles: string[] = []
  for (const { expression } of matchConditions) {
    try {
      if (compileCel(expression, POLICY_VARIABLES).run({ ...variables, params: null, variables: {} }) !== true)
        return false
    } catch (error) {
      if (!(error instanceof CelFailure)) throw error
      troubles.push(`expression '${expression}' resulted in error: ${error.message}`)
    }
  }
  if (troubles.length === 0) return true
  if (failurePolicy === 'Ignore') return false
  throw failure(403, 'Forbidden', troubles.join(', '))
}

/** Asks a webhook; undefined when it failed and need not answer. @throws StatusError when it must, or when it denies */
export function ask(server: ApiServer, webhook: Webhook, request: AdmissionRequest): Verdict | undefined {
  if (request.dryRun && webhook.sideEffects !== 'None' && webhook.sideEffects !== 'NoneOnDryRun') {
    throw badRequest(`admission webhook "${webhook.name}" does not support dry run`)
  }
  const versions = webhook.admissionReviewVersions ?? []
  const version = `admission.k8s.io/${versions.find((each) => each === 'v1' || each === 'v1beta1') ?? 'v1'}`
  const uid = reviewUid(request, webhook.name, server.clock.nowMs)
  const answer = send(server, webhook, JSON.stringify(reviewOf(request, version, uid)))
  try {
    if ('trouble' in answer) throw new ReviewError(answer.trouble)
    const verdict = verdictOf(answer.body, version, uid)
    request.warnings.push(...verdict.warnings)
    for (const key of Object.keys(verdict.audit)) request.audit[`${webhook.name}/${key}`] = String(verdict.audit[key])
    if (!verdict.allowed) throw denial(webhook, verdict)
    return verdict
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error
    if (webhook.failurePolicy === 'Ignore') return undefined
    throw failure(
      500,
      'InternalError',
      `Internal error occurred: failed calling webhook "${webhook.name}": ${error.message}`,
      {
        causes: [{ message: `failed calling webhook "${webhook.name}": ${error.message}` } as never],
      },
    )
  }
}

function send(server: ApiServer, webhook: Webhook, body: string): { body: string } | { trouble: string } {
  const { service, url } = webhook.clientConfig
  const seconds = webhook.timeoutSeconds ?? DEFAULT_SECONDS
  const headers = { 'content-type': 'application/json', accept: 'application/json, */*' }
  const common = {
    method: 'POST',
    headers,
    body: toBytes(body),
    scheme: 'https' as const,
    timeoutMs: seconds * SECOND_MS,
  }
  if (service === undefined) {
    const host = /^https:\/\/([^/:]+)/.exec(url ?? '')?.[1] ?? ''
    return {
      trouble: `failed to call webhook: Post "${url}?timeout=${seconds}s": dial tcp: lookup ${host}: no such host`,
    }
  }
  const { namespace = '', name = '', path = '/', port = 443 } = service
  const request: CallRequest = { ...common, path: `${path}?timeout=${seconds}s` }
  const outcome = server.calls.service(namespace, name, port, request)
  const place = `failed to call webhook: Post "https://${name}.${namespace}.svc:${port}${path}?timeout=${seconds}s"`
  if ('failure' in outcome) return { trouble: `${place}: ${outcome.message}` }
  const { status, body: said } = outcome.response
  if (status === 200) return { body: said }
  return {
    trouble: `failed to call webhook: the server could not ${status === 404 ? 'find the requested resource' : 'handle the request'}`,
  }
}

/** Source: webhook/errors/statuserror.go ToStatusErr. */
function denial({ name }: Webhook, { code, message, reason }: Verdict): StatusError {
  const who = `admission webhook "${name}" denied the request`
  const why = message || reason
  const text = why === '' ? `${who} without explanation` : `${who}: ${why}`
  return failure(code >= 400 && code < 600 ? code : DENIED, reason || (code >= 400 ? '' : 'Forbidden'), text)
}
