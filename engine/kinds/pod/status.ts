/** What a status update of a Pod may say. Source: ValidatePodStatusUpdate. */
import { equal } from '../../api/equal.ts'
import { duplicate, type FieldError, forbidden, invalid } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { validateLegacyIp } from '../../api/ip.ts'
import { dnsSubdomainMessages } from '../../api/names.ts'
import { validateImmutable } from '../../api/objectmeta.ts'
import type { ContainerStatus, Pod } from '../types.ts'
import { each, qualifiedName } from '../validation/checks.ts'

const SYSTEM_CONDITIONS = ['PodScheduled', 'Ready', 'Initialized']

export function validatePodStatus(next: Pod, old: Pod): FieldError[] {
  const { status } = next
  const sidecars = (old.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  return [
    ...(status.conditions ?? []).flatMap(({ type }, i) =>
      SYSTEM_CONDITIONS.includes(type) ? [] : qualifiedName(type, child(index('metadata.conditions', i), 'Type')),
    ),
    ...nominatedErrors(next, old),
    ...validateImmutable(status.qosClass, old.status?.qosClass, 'status.qosClass'),
    ...revived('containerStatuses', next, old, []),
    ...revived(
      'initContainerStatuses',
      next,
      old,
      sidecars.map(({ name }) => name),
    ),
    ...ipErrors(next),
  ]
}

function nominatedErrors({ status }: Pod, old: Pod): FieldError[] {
  const { nominatedNodeName: name } = status
  if (!name || name === old.status?.nominatedNodeName) return []
  return each('status.nominatedNodeName', name, dnsSubdomainMessages(name))
}

/** What has ended for good stays ended. */
function revived(
  field: 'containerStatuses' | 'initContainerStatuses',
  next: Pod,
  old: Pod,
  restartable: readonly string[],
): FieldError[] {
  const { restartPolicy } = old.spec
  if (restartPolicy === 'Always') return []
  return (old.status?.[field] ?? []).flatMap((before, i) => {
    const ended = before.state?.terminated
    if (!ended || restartable.includes(before.name)) return []
    if (ended.exitCode !== 0 && restartPolicy === 'OnFailure') return []
    const after = next.status[field]?.find(({ name }: ContainerStatus) => name === before.name)
    if (after === undefined || after.state?.terminated) return []
    const path = child(index(child('status', field), i), 'state')
    return [forbidden(path, 'may not be transitioned to non-terminated state')]
  })
}

function ipErrors({ status }: Pod): FieldError[] {
  const list = (status.podIPs ?? []).map(({ ip = '' }) => ip)
  const errors = list.flatMap((ip, i) => validateLegacyIp(ip, index('status.podIPs', i), false))
  if (list.length < 2) return errors
  const families = new Set(list.map((ip) => ip.includes(':')))
  if (families.size < 2 || list.length > 2) {
    errors.push(invalid('status.podIPs', status.podIPs, 'may specify no more than one IP for each IP family'))
  }
  for (const [i, ip] of list.entries()) {
    if (list.slice(0, i).some((other) => equal(other, ip)))
      errors.push(duplicate(index('status.podIPs', i), status.podIPs?.[i]))
  }
  return errors
}
