/** The evaluator of every kind that has a namespace. Source: pkg/quota/v1/install. */
import type { KindDefinition } from '../../api/kind.ts'
import { claimEvaluator } from './claims.ts'
import { countEvaluator } from './counts.ts'
import { deviceEvaluator } from './devices.ts'
import type { QuotaEvaluator } from './evaluator.ts'
import { podEvaluator } from './pods.ts'
import { serviceEvaluator } from './services.ts'

const OWN: readonly QuotaEvaluator[] = [podEvaluator, serviceEvaluator, claimEvaluator, deviceEvaluator]
/** Never counted: what the system writes about everything else. */
const IGNORED = ['events']

const made = new Map<string, QuotaEvaluator>()

/** The evaluator of a kind; undefined for kinds that no quota counts. */
export function evaluatorOf({ info }: KindDefinition): QuotaEvaluator | undefined {
  if (!info.namespaced || IGNORED.includes(info.resource)) return undefined
  const own = OWN.find(({ resource }) => resource === info.resource)
  if (own) return own
  let evaluator = made.get(info.resource)
  if (evaluator === undefined) {
    evaluator = countEvaluator(info.resource)
    made.set(info.resource, evaluator)
  }
  return evaluator
}
