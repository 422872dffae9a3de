/** What a Pod's machine has to read for it. Source: pkg/api/v1/pod/util.go VisitPodSecretNames, VisitPodConfigmapNames. */
import type { Pod } from '../../kinds/types.ts'

export type Referenced = 'secrets' | 'configmaps' | 'persistentvolumeclaims'

/** The field that names the object, by the key of what holds it, wherever in a Pod's spec. */
const HOLDERS: Readonly<Record<string, readonly [kind: Referenced, field: string]>> = {
  azureFile: ['secrets', 'secretName'],
  configMap: ['configmaps', 'name'],
  configMapKeyRef: ['configmaps', 'name'],
  configMapRef: ['configmaps', 'name'],
  imagePullSecrets: ['secrets', 'name'],
  nodePublishSecretRef: ['secrets', 'name'],
  persistentVolumeClaim: ['persistentvolumeclaims', 'claimName'],
  secretKeyRef: ['secrets', 'name'],
  secretRef: ['secrets', 'name'],
}

/** Whether a Pod refers to an object of its namespace by name. */
export function podRefersTo({ metadata, spec }: Pod, kind: Referenced, name: string): boolean {
  if (kind === 'persistentvolumeclaims') {
    const own = spec.volumes?.some((volume) => volume.ephemeral && `${metadata.name}-${volume.name}` === name)
    if (own) return true
  }
  return holds(spec, kind, name)
}

function holds(value: unknown, kind: Referenced, name: string): boolean {
  if (value === null || typeof value !== 'object') return false
  return Object.entries(value).some(([key, part]) => names(key, part, kind, name) || holds(part, kind, name))
}

function names(key: string, part: unknown, kind: Referenced, name: string): boolean {
  // A volume's secret has a secretName, a projected one's a name.
  const holder =
    key === 'secret' ? (['secrets', 'secretName' in Object(part) ? 'secretName' : 'name'] as const) : HOLDERS[key]
  if (holder === undefined || holder[0] !== kind) return false
  return [part].flat().some((each) => (each as Record<string, unknown> | null)?.[holder[1]] === name)
}
