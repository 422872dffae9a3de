/** ConfigMap: core/v1. Source: pkg/registry/core/configmap. */
import { type FieldError, invalid, tooLong } from '../api/fielderror.ts'
import { byteLength } from '../api/utf8.ts'
import { configKeyMessages } from '../api/valueformats.ts'
import { decodedLength } from './base64.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { ConfigMap } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { each } from './validation/checks.ts'
import { frozen, MAX_DATA_BYTES } from './validation/data.ts'

export const configMap = defineKind<ConfigMap>({
  info: resourceInfo('', 'ConfigMap', 'configmaps', { shortNames: ['cm'] }),
  schema: 'io.k8s.api.core.v1.ConfigMap',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  validate: (object) => statusCauses(validateConfigMap(object)),
  validateUpdate: (next, old) =>
    statusCauses([...frozen(next, old, ['data', 'binaryData']), ...validateConfigMap(next)]),
  columns: [NAME, column('Data', 'string', 'Number of keys.'), AGE],
  printRow: ({ metadata, data, binaryData }, clock) => [
    metadata.name,
    Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    ageOf(metadata.creationTimestamp, clock),
  ],
})

function validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = []
  let size = 0
  for (const key of Object.keys(data).sort()) {
    const at = `data[${key}]`
    errors.push(...each(at, key, configKeyMessages(key)))
    if (Object.hasOwn(binaryData, key)) errors.push(invalid(at, key, 'duplicate of key present in binaryData'))
    size += byteLength(data[key] ?? '')
  }
  for (const key of Object.keys(binaryData).sort()) {
    errors.push(...each(`binaryData[${key}]`, key, configKeyMessages(key)))
    size += decodedLength(binaryData[key] ?? '')
  }
  // The empty path: the object as a whole is too long.
  return size > MAX_DATA_BYTES ? [...errors, tooLong('', MAX_DATA_BYTES)] : errors
}
