/** Taking the tracking finalizer off a Pod. Source: pkg/controller/job removeTrackingFinalizerPatch. */
import type { ApiServer } from '../../api/server.ts'
import type { Pod } from '../../kinds/types.ts'
import { isTracked, TRACKING_FINALIZER } from '../../rules/job/names.ts'
import { tolerate } from '../refs.ts'

/** Does nothing where the Pod is gone or another has its name. Throws other StatusErrors. */
export function untrack(server: ApiServer, { metadata: { namespace = '', name, uid } }: Pod): void {
  tolerate(['NotFound'], () =>
    server.verbs.modify<Pod>(server.store.table('pods'), namespace, name, (stored) =>
      stored.metadata.uid === uid && isTracked(stored) ? withoutTracking(stored) : stored,
    ),
  )
}

function withoutTracking(pod: Pod): Pod {
  const { finalizers = [], ...metadata } = pod.metadata
  const rest = finalizers.filter((finalizer) => finalizer !== TRACKING_FINALIZER)
  return { ...pod, metadata: rest.length === 0 ? metadata : { ...metadata, finalizers: rest } }
}
