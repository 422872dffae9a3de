/** How events name a container within its Pod (kubelet container/ref.go). */
import type { Container, Pod } from '../kinds/types.ts'

/** `spec.containers{web}`, or by place where it has no name; undefined when it is none of the Pod's. */
export function fieldPathOf({ spec }: Pod, container: Container): string | undefined {
  return (
    pathIn(spec.containers, container, 'containers') ??
    pathIn(spec.initContainers ?? [], container, 'initContainers') ??
    pathIn((spec.ephemeralContainers ?? []) as Container[], container, 'ephemeralContainers')
  )
}

function pathIn(list: readonly Container[], { name }: Container, field: string): string | undefined {
  const at = list.findIndex((candidate) => candidate.name === name)
  if (at < 0) return undefined
  return name === '' ? `spec.${field}[${at}]` : `spec.${field}{${name}}`
}
