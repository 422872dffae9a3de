/**
 * Eviction thresholds: what a kubelet is configured with, and which of them a node has crossed
 * (pkg/kubelet/eviction/helpers.go).
 */
import { parseDuration } from '../../api/duration.ts'
import { parseQuantity, type Quantity } from '../../api/quantity.ts'
import { approximateFloat, compareQuantities, quantitySign, addQuantities } from '../../api/quantitymath.ts'

export type Signal =
  | 'memory.available'
  | 'allocatableMemory.available'
  | 'nodefs.available'
  | 'nodefs.inodesFree'
  | 'imagefs.available'
  | 'imagefs.inodesFree'
  | 'containerfs.available'
  | 'containerfs.inodesFree'
  | 'pid.available'

export type NodeCondition = 'MemoryPressure' | 'DiskPressure' | 'PIDPressure'

/** Signal → the condition a node has while it is too low. */
export const CONDITION_OF: Readonly<Record<Signal, NodeCondition>> = {
  'memory.available': 'MemoryPressure',
  'allocatableMemory.available': 'MemoryPressure',
  'nodefs.available': 'DiskPressure',
  'nodefs.inodesFree': 'DiskPressure',
  'imagefs.available': 'DiskPressure',
  'imagefs.inodesFree': 'DiskPressure',
  'containerfs.available': 'DiskPressure',
  'containerfs.inodesFree': 'DiskPressure',
  'pid.available': 'PIDPressure',
}

/** An amount or a share of the capacity. */
export interface ThresholdValue {
  readonly quantity?: Quantity | undefined
  readonly percentage: number
}

export interface Threshold {
  readonly signal: Signal
  readonly value: ThresholdValue
  /** 0 for a hard threshold. */
  readonly gracePeriodMs: number
  readonly minReclaim?: ThresholdValue | undefined
}

/** `memory.available` → `100Mi` or `5%`, as in a kubelet's configuration. */
export type ThresholdMap = Readonly<Record<string, string>>

export interface EvictionSettings {
  readonly hard: ThresholdMap
  readonly soft: ThresholdMap
  readonly softGracePeriod: ThresholdMap
  readonly minReclaim: ThresholdMap
  /** The node enforces allocatable for Pods. */
  readonly enforcesPods: boolean
}

export class ThresholdError extends Error {}

/** All thresholds of a configuration. @throws ThresholdError when it is not one */
export function parseThresholds(settings: EvictionSettings): Threshold[] {
  const hard = parseMap(settings.hard, 0)
  const soft = parseMap(settings.soft, -1)
  const graces = new Map(
    Object.entries(settings.softGracePeriod).map(([name, text]) => [signalOf(name), graceOf(text)]),
  )
  const reclaims = new Map(Object.entries(settings.minReclaim).map(([name, text]) => [signalOf(name), reclaimOf(text)]))
  const withGrace = soft.map((threshold) => {
    const gracePeriodMs = graces.get(threshold.signal)
    if (gracePeriodMs === undefined)
      throw new ThresholdError(`grace period must be specified for the soft eviction threshold ${threshold.signal}`)
    return { ...threshold, gracePeriodMs }
  })
  const all = [...hard, ...withGrace].map((threshold) => ({ ...threshold, minReclaim: reclaims.get(threshold.signal) }))
  const memory = settings.enforcesPods
    ? all.find(({ signal, gracePeriodMs }) => signal === 'memory.available' && gracePeriodMs === 0)
    : undefined
  return memory === undefined ? all : [{ ...memory, signal: 'allocatableMemory.available' }, ...all]
}

function parseMap(map: ThresholdMap, gracePeriodMs: number): Threshold[] {
  return Object.entries(map).flatMap(([name, text]) => {
    const signal = signalOf(name)
    const value = valueOf(text)
    return value === undefined ? [] : [{ signal, value, gracePeriodMs }]
  })
}

function signalOf(name: string): Signal {
  if (!Object.hasOwn(CONDITION_OF, name)) throw new ThresholdError(`unknown eviction signal ${name}`)
  return name as Signal
}

function graceOf(text: string): number {
  const ms = Number(parseDuration(text) / 1_000_000n)
  if (ms < 0) throw new ThresholdError(`invalid eviction grace period specified: ${text}, must be a positive value`)
  return ms
}

/** Undefined for 0% and 100%, which switch a threshold off. */
function valueOf(text: string): ThresholdValue | undefined {
  if (text === '0%' || text === '100%') return undefined
  if (text.endsWith('%')) {
    const percentage = parsePercentage(text)
    if (percentage < 0) throw new ThresholdError(`eviction percentage threshold must be >= 0%: ${text}`)
    if (percentage > 1) throw new ThresholdError(`eviction percentage threshold must be <= 100%: ${text}`)
    return { percentage }
  }
  const quantity = parseQuantity(text)
  if (quantitySign(quantity) <= 0) throw new ThresholdError(`eviction threshold must be positive: ${text}`)
  return { quantity, percentage: 0 }
}

function reclaimOf(text: string): ThresholdValue {
  if (text.endsWith('%')) return { percentage: parsePercentage(text) }
  const quantity = parseQuantity(text)
  if (quantitySign(quantity) < 0) throw new ThresholdError(`negative eviction minimum reclaim specified: ${text}`)
  return { quantity, percentage: 0 }
}

/** A share as single-precision number, as upstream keeps it. @throws ThresholdError when it is none */
export function parsePercentage(text: string): number {
  const match = /^([0-9]+(?:\.[0-9]*)?|\.[0-9]+)%$/.exec(text)
  if (match === null) throw new ThresholdError(`invalid percentage ${text}`)
  return Math.fround(Math.fround(Number(match[1])) / 100)
}

/** Whether two thresholds ask for the same (CompareThresholdValue). */
export function sameValue(a: ThresholdValue, b: ThresholdValue): boolean {
  if (a.quantity === undefined || b.quantity === undefined) {
    return a.quantity === b.quantity && a.percentage === b.percentage
  }
  return compareQuantities(a.quantity, b.quantity) === 0
}

/** What a node has left of a signal, and what there is in all. */
export interface Observation {
  readonly available: Quantity
  readonly capacity?: Quantity | undefined
}

export type Observations = ReadonlyMap<Signal, Observation>

/**
 * Thresholds that the observations have crossed (thresholdsMet).
 * @param enforceMinReclaim count what has to be got back beyond the threshold: for those crossed before
 */
export function thresholdsMet(
  thresholds: readonly Threshold[],
  observations: Observations,
  enforceMinReclaim: boolean,
): Threshold[] {
  return thresholds.filter(({ signal, value, minReclaim }) => {
    const observed = observations.get(signal)
    if (observed === undefined) return false
    const wanted = amountOf(value, observed.capacity)
    const more = enforceMinReclaim && minReclaim ? amountOf(minReclaim, observed.capacity) : undefined
    return compareQuantities(observed.available, more ? addQuantities(wanted, more) : wanted) < 0
  })
}

/** A threshold's amount: shares are of the capacity, cut to whole units. */
export function amountOf({ quantity, percentage }: ThresholdValue, capacity: Quantity | undefined): Quantity {
  if (quantity !== undefined) return quantity
  const whole = Math.trunc(Math.fround(approximateFloat(capacity ?? ZERO)) * percentage)
  return { digits: BigInt(whole), scale: 0, format: 'BinarySI', text: '' }
}

const ZERO: Quantity = { digits: 0n, scale: 0, format: 'BinarySI', text: '' }

/** Memory first: it is what kills (sort byEvictionPriority); the others keep their order. */
export function byEvictionPriority(thresholds: readonly Threshold[]): Threshold[] {
  const isMemory = ({ signal }: Threshold) => signal === 'memory.available' || signal === 'allocatableMemory.available'
  return [...thresholds.filter(isMemory), ...thresholds.filter((threshold) => !isMemory(threshold))]
}
