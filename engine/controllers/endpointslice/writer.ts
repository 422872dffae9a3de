/** Writes the slices of a Service: labels, owner, the instant they are written for. Source: endpointslice/utils.go newEndpointSlice. */
import { equal } from '../../api/equal.ts'
import type { Draft as ObjectDraft, ObjectMeta } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { EndpointSlice, Service } from '../../kinds/types.ts'
import { controllerRef } from '../refs.ts'
import { type AddressType, HEADLESS_LABEL, isHeadless } from './endpoint.ts'
import type { Draft } from './slices.ts'

export const SERVICE_NAME = 'kubernetes.io/service-name'
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
export const MANAGER = 'endpointslice-controller.k8s.io'
export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time'

export class SliceWriter {
  private readonly slices: Table

  constructor(private readonly server: ApiServer) {
    this.slices = server.store.table('endpointslices.discovery.k8s.io')
  }

  /** Creates or updates a slice and returns it as stored. Throws StatusErrors. */
  write(service: Service, type: AddressType, draft: Draft, trigger: string | undefined): EndpointSlice {
    const { stored, endpoints, ports } = draft
    const metadata = sliceMetadata(service, stored, trigger)
    const { verbs } = this.server
    if (stored === undefined) {
      const slice = { metadata, addressType: type, endpoints, ports } as ObjectDraft<EndpointSlice>
      return verbs.create<EndpointSlice>(this.slices, slice, { trusted: true })
    }
    const next = { ...stored, metadata: metadata as EndpointSlice['metadata'], endpoints, ports }
    return verbs.update<EndpointSlice>(this.slices, next as EndpointSlice, { trusted: true })
  }

  remove({ metadata }: EndpointSlice): void {
    this.server.verbs.delete(this.slices, metadata.namespace as string, metadata.name)
  }
}

/** Labels no longer as the Service's. */
export function isOutdated(service: Service, { stored }: Draft): boolean {
  return stored !== undefined && !equal(stored.metadata.labels, sliceLabels(service))
}

/** The Service's own labels and what marks the slice as its. */
function sliceLabels(service: Service): Record<string, string> {
  const labels: Record<string, string> = { ...service.metadata.labels }
  if (isHeadless(service)) labels[HEADLESS_LABEL] = ''
  else delete labels[HEADLESS_LABEL]
  return { ...labels, [MANAGED_BY]: MANAGER, [SERVICE_NAME]: service.metadata.name }
}

/** Metadata of a slice as it is to be written: the Service's labels, owner and the instant it is written for. */
function sliceMetadata(
  service: Service,
  stored: EndpointSlice | undefined,
  trigger: string | undefined,
): Partial<ObjectMeta> {
  const { annotations: present, ...kept } = stored?.metadata ?? {}
  const { [TRIGGER_TIME]: _, ...others } = present ?? {}
  const annotations = trigger === undefined ? others : { ...others, [TRIGGER_TIME]: trigger }
  const { namespace, name } = service.metadata
  return {
    ...(stored === undefined ? { generateName: `${name}-`, ...(namespace ? { namespace } : {}) } : kept),
    labels: sliceLabels(service),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    ownerReferences: [controllerRef(service)],
  }
}
