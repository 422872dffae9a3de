/** What a container's process is started with: image, command and environment, references resolved. */
import { milliValue, value } from '../../api/quantityvalue.ts'
import type { ProcessSpec, ProcessTemplate } from '../../core/runtime.ts'
import type { Container, Pod } from '../../kinds/types.ts'
import { expandWords, type Variables } from './command.ts'
import { hostnameOf, MAX_HOST_NAME } from '../hostname.ts'
import { CLUSTER_DOMAIN, resolverOf, resolvFile } from '../../rules/dnsconfig.ts'
import type { Desk } from '../desk.ts'
import { hostsFileOf } from './hostsfile.ts'
import { rootTrouble, securityOf } from './security.ts'
import { ConfigTrouble, makeEnvironment, type Where } from './variables.ts'

export interface ProcessWhere extends Where {
  readonly podIP: string
  readonly nodeName: string
  readonly restarts: number
  /** User the image names; undefined: root. */
  readonly imageUser: string | undefined
}

/** What is worked out once for all Pods of a template. */
interface Prepared {
  readonly template: ProcessTemplate
  /** Nothing in it depends on variables. */
  readonly isPlain: boolean
}

const templates = new WeakMap<Container, Prepared>()

function preparedOf(pod: Pod, spec: Container): Prepared {
  let prepared = templates.get(spec)
  if (prepared === undefined) {
    prepared = { template: templateOf(pod, spec), isPlain: !spec.env && !spec.envFrom && !refers(spec) }
    templates.set(spec, prepared)
  }
  return prepared
}

/** The part of a process that is the same for every Pod of a template. */
function templateOf(pod: Pod, spec: Container): ProcessTemplate {
  const limits = spec.resources?.limits
  const template: ProcessTemplate = {
    image: spec.image as string,
    command: spec.command,
    args: spec.args,
    workingDir: spec.workingDir,
    container: spec.name,
    memoryLimitBytes: limits?.memory ? value(limits.memory as string) : undefined,
    cpuLimitMilli: limits?.cpu ? milliValue(limits.cpu as string) : undefined,
    ports: (spec.ports ?? []) as ProcessTemplate['ports'],
  }
  const security = securityOf(pod, spec)
  if (security !== undefined) template.security = security
  if (spec.stdin) template.stdin = true
  if (spec.stdinOnce) template.stdinOnce = true
  if (spec.tty) template.tty = true
  if (spec.terminationMessagePath) template.terminationMessagePath = spec.terminationMessagePath
  return template
}

/** Its own template where command or arguments refer to variables. */
function expanded(template: ProcessTemplate, values: Variables): ProcessTemplate {
  const command = expandWords(template.command, values)
  const args = expandWords(template.args, values)
  return command === template.command && args === template.args ? template : { ...template, command, args }
}

/** Everything the runtime needs to start one container of a Pod. @throws ConfigTrouble when it cannot be configured */
export function processSpec(
  { sources, volumes }: Pick<Desk, 'sources' | 'volumes'>,
  row: number,
  pod: Pod,
  spec: Container,
  where: ProcessWhere,
): ProcessSpec {
  const trouble = rootTrouble(pod, spec, where.imageUser)
  if (trouble !== undefined) throw new ConfigTrouble(trouble)
  const { template, isPlain } = preparedOf(pod, spec)
  const values = isPlain ? undefined : makeEnvironment(sources.of(pod), pod, spec, where)
  const process: ProcessSpec = {
    template: values === undefined ? template : expanded(template, values),
    env: values === undefined ? sources.serviceEnv(pod) : listOf(values),
    podNamespace: pod.metadata.namespace as string,
    podName: pod.metadata.name,
    podIP: where.podIP,
    podAnnotations: pod.metadata.annotations,
    nodeName: where.nodeName,
    restartCount: where.restarts,
    resolvFile: resolvFileFor(pod),
    mounts: spec.volumeMounts?.length ? volumes.mountsOf(row, pod, spec, values) : undefined,
  }
  addIdentity(process, pod, where)
  return process
}

/** What few Pods have beside the usual. */
function addIdentity(process: ProcessSpec, pod: Pod, where: ProcessWhere): void {
  if (hasPlainName(pod)) return
  const { hostname, domain } = hostnameOf(pod, CLUSTER_DOMAIN)
  const full = pod.spec.setHostnameAsFQDN && domain !== '' ? `${hostname}.${domain}` : hostname
  const shown = pod.spec.hostNetwork ? where.nodeName : full
  if (shown !== pod.metadata.name) process.hostname = shown
  const hosts = hostsFileOf(pod, where.podIP)
  if (hosts !== undefined) process.hostsFile = hosts
  if (pod.spec.shareProcessNamespace) process.shareProcessNamespace = true
}

const hasPlainName = ({ metadata, spec }: Pod): boolean =>
  !spec.hostname &&
  !spec.hostNetwork &&
  !spec.hostAliases?.length &&
  !spec.subdomain &&
  !spec.shareProcessNamespace &&
  metadata.name.length <= MAX_HOST_NAME

/** The file of a namespace's plain Pods is one text. */
const resolvFiles = new Map<string, string>()
const MAX_FILES = 10_000

function resolvFileFor(pod: Pod): string {
  const { dnsConfig, dnsPolicy = 'ClusterFirst', hostNetwork } = pod.spec
  if (dnsConfig || hostNetwork || dnsPolicy !== 'ClusterFirst') return resolvFile(resolverOf(pod))
  const namespace = pod.metadata.namespace as string
  let file = resolvFiles.get(namespace)
  if (file === undefined) {
    if (resolvFiles.size >= MAX_FILES) resolvFiles.clear()
    file = resolvFile(resolverOf(pod))
    resolvFiles.set(namespace, file)
  }
  return file
}

const refers = ({ command, args, volumeMounts }: Container): boolean =>
  [command, args].some((words) => words?.some((word) => word.includes('$('))) ||
  volumeMounts?.some(({ subPathExpr }) => subPathExpr) === true

const listOf = (values: ReadonlyMap<string, string>): ProcessSpec['env'] =>
  [...values].map(([name, text]) => ({ name, value: text }))
