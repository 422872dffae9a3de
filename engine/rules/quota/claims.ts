/** Claims under quotas: how many and how much, of all and of each class. Source: pkg/quota/v1/evaluator/core/persistent_volume_claims.go. */
import type { Quantity } from '../../api/quantity.ts'
import { compareQuantities, roundUpQuantity } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { PersistentVolumeClaim } from '../../kinds/types.ts'
import type { Amounts } from '../../kinds/podresources/lists.ts'
import { claimClass } from '../storage/classes.ts'
import { countName, ONE, type QuotaEvaluator } from './evaluator.ts'
import { valueMatches } from './scopes.ts'

const CLAIMS = 'persistentvolumeclaims'
const STORAGE = 'requests.storage'
const NAMES = new Set([CLAIMS, STORAGE, countName(CLAIMS)])
const OF_CLASS = '.storageclass.storage.k8s.io/'

export const claimEvaluator: QuotaEvaluator = {
  resource: CLAIMS,
  matches: (name) => NAMES.has(name) || [CLAIMS, STORAGE].some((what) => name.endsWith(`${OF_CLASS}${what}`)),
  usage: (claim) => claimUsage(claim as PersistentVolumeClaim),
  inScope(requirement, claim) {
    if (requirement.scopeName !== 'VolumeAttributesClass') return false
    const names = attributesClasses(claim as PersistentVolumeClaim)
    return names.length === 0
      ? valueMatches(requirement, undefined)
      : names.some((name) => valueMatches(requirement, name))
  },
  handles: ({ operation, subresource }) => subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  problem: () => undefined,
}

/** The class of attributes it wants, has, and is on its way to. */
function attributesClasses({ spec, status }: PersistentVolumeClaim): string[] {
  const { volumeAttributesClassName: wanted } = (spec ?? {}) as { volumeAttributesClassName?: string }
  const { currentVolumeAttributesClassName: current, modifyVolumeStatus: change } = (status ?? {}) as {
    currentVolumeAttributesClassName?: string
    modifyVolumeStatus?: { targetVolumeAttributesClassName?: string }
  }
  return [wanted, current, change?.targetVolumeAttributesClassName].filter((name): name is string => Boolean(name))
}

function claimUsage(claim: PersistentVolumeClaim): Amounts {
  const name = claimClass(claim)
  const usage: Amounts = new Map([
    [CLAIMS, ONE],
    [countName(CLAIMS), ONE],
  ])
  if (name !== '') usage.set(`${name}${OF_CLASS}${CLAIMS}`, ONE)
  const storage = storageOf(claim)
  if (storage === undefined) return usage
  usage.set(STORAGE, storage)
  if (name !== '') usage.set(`${name}${OF_CLASS}${STORAGE}`, storage)
  return usage
}

/** What it asks for, or what it was promised if that is more: asking for less gives nothing back at once. */
function storageOf({ spec, status }: PersistentVolumeClaim): Quantity | undefined {
  const asked = (spec?.resources?.requests as Record<string, string> | undefined)?.storage
  const promised = (status?.allocatedResources as Record<string, string> | undefined)?.storage
  if (asked === undefined) return undefined
  const isMore = promised !== undefined && compareQuantities(quantity(promised), quantity(asked)) > 0
  return roundUpQuantity(quantity(isMore ? promised : asked), 0).rounded
}
