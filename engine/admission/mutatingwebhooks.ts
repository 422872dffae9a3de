/**
 * Mutating webhooks: programs in the cluster that may change what is written, one after the other; one that wants it is
 * asked again when a later one changed something. Source: apiserver plugin/webhook/mutating/dispatcher.go.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { equal } from '../api/equal.ts'
import { failure, StatusError } from '../api/errors.ts'
import type { KindDefinition } from '../api/kind.ts'
import type { KObject } from '../api/object.ts'
import { jsonPatch } from '../api/patch/jsonpatch.ts'
import { decode } from '../api/schema/decode.ts'
import type { ApiServer } from '../api/server.ts'
import { builtinSchemas } from '../kinds/generated/schema.ts'
import type { Webhook } from '../kinds/admissionregistration/webhooks.ts'
import { ask, concerned } from './webhooks/call.ts'

const CONFIGURATIONS = 'mutatingwebhookconfigurations.admissionregistration.k8s.io'

export function mutatingWebhooks(server: ApiServer): AdmissionPlugin {
  const configurations = server.store.table(CONFIGURATIONS)
  return {
    name: 'MutatingAdmissionWebhook',
    mutate(request) {
      const before = request.object
      const webhooks = concerned(server, configurations, request)
      const changedAt = webhooks.map((webhook) => change(server, webhook, request))
      const last = changedAt.lastIndexOf(true)
      for (const [at, webhook] of webhooks.entries()) {
        if (at < last && webhook.reinvocationPolicy === 'IfNeeded') change(server, webhook, request)
      }
      keepManagers(request, before)
      return request.object
    },
  }
}

/** Who owns which field was noted before anybody was asked; what no longer can be read is put back. Source: managedfields fieldmanager/admission.go. */
function keepManagers(request: AdmissionRequest, before: KObject | undefined): void {
  const { object } = request
  if (object === undefined || before === undefined || object === before) return
  const at = (object.metadata.managedFields ?? []).findIndex(
    (entry) => entry.fieldsType !== 'FieldsV1' || !entry.fieldsV1,
  )
  if (at < 0) return
  const { managedFields: _, ...metadata } = object.metadata
  const { managedFields } = before.metadata
  request.object = { ...object, metadata: managedFields === undefined ? metadata : { ...metadata, managedFields } }
  request.warnings.push(
    `.metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating admission controller; please fix your requests: missing fieldsType in managed fields entry ${at}`,
  )
}

/** Asks one; whether the object is another now. */
function change(server: ApiServer, webhook: Webhook, request: AdmissionRequest): boolean {
  const patch = ask(server, webhook, request)?.patch
  if (patch === undefined || request.object === undefined) return false
  const definition = server.verbs.definition(request.info.resource)
  const next = readAgain(webhook, definition, patched(webhook, request.object, patch))
  definition.defaults?.(next)
  const changed = !equal(next, request.object)
  request.object = next
  return changed
}

function patched({ name }: Webhook, object: KObject, patch: unknown[]): KObject {
  try {
    return jsonPatch(structuredClone(object), patch) as KObject
  } catch (error) {
    const why = error instanceof StatusError || error instanceof Error ? error.message : String(error)
    throw unusable(name, why)
  }
}

/** What a webhook made is a stranger's: it is read as a request is, strange fields left out. */
function readAgain({ name }: Webhook, { schema, custom }: KindDefinition, object: KObject): KObject {
  if (custom) return object
  const { value, message } = decode(builtinSchemas, builtinSchemas.get(schema), object, { fieldValidation: 'Ignore' })
  if (value === undefined) throw unusable(name, message)
  return value as unknown as KObject
}

const unusable = (name: string, why: string) =>
  failure(
    500,
    'InternalError',
    `Internal error occurred: admission webhook "${name}" made an object that is none: ${why}`,
  )
