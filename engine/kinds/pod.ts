/** Pod: core/v1. Source: pkg/registry/core/pod, pkg/apis/core/v1/defaults.go. */
import { AGE, column, defineKind, NAME, resourceInfo, wide } from './define.ts'
import { ephemeralcontainers } from './pod/ephemeral.ts'
import { resize } from './pod/resize.ts'
import { validatePodStatus } from './pod/status.ts'
import { validatePodUpdate } from './pod/update.ts'
import { validatePodCreate } from './pod/validation.ts'
import { defaultPod } from './podspec/poddefaults.ts'
import { podWarnings } from './podspec/warnings.ts'
import { ageOf } from './printing/age.ts'
import { podSummary, restartsCell } from './printing/podstatus.ts'
import type { Pod } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const pod = defineKind<Pod>({
  info: resourceInfo('', 'Pod', 'pods', { shortNames: ['po'], categories: ['all'] }),
  schema: 'io.k8s.api.core.v1.Pod',
  status: true,
  generation: false,
  subresources: ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy'],
  nameRule: 'subdomain',
  defaults: defaultPod,
  validate: (object) => statusCauses(validatePodCreate(object)),
  validateUpdate: (next, old) => statusCauses(validatePodUpdate(next, old)),
  validateStatusUpdate: (next, old) => statusCauses(validatePodStatus(next, old)),
  // A server of 1.32 does not list `resize`; it answers there all the same.
  parts: { ephemeralcontainers, resize },
  warnings: (object, old) => podWarnings(object, old, object.spec),
  columns: [
    NAME,
    column('Ready', 'string', 'Containers that are ready, of all that should run.'),
    column('Status', 'string', 'What the containers are doing, in one word.'),
    column('Restarts', 'string', 'How often containers were started again.'),
    AGE,
    wide('IP', 'string', 'Address of the Pod.'),
    wide('Node', 'string', 'Node it was bound to.'),
    wide('Nominated Node', 'string', 'Node where room is being made for it.'),
    wide('Readiness Gates', 'string', 'Extra conditions that hold, of all it waits for.'),
  ],
  printRow: (object, clock) => {
    const summary = podSummary(object)
    return [
      object.metadata.name,
      `${summary.ready}/${summary.total}`,
      summary.status,
      restartsCell(summary, clock),
      ageOf(object.metadata.creationTimestamp, clock),
      object.status?.podIPs?.[0]?.ip || '<none>',
      object.spec.nodeName || '<none>',
      object.status?.nominatedNodeName || '<none>',
      readinessGatesCell(object),
    ]
  },
  fields: {
    'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork ?? false),
    'status.phase': ({ status }) => status?.phase ?? '',
    'status.podIP': ({ status }) => status?.podIPs?.[0]?.ip ?? '',
    'status.podIPs': ({ status }) => (status?.podIPs ?? []).map(({ ip }) => ip).join(','),
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName ?? '',
  },
  gracePeriodSeconds,
})

function readinessGatesCell({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const holding = gates.filter(({ conditionType }) =>
    status?.conditions?.some(({ type, status: value }) => type === conditionType && value === 'True'),
  )
  return `${holding.length}/${gates.length}`
}

/** podStrategy.CheckGracefulDelete: what never ran or is over leaves at once. */
function gracePeriodSeconds({ spec, status }: Pod): number {
  const over = status?.phase === 'Failed' || status?.phase === 'Succeeded'
  return !spec.nodeName || over ? 0 : (spec.terminationGracePeriodSeconds ?? 30)
}
