/**
 * Limit ranges: what a container gets when it says nothing, and between which bounds containers, Pods and claims stay.
 * Source: plugin/pkg/admission/limitranger.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { aggregateMessages } from '../api/fielderror.ts'
import type { ApiServer } from '../api/server.ts'
import type { LimitRange, PersistentVolumeClaim, Pod } from '../kinds/types.ts'
import { withDefaultLimits } from '../rules/limitrange/defaults.ts'
import { claimErrors, podErrors } from '../rules/limitrange/bounds.ts'
import { refuse } from './requests.ts'

const CLAIMS = 'persistentvolumeclaims'

export function limitRanger({ store }: ApiServer): AdmissionPlugin {
  const ranges = store.table('limitranges')
  const rangesFor = (request: AdmissionRequest) =>
    ranges.count(request.namespace) === 0 ? [] : (ranges.list(request.namespace) as LimitRange[])
  return {
    name: 'LimitRanger',
    mutate(request) {
      const { info, operation, subresource, object } = request
      if (info.resource !== 'pods' || operation !== 'CREATE' || subresource !== '') return object
      return rangesFor(request).reduce(withDefaultLimits, object as Pod)
    },
    validate(request) {
      const errorsOf = concerned(request)
      if (errorsOf === undefined) return
      for (const range of rangesFor(request)) {
        const errors = errorsOf(range)
        if (errors.length > 0) throw refuse(request, aggregateMessages(errors))
      }
    },
  }
}

/** How a request's object is measured; undefined for what no limit range is about. */
function concerned({ info, operation, subresource, object }: AdmissionRequest) {
  if (subresource !== '' || operation === 'DELETE' || object === undefined) return undefined
  if (info.resource === 'pods' && operation === 'CREATE') return (range: LimitRange) => podErrors(range, object as Pod)
  if (info.resource !== CLAIMS || object.metadata.deletionTimestamp) return undefined
  return (range: LimitRange) => claimErrors(range, object as PersistentVolumeClaim)
}
