/** Service: core/v1. Source: pkg/registry/core/service, pkg/apis/core/v1/defaults.go. Addresses: admission/serviceallocation.ts. */
import { AGE, column, defineKind, NAME, resourceInfo, wide } from './define.ts'
import { defaultService } from './service/defaults.ts'
import { validateServiceUpdate } from './service/update.ts'
import { validateService } from './service/validation.ts'
import { ageOf } from './printing/age.ts'
import { externalIpCell, portsCell } from './printing/service.ts'
import { formatMap } from './printing/text.ts'
import type { Service } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const service = defineKind<Service>({
  info: resourceInfo('', 'Service', 'services', { shortNames: ['svc'], categories: ['all'] }),
  schema: 'io.k8s.api.core.v1.Service',
  status: true,
  generation: false,
  subresources: ['proxy'],
  nameRule: 'label1035',
  defaults: defaultService,
  prepareForCreate(object) {
    object.status = { loadBalancer: {} }
  },
  validate: (object) => statusCauses(validateService(object)),
  validateUpdate: (next, old) => statusCauses(validateServiceUpdate(next, old)),
  columns: [
    NAME,
    column('Type', 'string', 'How it is reached: ClusterIP, NodePort, LoadBalancer or ExternalName.'),
    column('Cluster-IP', 'string', 'Its virtual address inside the cluster.'),
    column('External-IP', 'string', 'Its addresses outside.'),
    column('Port(s)', 'string', 'Its ports, with the node port where there is one.'),
    AGE,
    wide('Selector', 'string', 'Labels of the Pods it sends to.'),
  ],
  printRow: (object, clock) => [
    object.metadata.name,
    object.spec.type ?? '',
    object.spec.clusterIPs?.[0] ?? '<none>',
    externalIpCell(object),
    portsCell(object.spec.ports),
    ageOf(object.metadata.creationTimestamp, clock),
    formatMap(object.spec.selector),
  ],
  fields: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  },
})
