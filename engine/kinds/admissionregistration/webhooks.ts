/** Webhook configurations, validating and mutating. Source: pkg/apis/admissionregistration/{v1/defaults.go,validation}. */
import { validateFullyQualifiedName } from '../../api/domainnames.ts'
import { duplicate, type FieldError, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import type { KObject } from '../../api/object.ts'
import { portNumberMessages } from '../../api/valueformats.ts'
import type { LabelSelector } from '../types.ts'
import { each } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'
import { defaultRules, type MatchCondition, type OperationRule, validateConditions, validateRule } from './matching.ts'

export interface Webhook {
  name: string
  clientConfig: {
    url?: string
    service?: { name?: string; namespace?: string; path?: string; port?: number }
    caBundle?: string
  }
  rules?: OperationRule[]
  failurePolicy?: string
  matchPolicy?: string
  namespaceSelector?: LabelSelector
  objectSelector?: LabelSelector
  sideEffects?: string
  timeoutSeconds?: number
  admissionReviewVersions?: string[]
  matchConditions?: MatchCondition[]
  reinvocationPolicy?: string
}

export interface WebhookConfiguration extends KObject {
  webhooks?: Webhook[]
}

const DEFAULT_TIMEOUT = 10
const MAX_TIMEOUT = 30
const HTTPS = 443
const SIDE_EFFECTS = ['None', 'NoneOnDryRun']

export function defaultWebhooks({ webhooks = [] }: WebhookConfiguration, isMutating: boolean): void {
  for (const webhook of webhooks) {
    webhook.failurePolicy ??= 'Fail'
    webhook.matchPolicy ??= 'Equivalent'
    webhook.namespaceSelector ??= {}
    webhook.objectSelector ??= {}
    webhook.timeoutSeconds ??= DEFAULT_TIMEOUT
    if (isMutating) webhook.reinvocationPolicy ??= 'Never'
    const { service } = webhook.clientConfig ?? {}
    if (service) service.port ??= HTTPS
    defaultRules(webhook.rules)
  }
}

export function validateWebhooks({ webhooks = [] }: WebhookConfiguration): FieldError[] {
  const names = new Set<string>()
  return webhooks.flatMap((webhook, i) => {
    const path = index('webhooks', i)
    const errors = validateWebhook(webhook, path)
    if (names.has(webhook.name)) errors.push(duplicate(child(path, 'name'), webhook.name))
    names.add(webhook.name)
    return errors
  })
}

function validateWebhook(webhook: Webhook, path: string): FieldError[] {
  const { name, rules = [], admissionReviewVersions: versions = [], sideEffects, timeoutSeconds: seconds = 0 } = webhook
  const errors = validateFullyQualifiedName(name ?? '', child(path, 'name'))
  errors.push(...rules.flatMap((rule, i) => validateRule(rule, index(child(path, 'rules'), i))))
  const at = child(path, 'sideEffects')
  if (sideEffects === undefined) errors.push(required(at, 'must specify one of None, NoneOnDryRun'))
  else if (!SIDE_EFFECTS.includes(sideEffects)) errors.push(notSupported(at, sideEffects, SIDE_EFFECTS))
  if (seconds < 1 || seconds > MAX_TIMEOUT) {
    const detail = 'the timeout value must be between 1 and 30 seconds'
    errors.push(invalid(child(path, 'timeoutSeconds'), seconds, detail))
  }
  const versionsAt = child(path, 'admissionReviewVersions')
  if (versions.length === 0) errors.push(required(versionsAt, 'must specify one of v1, v1beta1'))
  else if (!versions.some((version) => version === 'v1' || version === 'v1beta1')) {
    errors.push(invalid(versionsAt, versions, 'must include at least one of v1, v1beta1'))
  }
  return [
    ...errors,
    ...validateLabelSelector(webhook.namespaceSelector, child(path, 'namespaceSelector')),
    ...validateLabelSelector(webhook.objectSelector, child(path, 'objectSelector')),
    ...validateConditions(webhook.matchConditions ?? [], child(path, 'matchConditions')),
    ...clientErrors(webhook.clientConfig ?? {}, child(path, 'clientConfig')),
  ]
}

function clientErrors({ url, service }: Webhook['clientConfig'], path: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) {
    return [required(path, 'exactly one of url or service is required')]
  }
  if (url !== undefined) {
    return url.startsWith('https://')
      ? []
      : [invalid(child(path, 'url'), url, "'https' is the only allowed URL scheme")]
  }
  const at = child(path, 'service')
  const errors = service?.name ? [] : [required(child(at, 'name'), 'service name is required')]
  if (!service?.namespace) errors.push(required(child(at, 'namespace'), 'service namespace is required'))
  return [...errors, ...each(child(at, 'port'), service?.port, portNumberMessages(service?.port ?? HTTPS))]
}
