/** ValidatingWebhookConfiguration: admissionregistration.k8s.io/v1. Source: pkg/registry/admissionregistration/validatingwebhookconfiguration. */
import { defaultWebhooks, validateWebhooks, type WebhookConfiguration } from './admissionregistration/webhooks.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'

export const validatingWebhookConfiguration = defineKind<WebhookConfiguration>({
  info: resourceInfo(
    'admissionregistration.k8s.io',
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    {
      namespaced: false,
      categories: ['api-extensions'],
    },
  ),
  schema: 'io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults: (object) => defaultWebhooks(object, false),
  validate: (object) => statusCauses(validateWebhooks(object)),
  validateUpdate: (next) => statusCauses(validateWebhooks(next)),
  columns: [NAME, column('Webhooks', 'integer', 'How many webhooks it has.'), AGE],
  printRow: ({ metadata, webhooks }, clock) => [
    metadata.name,
    webhooks?.length ?? 0,
    ageOf(metadata.creationTimestamp, clock),
  ],
})
