/** What both kinds of webhook configurations are. Source: pkg/registry/admissionregistration. */
import { AGE, column, defineKind, NAME, resourceInfo } from '../define.ts'
import { ageOf } from '../printing/age.ts'
import { statusCauses } from '../validation/causes.ts'
import { defaultWebhooks, validateWebhooks, type WebhookConfiguration } from './webhooks.ts'

/** @param plural the resource @param mutating whether its webhooks may change what they are asked about */
export const webhookKind = (kind: string, plural: string, mutating: boolean) =>
  defineKind<WebhookConfiguration>({
    info: resourceInfo('admissionregistration.k8s.io', kind, plural, {
      namespaced: false,
      categories: ['api-extensions'],
    }),
    schema: `io.k8s.api.admissionregistration.v1.${kind}`,
    status: false,
    generation: true,
    nameRule: 'subdomain',
    defaults: (object) => defaultWebhooks(object, mutating),
    validate: (object) => statusCauses(validateWebhooks(object)),
    validateUpdate: (next) => statusCauses(validateWebhooks(next)),
    columns: [NAME, column('Webhooks', 'integer', 'How many webhooks it has.'), AGE],
    printRow: ({ metadata, webhooks }, clock) => [
      metadata.name,
      webhooks?.length ?? 0,
      ageOf(metadata.creationTimestamp, clock),
    ],
  })
