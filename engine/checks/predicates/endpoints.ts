/** `endpoints`: so many addresses of a Service get new requests (or, with `serving: false`, do not). */
import type { EndpointSlice } from '../../kinds/types.ts'
import type { Predicate } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects } from '../find.ts'

interface Args {
  service: string
  namespace?: string
  /** Ready ones unless false. */
  ready?: boolean
  count?: Wanted
}

export const endpoints: Predicate<Args> = {
  name: 'endpoints',
  args: { service: 'text', namespace: 'text?', ready: 'yes-no?', count: 'any?' },
  look(scene, { service, namespace, ready = true, count }) {
    const slices = findObjects(scene, {
      kind: 'EndpointSlice',
      ...(namespace ? { namespace } : {}),
      labels: { 'kubernetes.io/service-name': service },
    }) as EndpointSlice[]
    const all = slices.flatMap((slice) => slice.endpoints ?? [])
    return judgeCount(all.filter(({ conditions }) => (conditions?.ready ?? true) === ready).length, count)
  },
}
