/** ValidatingWebhookConfiguration: admissionregistration.k8s.io/v1. Source: pkg/registry/admissionregistration/validatingwebhookconfiguration. */
import { webhookKind } from './admissionregistration/webhookkind.ts'

export const validatingWebhookConfiguration = webhookKind(
  'ValidatingWebhookConfiguration',
  'validatingwebhookconfigurations',
  false,
)
