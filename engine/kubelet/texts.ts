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

/** `<joint>web_default(uid)`: how kubelets name a Pod behind one of its containers. */
export const podPath = ({ metadata }: Pod): string => `${metadata.name}_${metadata.namespace}(${metadata.uid})`

/** Successfully pulled …, with the time the pull took and the time in all. */
export function pulledText(image: string, tookMs: number, waitedMs: number, sizeBytes: number): string {
  const took = `${formatMilliseconds(tookMs)} (${formatMilliseconds(waitedMs)} including waiting)`
  return `Successfully pulled image "${image}" in ${took}. Image size: ${sizeBytes} bytes.`
}
