/** APIServices as the API server writes them of itself. Source: kube-aggregator pkg/controllers/{autoregister,status}. */
import type { ApiService } from '../../kinds/apiservice.ts'

export const API_SERVICES = 'apiservices.apiregistration.k8s.io'

/** Says that an APIService is kept by the API server: `onstart`, made once, or `true`, kept as it is to be. */
export const AUTO_MANAGED = 'kube-aggregator.kubernetes.io/automanaged'

/** The spec of a group version that the API server serves, which has no Service. */
export const localSpec = (
  { group, version }: { group: string; version: string },
  groupPriorityMinimum: number,
  versionPriority: number,
): ApiService['spec'] => ({
  ...(group ? { group } : {}),
  groupPriorityMinimum,
  version,
  versionPriority,
})

/** The name of the APIService of a group version; the core group's ends with the dot. */
export const apiServiceName = ({ group, version }: { group: string; version: string }): string => `${version}.${group}`
