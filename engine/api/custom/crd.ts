/** A CustomResourceDefinition, as far as serving its objects asks for it. */
import type { KObject } from '../object.ts'
import type { Structural } from './structural.ts'

export interface CrdNames {
  plural: string
  singular?: string
  kind: string
  listKind?: string
  shortNames?: string[]
  categories?: string[]
}

export interface CrdColumn {
  name: string
  type: string
  format?: string
  description?: string
  priority?: number
  jsonPath: string
}

export interface CrdVersion {
  name: string
  served: boolean
  storage: boolean
  deprecated?: boolean
  deprecationWarning?: string
  schema?: { openAPIV3Schema?: Structural }
  subresources?: {
    status?: object
    scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string }
  }
  additionalPrinterColumns?: CrdColumn[]
  selectableFields?: { jsonPath: string }[]
}

export interface CrdCondition {
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string
}

export interface Crd extends KObject {
  spec: {
    group: string
    scope: string
    names: CrdNames
    versions: CrdVersion[]
    conversion?: { strategy: string }
    preserveUnknownFields?: boolean
  }
  status: { conditions?: CrdCondition[]; acceptedNames?: CrdNames; storedVersions?: string[] }
}

export const CRDS = 'customresourcedefinitions.apiextensions.k8s.io'

export const crdCondition = ({ status }: Crd, type: string): boolean =>
  (status?.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True')
