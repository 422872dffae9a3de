/** A Pod template. Source: describe.go DescribePodTemplate. */
import { type Json, list, map, text } from '../base/json.ts'
import { containersBlock } from './containers.ts'
import { annotationsBlock, labelsBlock, spreadBlock, tolerationsBlock } from './meta.ts'
import { volumesBlock } from './volumes.ts'
import { Writer } from './writer.ts'

export function templateBlock(w: Writer, template: Json): void {
  w.write(0, 'Pod Template:\n')
  labelsBlock(w, '  Labels', map(template, 'metadata', 'labels'))
  const annotations = map(template, 'metadata', 'annotations')
  if (Object.keys(annotations).length > 0) annotationsBlock(w, '  Annotations', annotations)
  const account = text(template, 'spec', 'serviceAccountName')
  if (account !== '') w.field(1, 'Service Account', account)
  const inits = list(template, 'spec', 'initContainers')
  if (inits.length > 0) containersBlock(w, 'Init Containers', inits, [], undefined, '  ')
  containersBlock(w, 'Containers', list(template, 'spec', 'containers'), [], undefined, '  ')
  volumesBlock(w, list(template, 'spec', 'volumes'), '  ')
  spreadBlock(w, list(template, 'spec', 'topologySpreadConstraints'), '  ')
  const priority = text(template, 'spec', 'priorityClassName')
  if (priority !== '') w.field(1, 'Priority Class Name', priority)
  labelsBlock(w, '  Node-Selectors', map(template, 'spec', 'nodeSelector'))
  tolerationsBlock(w, '  Tolerations', list(template, 'spec', 'tolerations'))
}

/** `1 Running / 0 Waiting / 0 Succeeded / 0 Failed` of the Pods one controls. */
export function podStatuses(pods: readonly Json[]): string {
  const count = (phase: string) => pods.filter((pod) => text(pod, 'status', 'phase') === phase).length
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`
}

/** A Pod template as `rollout history --revision` shows it: cells are not aligned. */
export function rawTemplate(template: Json): string {
  const w = new RawWriter()
  templateBlock(w, template)
  return w.raw
}

class RawWriter extends Writer {
  raw = ''

  override write(level: number, text: string): void {
    this.raw += '  '.repeat(level) + text
  }
}
