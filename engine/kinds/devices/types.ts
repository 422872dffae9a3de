/** Claims of devices: shapes of resource.k8s.io/v1. */
import type { KObject } from '../../api/object.ts'

export interface DeviceAsk {
  deviceClassName?: string
  selectors?: { cel?: { expression?: string } }[]
  allocationMode?: string
  count?: number
  tolerations?: { operator?: string }[]
}

export interface DeviceRequest {
  name: string
  /** This and nothing else. */
  exactly?: DeviceAsk
  /** The first of these that can be had. */
  firstAvailable?: (DeviceAsk & { name: string })[]
}

export interface ResourceClaimSpec {
  devices?: { requests?: DeviceRequest[]; constraints?: { requests?: string[] }[]; config?: unknown[] }
}

export interface ResourceClaim extends KObject {
  spec: ResourceClaimSpec
  status?: { allocation?: object; reservedFor?: object[] }
}

export interface ResourceClaimTemplate extends KObject {
  spec: { metadata?: { labels?: Record<string, string> }; spec: ResourceClaimSpec }
}

export interface DeviceClass extends KObject {
  spec: { selectors?: { cel?: { expression?: string } }[] }
}

/** What a request may come to: itself, or any of its alternatives. */
export const asksOf = ({ exactly, firstAvailable = [] }: DeviceRequest): readonly DeviceAsk[] =>
  exactly === undefined ? firstAvailable : [exactly]
