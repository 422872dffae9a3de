/** Node: core/v1. Source: pkg/registry/core/node, pkg/printers/internalversion. */
import { AGE, column, defineKind, NAME, resourceInfo, wide } from './define.ts'
import { validateNode, validateNodeUpdate } from './node/validation.ts'
import { defaultResourceList } from './podspec/resourcedefaults.ts'
import { ageOf } from './printing/age.ts'
import type { Node } from './types.ts'
import { statusCauses } from './validation/causes.ts'

const ROLE_PREFIX = 'node-role.kubernetes.io/'
const ROLE = 'kubernetes.io/role'

export const node = defineKind<Node>({
  info: resourceInfo('', 'Node', 'nodes', { shortNames: ['no'], namespaced: false }),
  schema: 'io.k8s.api.core.v1.Node',
  status: true,
  statusOnCreate: true,
  generation: false,
  subresources: ['proxy'],
  nameRule: 'subdomain',
  defaults: defaultNode,
  validate: (object) => statusCauses(validateNode(object)),
  validateUpdate: (next, old) => statusCauses(validateNodeUpdate(next, old)),
  validateStatusUpdate: (next, old) => statusCauses(validateNodeUpdate(next, old)),
  columns: [
    NAME,
    column('Status', 'string', 'Whether the node is ready, and whether it takes new Pods.'),
    column('Roles', 'string', 'Roles that its labels name.'),
    AGE,
    column('Version', 'string', 'Version of its kubelet.'),
    wide('Internal-IP', 'string', 'Its address inside the cluster.'),
    wide('External-IP', 'string', 'Its address outside.'),
    wide('OS-Image', 'string', 'Its operating system.'),
    wide('Kernel-Version', 'string', 'Version of its kernel.'),
    wide('Container-Runtime', 'string', 'Name and version of what runs its containers.'),
  ],
  printRow: (object, clock) => {
    const { nodeInfo } = object.status ?? {}
    return [
      object.metadata.name,
      statusCell(object),
      nodeRoles(object).join(',') || '<none>',
      ageOf(object.metadata.creationTimestamp, clock),
      nodeInfo?.kubeletVersion ?? '',
      address(object, 'InternalIP'),
      address(object, 'ExternalIP'),
      nodeInfo?.osImage || '<unknown>',
      nodeInfo?.kernelVersion || '<unknown>',
      nodeInfo?.containerRuntimeVersion || '<unknown>',
    ]
  },
  fields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
})

/** What is allocatable is all there is, unless said otherwise; Go prints the two structs even when empty. */
function defaultNode(object: Node): void {
  object.spec ??= {}
  object.status ??= {}
  const { status } = object
  if (status.capacity) defaultResourceList(status.capacity)
  if (status.allocatable) defaultResourceList(status.allocatable)
  if (status.capacity) status.allocatable ??= { ...status.capacity }
  status.daemonEndpoints ??= { kubeletEndpoint: { Port: 0 } }
  status.nodeInfo ??= {
    machineID: '',
    systemUUID: '',
    bootID: '',
    kernelVersion: '',
    osImage: '',
    containerRuntimeVersion: '',
    kubeletVersion: '',
    kubeProxyVersion: '',
    operatingSystem: '',
    architecture: '',
  }
}

function statusCell({ spec, status }: Node): string {
  const ready = (status?.conditions ?? []).filter(({ type }) => type === 'Ready').at(-1)
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady']
  if (spec?.unschedulable) words.push('SchedulingDisabled')
  return words.join(',')
}

/** Roles named by `node-role.kubernetes.io/<role>` and `kubernetes.io/role=<role>` labels, sorted. */
export function nodeRoles({ metadata }: Node): string[] {
  const roles = new Set<string>()
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length))
    else if (key === ROLE && value) roles.add(value)
  }
  return [...roles].sort()
}

function address({ status }: Node, type: string): string {
  return status?.addresses?.find((entry) => entry.type === type)?.address ?? '<none>'
}
