/** The PersistentVolumeClaims of a StatefulSet's Pods. Source: stateful_set_utils.go. */
import type { Draft } from '../../api/object.ts'
import type { PersistentVolumeClaim, Pod, PodSpec, StatefulSet, Volume } from '../../kinds/types.ts'
import { ordinalOf } from './identity.ts'

/** A claim template and the name of its claim for one Pod. */
export interface NamedClaim {
  readonly volume: string
  readonly name: string
  readonly template: PersistentVolumeClaim
}

/** The claims of the Pod with this ordinal, in order of the templates. */
export function claimsOf({ metadata, spec }: StatefulSet, ordinal: number): NamedClaim[] {
  return ((spec.volumeClaimTemplates ?? []) as PersistentVolumeClaim[]).map((template) => {
    const volume = template.metadata.name
    return { volume, name: `${volume}-${metadata.name}-${ordinal}`, template }
  })
}

/** What is created for a claim: the template under its own name, with the labels the set selects by. */
export function claimDraft(set: StatefulSet, { name, template }: NamedClaim): Draft<PersistentVolumeClaim> {
  const { labels, annotations, finalizers } = template.metadata
  return {
    metadata: {
      name,
      namespace: set.metadata.namespace as string,
      labels: { ...labels, ...set.spec.selector.matchLabels },
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
    },
    spec: template.spec,
    status: { phase: 'Pending' },
  }
}

/** Whether the Pod's volumes are the claims made for it. */
export function storageMatches(set: StatefulSet, pod: Pod): boolean {
  const ordinal = ordinalOf(pod)
  if (ordinal < 0) return false
  return claimsOf(set, ordinal).every(({ volume, name }) =>
    pod.spec.volumes?.some((own) => own.name === volume && own.persistentVolumeClaim?.claimName === name),
  )
}

/** The spec with the claims as volumes, in place of volumes of their names. */
export function withClaims(spec: PodSpec, claims: readonly NamedClaim[]): PodSpec {
  if (claims.length === 0) return spec
  const made = claims.map(({ volume, name }): Volume => ({ name: volume, persistentVolumeClaim: { claimName: name } }))
  const others = (spec.volumes ?? []).filter(({ name }) => !claims.some(({ volume }) => volume === name))
  return { ...spec, volumes: [...made, ...others] }
}
