/** Which version a Pod's answers count as. */
import type { Pod } from '../../kinds/types.ts'

const versions = new WeakMap<Pod, string>()

/** Its label, else its image's tag. */
export function versionOf(pod: Pod): string {
  let version = versions.get(pod)
  if (version === undefined) {
    version = readVersion(pod)
    versions.set(pod, version)
  }
  return version
}

function readVersion({ metadata, spec }: Pod): string {
  const labels = metadata.labels ?? {}
  const labelled = labels.version ?? labels['app.kubernetes.io/version']
  if (labelled !== undefined) return labelled
  const image = spec.containers[0]?.image ?? ''
  const colon = image.lastIndexOf(':')
  return colon > image.lastIndexOf('/') ? image.slice(colon + 1) : 'latest'
}
