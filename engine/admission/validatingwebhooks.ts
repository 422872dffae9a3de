/** Validating webhooks: programs in the cluster that may refuse a write. Source: apiserver plugin/webhook/validating. */
import type { AdmissionPlugin } from '../api/admission.ts'
import type { ApiServer } from '../api/server.ts'
import { ask, concerned } from './webhooks/call.ts'

const CONFIGURATIONS = 'validatingwebhookconfigurations.admissionregistration.k8s.io'

export function validatingWebhooks(server: ApiServer): AdmissionPlugin {
  const configurations = server.store.table(CONFIGURATIONS)
  return {
    name: 'ValidatingAdmissionWebhook',
    validate(request) {
      for (const webhook of concerned(server, configurations, request)) ask(server, webhook, request)
    },
  }
}
