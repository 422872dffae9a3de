/** Secret: core/v1. Source: pkg/registry/core/secret, core/v1 conversion (stringData). */
import { validateImmutable } from '../api/objectmeta.ts'
import { base64 } from './base64.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { validateSecret } from './secret/validation.ts'
import type { Secret } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { frozen } from './validation/data.ts'

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
  prepareForUpdate(next, old) {
    next.type ||= old.type ?? ''
  },
  validate: (object) => statusCauses(validateSecret(object)),
  validateUpdate: (next, old) =>
    statusCauses([
      ...validateImmutable(next.type, old.type, 'type'),
      ...frozen(next, old, ['data']),
      ...validateSecret(next),
    ]),
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
