/**
 * Fields of features that are off are dropped, those of features that are on get their defaults.
 * Source: pkg/registry/apps/statefulset/strategy.go dropStatefulSetDisabledFields, pkg/apis/apps/v1/defaults.go.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import type { ApiServer } from '../api/server.ts'
import type { StatefulSet } from '../kinds/types.ts'

export function disabledFields({ features }: ApiServer): AdmissionPlugin {
  return {
    name: 'DisabledFields',
    mutate(request) {
      if (!concerns(request)) return request.object
      const set = request.object as StatefulSet
      return features.MaxUnavailableStatefulSet ? withMaxUnavailable(set) : withoutMaxUnavailable(set, request)
    },
  }
}

function concerns({ info, operation, subresource, object }: AdmissionRequest): boolean {
  return info.resource === 'statefulsets.apps' && operation !== 'DELETE' && subresource === '' && object !== undefined
}

const boundOf = (set: StatefulSet | undefined) => set?.spec.updateStrategy?.rollingUpdate?.maxUnavailable

function withMaxUnavailable(set: StatefulSet): StatefulSet {
  return set.spec.updateStrategy?.rollingUpdate && boundOf(set) === undefined ? withBound(set, 1) : set
}

/** What was stored while the feature was on may stay. */
function withoutMaxUnavailable(set: StatefulSet, { old }: AdmissionRequest): StatefulSet {
  const inUse = boundOf(old as StatefulSet | undefined) !== undefined
  return boundOf(set) === undefined || inUse ? set : withBound(set, undefined)
}

function withBound(set: StatefulSet, bound: number | undefined): StatefulSet {
  const { maxUnavailable: _, ...rest } = set.spec.updateStrategy?.rollingUpdate ?? {}
  const rollingUpdate = bound === undefined ? rest : { ...rest, maxUnavailable: bound }
  return { ...set, spec: { ...set.spec, updateStrategy: { ...set.spec.updateStrategy, rollingUpdate } } }
}
