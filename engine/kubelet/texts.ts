/** Texts of events: those every Pod of a template repeats are made once a container spec. */
import { formatMilliseconds } from '../api/duration.ts'
import type { Container, Pod } from '../kinds/types.ts'

interface Texts {
  present: string
  created: string
  started: string
  /** Field paths of events about it as an app container and as an init container. */
  appPath: string
  initPath: string
}

const known = new WeakMap<Container, Texts>()

export function textsOf(spec: Container): Texts {
  let texts = known.get(spec)
  if (texts === undefined) {
    texts = {
      present: `Container image "${spec.image}" already present on machine`,
      created: `Created container: ${spec.name}`,
      started: `Started container ${spec.name}`,
      appPath: `spec.containers{${spec.name}}`,
      initPath: `spec.initContainers{${spec.name}}`,
    }
    known.set(spec, texts)
  }
  return texts
}

/** `web_default`: a Pod's full name (container/runtime.go BuildPodFullName). */
export const podFullName = (name: string, namespace: string | undefined): string => `${name}_${namespace}`

/** Name and namespace of a full name; undefined when it is none. */
export function parsePodFullName(full: string): { name: string; namespace: string } | undefined {
  const [name, namespace, ...rest] = full.split('_')
  return name && namespace && rest.length === 0 ? { name, namespace } : undefined
}

/** `web_default(uid)`: how kubelets name a Pod behind one of its containers. */
export const podPath = ({ metadata }: Pod): string =>
  `${podFullName(metadata.name, metadata.namespace)}(${metadata.uid})`

/** Successfully pulled …, with the time the pull took and the time in all. */
export function pulledText(image: string, tookMs: number, waitedMs: number, sizeBytes: number): string {
  const took = `${formatMilliseconds(tookMs)} (${formatMilliseconds(waitedMs)} including waiting)`
  return `Successfully pulled image "${image}" in ${took}. Image size: ${sizeBytes} bytes.`
}
