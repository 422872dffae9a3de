/**
 * The server's own priority levels and flow schemas stay, or come back, as it made them. Source: pkg/registry/flowcontrol/ensurer and
 * rest/storage_flowcontrol.go. What is missing has no row that a listing would bring, so all is looked at at once, under kube-system's.
 */
import { equal } from '../../api/equal.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import {
  AUTO_UPDATE,
  BOOT_LEVELS,
  BOOT_SCHEMAS,
  FLOW_SCHEMAS,
  type Kept,
  LEVELS,
} from '../../rules/flowcontrol/bootstrap.ts'
import type { ControllerFactory, WatchRule } from '../runtime.ts'

/** How often the server looks after them. */
const ENSURE_MS = 60_000
const SYSTEM = 'kube-system'

type KeptByName = Readonly<Record<string, Kept<object>>>

interface WithSpec extends KObject {
  spec: object
}

export const flowControlKeeper: ControllerFactory = (server) => {
  const { clock, store } = server
  const namespaces = store.table('namespaces')
  const changed = (resource: string, kept: KeptByName): WatchRule => ({
    resource,
    rows: (before, after, enqueue) => {
      const { name } = ((after ?? before) as KObject).metadata
      const own = Object.hasOwn(kept, name) ? kept[name] : undefined
      const isWrong = own !== undefined && corrected(after as WithSpec | undefined, own) !== undefined
      if (isWrong) enqueue(namespaces.row('', SYSTEM), ENSURE_MS - (clock.nowMs % ENSURE_MS))
    },
  })
  return {
    name: 'flow-control-keeper',
    title: 'Priority and fairness',
    resource: 'namespaces',
    workers: 1,
    watches: [
      {
        resource: 'namespaces',
        rows: (before, after, enqueue, row) => {
          if (before === undefined && after?.metadata.name === SYSTEM) enqueue(row)
        },
      },
      changed(LEVELS, BOOT_LEVELS),
      changed(FLOW_SCHEMAS, BOOT_SCHEMAS),
    ],
    reconcile: () => {
      ensure(server, LEVELS, BOOT_LEVELS)
      ensure(server, FLOW_SCHEMAS, BOOT_SCHEMAS)
      return undefined
    },
  }
}

function ensure({ store, verbs }: ApiServer, resource: string, kept: KeptByName): void {
  const table = store.table(resource)
  for (const [name, own] of Object.entries(kept)) {
    const present = table.find('', name) as WithSpec | undefined
    const next = corrected(present, own)
    if (next === undefined) continue
    if (present === undefined) verbs.create(table, { ...next, metadata: { ...next.metadata, name } } as never)
    else verbs.update(table, { ...present, ...next })
  }
}

/** What an object should be; undefined while it may stay as it is. */
function corrected(
  present: WithSpec | undefined,
  { spec, mandatory }: Kept<object>,
): Pick<WithSpec, 'metadata' | 'spec'> | undefined {
  const metadata = present?.metadata ?? ({ name: '' } as KObject['metadata'])
  const kept = { ...metadata, annotations: { ...metadata.annotations, [AUTO_UPDATE]: 'true' } }
  if (present === undefined) return { metadata: kept, spec }
  if (!mandatory && !isServers(present)) return undefined
  const isRight = equal(present.spec, spec) && metadata.annotations?.[AUTO_UPDATE] === 'true'
  return isRight ? undefined : { metadata: kept, spec }
}

/** Whether a suggested object is the server's to keep: the annotation says, or nobody has changed it yet. */
function isServers({ metadata }: KObject): boolean {
  const said = metadata.annotations?.[AUTO_UPDATE]
  return said === 'true' || (said !== 'false' && metadata.generation === 1)
}
