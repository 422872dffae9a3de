/** What a container's process is started with: image, command and environment, references resolved. */
import { milliValue, value } from '../../api/quantityvalue.ts'
import type { ProcessSpec, ProcessTemplate } from '../../core/runtime.ts'
import type { Container, Pod } from '../../kinds/types.ts'
import { expandWords, type Variables } from './command.ts'
import { hostnameOf } from '../hostname.ts'
import type { NodeSources } from './sources.ts'
import { makeEnvironment, type Where } from './variables.ts'

/** The domain of all names of the cluster. */
const CLUSTER_DOMAIN = 'cluster.local'

export interface ProcessWhere extends Where {
  readonly nodeName: string
  readonly restarts: number
}

const templates = new WeakMap<Container, ProcessTemplate>()

/** The part of a process that is the same for every Pod of a template. */
function templateOf(spec: Container): ProcessTemplate {
  let template = templates.get(spec)
  if (template === undefined) {
    const limits = spec.resources?.limits
    template = {
      image: spec.image as string,
      command: spec.command,
      args: spec.args,
      workingDir: spec.workingDir,
      container: spec.name,
      memoryLimitBytes: limits?.memory ? value(limits.memory as string) : undefined,
      cpuLimitMilli: limits?.cpu ? milliValue(limits.cpu as string) : undefined,
      ports: (spec.ports ?? []) as ProcessTemplate['ports'],
    }
    templates.set(spec, template)
  }
  return template
}

/** Its own template where command or arguments refer to variables. */
function expanded(template: ProcessTemplate, values: Variables): ProcessTemplate {
  const command = expandWords(template.command, values)
  const args = expandWords(template.args, values)
  return command === template.command && args === template.args ? template : { ...template, command, args }
}

/** Everything the runtime needs to start one container of a Pod. @throws ConfigTrouble when it cannot be configured */
export function processSpec(sources: NodeSources, pod: Pod, spec: Container, where: ProcessWhere): ProcessSpec {
  const template = templateOf(spec)
  const plain = !spec.env && !spec.envFrom && !refers(spec)
  const values = plain ? undefined : makeEnvironment(sources.of(pod), pod, spec, where)
  const { hostname } = hostnameOf(pod, CLUSTER_DOMAIN)
  return {
    template: values === undefined ? template : expanded(template, values),
    env: values === undefined ? sources.serviceEnv(pod) : listOf(values),
    podNamespace: pod.metadata.namespace as string,
    podName: pod.metadata.name,
    podIP: where.podIPs[0] ?? '',
    podAnnotations: pod.metadata.annotations,
    nodeName: where.nodeName,
    restartCount: where.restarts,
    ...(hostname !== pod.metadata.name && { hostname }),
  }
}

const refers = ({ command, args }: Container): boolean =>
  [command, args].some((words) => words?.some((word) => word.includes('$(')))

const listOf = (values: ReadonlyMap<string, string>): ProcessSpec['env'] =>
  [...values].map(([name, text]) => ({ name, value: text }))
