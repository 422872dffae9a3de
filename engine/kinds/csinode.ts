/** CSINode: storage.k8s.io/v1. Source: pkg/registry/storage/csinode, pkg/apis/storage/validation ValidateCSINode. */
import { equal } from '../api/equal.ts'
import { duplicate, type FieldError, invalid, required } from '../api/fielderror.ts'
import { child, index } from '../api/fieldpath.ts'
import { qualifiedNameMessages } from '../api/labelnames.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { CSINode } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { notNegative } from './validation/checks.ts'
import { csiDriverName } from './validation/csinames.ts'

type Driver = CSINode['spec']['drivers'][number]

const LONGEST_NODE_ID = 192

export const csiNode = defineKind<CSINode>({
  info: resourceInfo('storage.k8s.io', 'CSINode', 'csinodes', { namespaced: false }),
  schema: 'io.k8s.api.storage.v1.CSINode',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  validate: (object) => statusCauses(validateCsiNode(object)),
  validateUpdate: (next, old) => statusCauses([...validateCsiNode(next), ...changedDrivers(next, old)]),
  columns: [NAME, column('Drivers', 'integer', 'How many drivers are installed on the node.'), AGE],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    spec?.drivers?.length ?? 0,
    ageOf(metadata.creationTimestamp, clock),
  ],
})

function validateCsiNode({ spec }: CSINode): FieldError[] {
  const names = new Set<string>()
  return (spec?.drivers ?? []).flatMap((driver, i) => {
    const path = index('spec.drivers', i)
    const errors = [
      ...csiDriverName(driver.name, child(path, 'name')),
      ...validateNodeId(driver.nodeID, child(path, 'nodeID')),
      ...notNegative(driver.allocatable?.count, child(path, 'allocatable')),
    ]
    if (names.has(driver.name)) errors.push(duplicate(child(path, 'name'), driver.name))
    names.add(driver.name)
    return [...errors, ...validateTopologyKeys(driver, path)]
  })
}

function validateNodeId(id: string, path: string): FieldError[] {
  if (!id) return [required(path, '')]
  if (id.length <= LONGEST_NODE_ID) return []
  return [invalid(path, id, `must be ${LONGEST_NODE_ID} characters or less`)]
}

function validateTopologyKeys({ topologyKeys = [] }: Driver, path: string): FieldError[] {
  return topologyKeys.flatMap((key, i) => [
    ...(key === '' ? [required(path, '')] : []),
    ...(topologyKeys.indexOf(key) < i ? [duplicate(path, key)] : []),
    ...qualifiedNameMessages(key).map((message) => invalid(path, topologyKeys, message)),
  ])
}

/** A driver comes and goes, but it doesn't change. */
function changedDrivers(next: CSINode, old: CSINode): FieldError[] {
  const before = new Map(old.spec.drivers.map((driver) => [driver.name, driver]))
  return next.spec.drivers.flatMap((driver) => {
    const was = before.get(driver.name)
    return was === undefined || equal(was, driver) ? [] : [invalid('CSINodeDriver', driver, 'field is immutable')]
  })
}
