/** What a claim of devices asks for. Source: pkg/apis/resource/v1/defaults.go, pkg/apis/resource/validation. */
import { duplicate, type FieldError, invalid, notSupported, required, tooMany } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { dnsLabel, dnsSubdomain, POSITIVE } from '../validation/checks.ts'
import { asksOf, type DeviceAsk, type DeviceRequest, type ResourceClaimSpec } from './types.ts'

const MODES = ['All', 'ExactCount']
/** Requests of a claim, alternatives of a request. */
const MOST_REQUESTS = 32
const MOST_ALTERNATIVES = 8

export function defaultClaim({ devices }: ResourceClaimSpec): void {
  for (const request of devices?.requests ?? []) for (const ask of asksOf(request)) defaultAsk(ask)
}

function defaultAsk(ask: DeviceAsk): void {
  ask.allocationMode ??= 'ExactCount'
  if (ask.allocationMode === 'ExactCount' && !ask.count) ask.count = 1
  for (const toleration of ask.tolerations ?? []) toleration.operator ||= 'Equal'
}

export function validateClaim({ devices }: ResourceClaimSpec, path: string): FieldError[] {
  const at = child(path, 'devices.requests')
  const requests = devices?.requests ?? []
  const names = requests.map(({ name }) => name)
  return [
    ...(requests.length > MOST_REQUESTS ? [tooMany(at, requests.length, MOST_REQUESTS)] : []),
    ...requests.flatMap((request, i) => [
      ...validateRequest(request, index(at, i)),
      ...(names.indexOf(request.name) < i ? [duplicate(index(at, i), request.name)] : []),
    ]),
  ]
}

function validateRequest({ name, exactly, firstAvailable }: DeviceRequest, path: string): FieldError[] {
  const errors = dnsLabel(name ?? '', child(path, 'name'))
  const choices = 'exactly one of `exactly` or `firstAvailable` is required'
  if (exactly === undefined && !firstAvailable?.length) return [...errors, required(path, choices)]
  if (exactly !== undefined && firstAvailable?.length) {
    return [...errors, invalid(path, name, `${choices}, but multiple fields are set`)]
  }
  if (exactly !== undefined) return [...errors, ...validateAsk(exactly, child(path, 'exactly'))]
  const at = child(path, 'firstAvailable')
  const given = firstAvailable ?? []
  const many = given.length > MOST_ALTERNATIVES ? [tooMany(at, given.length, MOST_ALTERNATIVES)] : []
  const each = given.flatMap((ask, i) => [
    ...dnsLabel(ask.name ?? '', child(index(at, i), 'name')),
    ...validateAsk(ask, index(at, i)),
  ])
  return [...errors, ...many, ...each]
}

function validateAsk(
  { deviceClassName, selectors, allocationMode: mode, count }: DeviceAsk,
  path: string,
): FieldError[] {
  const at = child(path, 'deviceClassName')
  return [
    ...(deviceClassName ? dnsSubdomain(deviceClassName, at) : [required(at, '')]),
    ...validateSelectors(selectors ?? [], child(path, 'selectors')),
    ...(mode === undefined || MODES.includes(mode) ? [] : [notSupported(child(path, 'allocationMode'), mode, MODES)]),
    ...(mode === 'ExactCount' && !((count ?? 0) > 0) ? [invalid(child(path, 'count'), count ?? 0, POSITIVE)] : []),
    ...(mode === 'All' && count
      ? [invalid(child(path, 'count'), count, "must not be specified when allocationMode is 'All'")]
      : []),
  ]
}

export function validateSelectors(selectors: readonly { cel?: { expression?: string } }[], path: string): FieldError[] {
  return selectors.flatMap(({ cel }, i) => {
    const at = child(index(path, i), 'cel')
    if (cel === undefined) return [required(at, '')]
    return cel.expression ? [] : [required(child(at, 'expression'), '')]
  })
}
