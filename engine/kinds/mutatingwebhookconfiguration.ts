/** MutatingWebhookConfiguration: admissionregistration.k8s.io/v1. Source: pkg/registry/admissionregistration/mutatingwebhookconfiguration. */
import { defaultWebhooks, validateWebhooks, type WebhookConfiguration } from './admissionregistration/webhooks.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'

export const mutatingWebhookConfiguration = defineKind<WebhookConfiguration>({
  info: resourceInfo('admissionregistration.k8s.io', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', {
    namespaced: false,
    categories: ['api-extensions'],
  }),
  schema: 'io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults: (object) => defaultWebhooks(object, true),
  validate: (object) => statusCauses(validateWebhooks(object)),
  validateUpdate: (next) => statusCauses(validateWebhooks(next)),
  columns: [NAME, column('Webhooks', 'integer', 'How many webhooks it has.'), AGE],
  printRow: ({ metadata, webhooks }, clock) => [
    metadata.name,
    webhooks?.length ?? 0,
    ageOf(metadata.creationTimestamp, clock),
  ],
})
