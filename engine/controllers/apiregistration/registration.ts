/**
 * Registration of custom resources: every group version that definitions serve has an APIService, and none is left of
 * those that are gone. Source: pkg/controlplane/controller/crdregistration, kube-aggregator pkg/controllers/autoregister.
 */
import { type Crd, CRDS } from '../../api/custom/crd.ts'
import { equal } from '../../api/equal.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Result } from '../../core/workqueue.ts'
import type { ApiService } from '../../kinds/apiservice.ts'
import { API_SERVICES, apiServiceName, AUTO_MANAGED, localSpec } from '../../rules/apiregistration/apiservice.ts'
import type { Controller, Enqueue } from '../runtime.ts'

const WORKERS = 5
/** Custom resources stand behind what the server came with, and their versions are told apart by name. */
const GROUP_PRIORITY = 1000
const VERSION_PRIORITY = 100
const KEPT = 'true'
/** There is one question: are all registered? */
const ALL = 0

/** Builds the controller over a server. */
export function apiServiceRegistration(server: ApiServer): Controller {
  const wakes = (resource: string) => ({
    resource,
    rows: (_before: unknown, _after: unknown, enqueue: Enqueue) => enqueue(ALL),
  })
  return {
    name: 'autoregister',
    title: 'API registration',
    resource: API_SERVICES,
    workers: WORKERS,
    watches: [wakes(CRDS), wakes(API_SERVICES)],
    reconcile: () => reconcile(server),
  }
}

function reconcile({ store, verbs }: ApiServer): Result {
  const table = store.table(API_SERVICES)
  const wanted = wantedSpecs(store.table(CRDS).list() as Crd[])
  for (const [name, spec] of wanted) {
    const found = table.find('', name) as ApiService | undefined
    if (found === undefined) {
      verbs.create(table, {
        metadata: { name, labels: { [AUTO_MANAGED]: KEPT } },
        spec,
      } as never)
    } else if (isKept(found) && !equal(found.spec, spec)) {
      verbs.update<ApiService>(table, { ...found, spec })
    }
  }
  for (const found of table.list() as ApiService[]) {
    if (isKept(found) && !wanted.has(found.metadata.name)) verbs.delete(table, '', found.metadata.name)
  }
  return undefined
}

const isKept = ({ metadata }: ApiService) => metadata.labels?.[AUTO_MANAGED] === KEPT

function wantedSpecs(definitions: readonly Crd[]): Map<string, ApiService['spec']> {
  const wanted = new Map<string, ApiService['spec']>()
  for (const { spec } of definitions) {
    for (const { name: version, served } of spec.versions) {
      const of = { group: spec.group, version }
      if (served) wanted.set(apiServiceName(of), localSpec(of, GROUP_PRIORITY, VERSION_PRIORITY))
    }
  }
  return wanted
}
