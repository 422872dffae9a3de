/** Claims of devices under quotas: how many, and the devices of each class. Source: pkg/quota/v1/evaluator/core/resource_claims.go. */
import { asksOf, type DeviceAsk, type ResourceClaim } from '../../kinds/devices/types.ts'
import { count, countName, ONE, type QuotaEvaluator } from './evaluator.ts'

const CLAIMS = 'resourceclaims.resource.k8s.io'
const OF_CLASS = '.deviceclass.resource.k8s.io/devices'
const IMPLICIT = 'requests.deviceclass.resource.kubernetes.io/'
const EXTENDED = /^requests\.[^/]+\/[^/]+$/
/** What "all" counts as: the most that one claim can be given. */
const MOST_DEVICES = 32

export const deviceEvaluator: QuotaEvaluator = {
  resource: CLAIMS,
  matches: (name) =>
    name === countName(CLAIMS) || name.endsWith(OF_CLASS) || name.startsWith(IMPLICIT) || EXTENDED.test(name),
  usage(object) {
    const usage = new Map([[countName(CLAIMS), ONE]])
    for (const [name, devices] of devicesByClass(object as ResourceClaim)) {
      usage.set(`${name}${OF_CLASS}`, count(devices))
      usage.set(`${IMPLICIT}${name}`, count(devices))
    }
    return usage
  },
  inScope: () => false,
  handles: ({ operation, subresource }) => subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  problem: () => undefined,
}

/** Of alternatives the one that takes most counts: any of them may come to be. */
function devicesByClass({ spec }: ResourceClaim): Map<string, number> {
  const total = new Map<string, number>()
  for (const request of spec?.devices?.requests ?? []) {
    const most = new Map<string, number>()
    for (const ask of asksOf(request)) {
      const name = ask.deviceClassName ?? ''
      most.set(name, Math.max(most.get(name) ?? 0, devicesOf(ask)))
    }
    for (const [name, devices] of most) total.set(name, (total.get(name) ?? 0) + devices)
  }
  return total
}

function devicesOf({ allocationMode, count: asked = 0 }: DeviceAsk): number {
  if (allocationMode === 'All') return MOST_DEVICES
  return allocationMode === 'ExactCount' ? asked : 0
}
