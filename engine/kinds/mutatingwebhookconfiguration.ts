/** MutatingWebhookConfiguration: admissionregistration.k8s.io/v1. Source: pkg/registry/admissionregistration/mutatingwebhookconfiguration. */
import { webhookKind } from './admissionregistration/webhookkind.ts'

export const mutatingWebhookConfiguration = webhookKind(
  'MutatingWebhookConfiguration',
  'mutatingwebhookconfigurations',
  true,
)
