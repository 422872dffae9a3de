/** Which objects a Pod's volumes show: for finding the Pods that a change concerns. */
import type { Pod, Volume } from '../../kinds/types.ts'
import { isAccountVolume } from './accounts.ts'

const NONE: readonly string[] = []
const known = new WeakMap<readonly Volume[], readonly string[]>()

/** `configmaps/default/app` and the like; worked out once a template. */
export function volumeReferences({ spec, metadata }: Pod): readonly string[] {
  if (!spec.volumes) return NONE
  let found = known.get(spec.volumes)
  if (found === undefined) {
    const names = spec.volumes.filter((volume) => !isAccountVolume(volume)).flatMap(namesIn)
    found = names.length === 0 ? NONE : [...new Set(names)]
    known.set(spec.volumes, found)
  }
  return found.length === 0 ? NONE : found.map((name) => name.replace('/', `/${metadata.namespace}/`))
}

function namesIn({ configMap, secret, projected }: Volume): string[] {
  return [
    ...(configMap?.name ? [`configmaps/${configMap.name}`] : []),
    ...(secret?.secretName ? [`secrets/${secret.secretName}`] : []),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...(source.configMap?.name ? [`configmaps/${source.configMap.name}`] : []),
      ...(source.secret?.name ? [`secrets/${source.secret.name}`] : []),
    ]),
  ]
}

/** Whether a Pod's volumes show its own labels or annotations. */
export const showsItself = ({ spec }: Pod): boolean =>
  spec.volumes?.some(
    ({ downwardAPI, projected }) =>
      downwardAPI !== undefined || projected?.sources?.some((source) => source.downwardAPI !== undefined),
  ) ?? false
