/** Registers every group version the API server begins with. Source: pkg/controlplane/apiserver/aggregator.go. */
import { groupVersions, type GroupVersion } from '../../api/discovery.ts'
import { metricsResources } from '../../api/door/metricsapi/resources.ts'
import { virtualResources } from '../../api/door/virtual.ts'
import type { ApiServer } from '../../api/server.ts'
import { servedVersions } from '../../api/servedversions.ts'
import { localCondition } from '../../kinds/apiservice.ts'
import { API_SERVICES, apiServiceName, AUTO_MANAGED, localSpec } from './apiservice.ts'

/** Where a group stands among the groups; upstream registers no other, and not the group of APIServices itself. */
const GROUP_PRIORITY: Readonly<Record<string, number>> = {
  '': 18_000,
  apps: 17_800,
  'events.k8s.io': 17_750,
  'authentication.k8s.io': 17_700,
  'authorization.k8s.io': 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  'certificates.k8s.io': 17_300,
  'networking.k8s.io': 17_200,
  policy: 17_100,
  'rbac.authorization.k8s.io': 17_000,
  'storage.k8s.io': 16_800,
  'admissionregistration.k8s.io': 16_700,
  'apiextensions.k8s.io': 16_700,
  'scheduling.k8s.io': 16_600,
  'coordination.k8s.io': 16_500,
  'node.k8s.io': 16_300,
  'discovery.k8s.io': 16_200,
  'flowcontrol.apiserver.k8s.io': 16_100,
  'resource.k8s.io': 15_900,
  // A metrics server registers itself so; this one is part of the API server, which is why it needs no Service.
  'metrics.k8s.io': 100,
}

/** Where a version stands in its group, if not at 15 (GA) or 9 (what is before it). */
const VERSION_PRIORITY: Readonly<Record<string, number>> = {
  'v1.': 1,
  'v2.autoscaling': 30,
  'v1.flowcontrol.apiserver.k8s.io': 21,
  'v1beta1.metrics.k8s.io': 100,
}

const versionPriority = (of: GroupVersion) =>
  VERSION_PRIORITY[apiServiceName(of)] ?? (/^v\d+$/.test(of.version) ? 15 : 9)

/** Writes them as a server does when it starts. */
export function bootApiServices({ verbs, store, trace, calendar, clock, metrics }: ApiServer): void {
  // An actor of its own: made-up uids of others stay what they are.
  trace.begin(trace.actorNumber('autoregister'), 'boot', 0)
  const virtual = metrics.resource === undefined ? virtualResources : [...virtualResources, ...metricsResources]
  const served = groupVersions([...verbs.allDefinitions().flatMap(servedVersions), ...virtual])
  const labels = { [AUTO_MANAGED]: 'onstart' }
  for (const of of served) {
    const priority = GROUP_PRIORITY[of.group]
    if (priority === undefined) continue
    const spec = localSpec(of, priority, versionPriority(of))
    const status = {
      conditions: [localCondition(calendar.seconds(clock.nowMs))],
    }
    const draft = {
      metadata: { name: apiServiceName(of), labels },
      spec,
      status,
    }
    verbs.create(store.table(API_SERVICES), draft as never, { trusted: true })
  }
}
