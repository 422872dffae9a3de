/** ConfigMap: core/v1. Source: pkg/registry/core/configmap. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { ConfigMap } from './types.ts'

export const configMap = defineKind<ConfigMap>({
  info: resourceInfo('', 'ConfigMap', 'configmaps', { shortNames: ['cm'] }),
  schema: 'io.k8s.api.core.v1.ConfigMap',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  columns: [NAME, column('Data', 'string', 'Number of keys.'), AGE],
  printRow: ({ metadata, data, binaryData }, clock) => [
    metadata.name,
    Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    ageOf(metadata.creationTimestamp, clock),
  ],
})
