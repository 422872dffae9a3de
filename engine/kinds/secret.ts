/** Secret: core/v1. Source: pkg/registry/core/secret, core/v1 conversion (stringData). */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { base64 } from './base64.ts'
import { ageOf } from './printing/age.ts'
import type { Secret } from './types.ts'

export const secret = defineKind<Secret>({
  info: resourceInfo('', 'Secret', 'secrets'),
  schema: 'io.k8s.api.core.v1.Secret',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    object.type ||= 'Opaque'
    for (const [key, text] of Object.entries(object.stringData ?? {})) {
      object.data = { ...object.data, [key]: base64(text) }
    }
    delete object.stringData
  },
  columns: [
    NAME,
    column('Type', 'string', 'What the keys of the secret are for.'),
    column('Data', 'string', 'Number of keys.'),
    AGE,
  ],
  printRow: ({ metadata, type, data }, clock) => [
    metadata.name,
    type ?? '',
    Object.keys(data ?? {}).length,
    ageOf(metadata.creationTimestamp, clock),
  ],
  fields: { type: ({ type }) => type ?? '' },
})
