/**
 * Gives Services their addresses, families and node ports, keeps them over updates, and refuses what others have.
 * Source: pkg/registry/core/service/storage, which does it after admission and before validation.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import { failure, invalid as invalidObject } from '../api/errors.ts'
import { type FieldError, invalid, verbatim } from '../api/fielderror.ts'
import { goStrings } from '../api/gosyntax.ts'
import type { ApiServer } from '../api/server.ts'
import { statusCauses } from '../kinds/validation/causes.ts'
import { validateAddressFields } from '../kinds/service/addresses.ts'
import type { Service } from '../kinds/types.ts'
import { dropForType, keepAllocated } from './service/carryover.ts'
import { fillFamilies } from './service/families.ts'
import { isHeadless, needsClusterIp } from './service/needs.ts'
import { fillNodePorts } from './service/nodeports.ts'
import { ServiceRanges, taken } from './service/ranges.ts'

export function serviceAllocation(server: ApiServer): AdmissionPlugin {
  const ranges = new ServiceRanges(server)
  return {
    name: 'ServiceAllocation',
    mutate(request) {
      const { info, operation, subresource, object } = request
      if (info.resource !== 'services' || operation === 'DELETE' || subresource !== '') return object
      const service = object as Service
      const spec = structuredClone(service.spec ?? {})
      allocate(request, spec, (request.old as Service | undefined)?.spec, ranges)
      return { ...service, spec } as Service
    },
  }
}

function allocate(
  request: AdmissionRequest,
  spec: Service['spec'],
  old: Service['spec'] | undefined,
  ranges: ServiceRanges,
): void {
  if (old !== undefined) {
    keepAllocated(spec, old)
    dropForType(spec, old)
  }
  if (spec.clusterIP && !spec.clusterIPs?.length && needsClusterIp(spec)) spec.clusterIPs = [spec.clusterIP]
  refuseIfAny(request, validateAddressFields({ ...request.object, spec } as Service))
  refuseIfAny(request, fillFamilies(spec))
  const held = old === undefined ? [] : taken({ spec: old } as Service)
  // An address once given is for life: a change is left for validation to refuse.
  const hadNone = old === undefined || !needsClusterIp(old)
  if (hadNone && needsClusterIp(spec) && !isHeadless(spec)) fillAddress(request, spec, held, ranges)
  refuseIfAny(request, fillNodePorts(spec, held, ranges))
}

function fillAddress(
  request: AdmissionRequest,
  spec: Service['spec'],
  held: readonly string[],
  ranges: ServiceRanges,
): void {
  const wanted = spec.clusterIPs?.[0]
  const given = wanted ?? ranges.nextAddress()
  if (given === undefined) throw full()
  const refusal = wanted === undefined ? undefined : ranges.refuseAddress(wanted, held)
  if (refusal) {
    const detail = `failed to allocate IP ${wanted}: ${refusal}`
    refuseIfAny(request, [invalid('spec.clusterIPs', verbatim(goStrings(spec.clusterIPs)), detail)])
  }
  spec.clusterIP = given
  spec.clusterIPs = [given, ...(spec.clusterIPs ?? []).slice(1)]
}

function refuseIfAny(request: AdmissionRequest, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject(request.info, request.name, statusCauses(errors))
}

function full() {
  return failure(500, 'InternalError', 'Internal error occurred: failed to allocate a serviceIP: range is full')
}
