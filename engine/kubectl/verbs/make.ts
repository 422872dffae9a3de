/** `kubectl run`, `expose`, `autoscale`: objects made from others or from flags. Source: kubectl pkg/cmd/run, expose, autoscale. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type Json, list, map, num, object, text } from '../base/json.ts'
import { container, pairsOf, send } from '../create/generator.ts'
import { attempt, dryRunOf, liveObjectsOf } from '../client/objects.ts'
import { DRY_RUN, FIELD_MANAGER, FILE_FLAGS, PRINT_FLAGS, SELECTOR } from '../globalflags.ts'
import type { Info } from '../client/targets.ts'
import type { Verb } from '../verb.ts'
import {
  abandonAttached,
  advanceAttached,
  beginAttached,
  endAttached,
  readsAttached,
  type RunSession,
  typeAttached,
} from './runattached.ts'

export const run: Verb = {
  name: 'run',
  flags: [
    ...PRINT_FLAGS,
    DRY_RUN,
    FIELD_MANAGER,
    'annotations:strings',
    'attach:bool',
    'command:bool',
    'env:strings',
    'expose:bool',
    'image:string',
    'image-pull-policy:string',
    'labels,l:string',
    'leave-stdin-open:bool',
    'override-type:string=merge',
    'overrides:string',
    'pod-running-timeout:duration=1m',
    'port:string',
    'privileged:bool',
    'quiet,q:bool',
    'restart:string=Always',
    'rm:bool',
    'save-config:bool',
    'stdin,i:bool',
    'tty,t:bool',
  ],
  required: ['image'],
  completes: 'none',
  run(call) {
    const [name] = call.args
    if (name === undefined) throw call.usage('NAME is required for run')
    const attached = call.flags.bool('attach') || (call.flags.bool('stdin') && !call.flags.has('attach'))
    if (call.flags.bool('rm') && !attached) throw call.usage('--rm should only be used for attached containers')
    if (call.flags.bool('tty') && !call.flags.bool('stdin'))
      throw call.usage('-i/--stdin is required for containers with -t/--tty=true')
    if (attached && dryRunOf(call) !== 'none')
      throw fail(
        "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
      )
    const labels = call.flags.string('labels') === '' ? { run: name } : labelsOf(call.flags.string('labels'))
    if (call.flags.bool('expose')) {
      const port = call.flags.int('port')
      if (port <= 0) throw fail('--port must be set when exposing a service')
      send(call, serviceOf(name, labels, [{ port, protocol: 'TCP', targetPort: port }], {}), 'kubectl-run', 'created')
    }
    const silent = attached
      ? (Object.create(call, { out: { value: () => undefined }, line: { value: () => undefined } }) as Call)
      : call
    send(silent, podOf(call, name, labels), 'kubectl-run', 'created')
    return attached ? beginAttached(call, `/api/v1/namespaces/${call.namespace}/pods/${name}`, name) : undefined
  },
  advance: (call, session) => advanceAttached(call, session as RunSession),
  receive: (call, session, data) => typeAttached(call, session as RunSession, data),
  endInput: (call, session) => endAttached(call, session as RunSession),
  reads: (session) => readsAttached(session as RunSession),
  interrupt: (call, session) => abandonAttached(call, session as RunSession),
}

function labelsOf(said: string): Record<string, string> {
  return Object.fromEntries(
    said.split(',').map((pair) => {
      const at = pair.indexOf('=')
      if (at <= 0) throw fail(`unexpected label spec: ${pair}`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function podOf(call: Call, name: string, labels: Record<string, string>): Json {
  const { flags } = call
  const words = call.args.slice(1)
  const port = flags.string('port')
  const env = flags.strings('env').map((pair) => {
    const at = pair.indexOf('=')
    if (at <= 0) throw fail(`invalid env: ${pair}`)
    return { name: pair.slice(0, at), value: pair.slice(at + 1) }
  })
  const annotations = pairsOf(call, 'annotations')
  const one = container(name, flags.string('image'), {
    ...(words.length === 0 ? {} : flags.bool('command') ? { command: words } : { args: words }),
    ...(env.length > 0 ? { env } : {}),
    ...(flags.string('image-pull-policy') === '' ? {} : { imagePullPolicy: flags.string('image-pull-policy') }),
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
    ...(flags.bool('stdin') ? { stdin: true, stdinOnce: !flags.bool('leave-stdin-open') } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
    ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
  })
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { containers: [one], dnsPolicy: 'ClusterFirst', restartPolicy: flags.string('restart') },
    status: {},
  }
}

function serviceOf(
  name: string,
  selector: Record<string, string>,
  ports: Json[],
  more: Json,
  labels?: Record<string, string>,
): Json {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...(labels && Object.keys(labels).length > 0 ? { labels } : {}) },
    spec: { ports, selector, ...more },
    status: { loadBalancer: {} },
  }
}

// ------------------------------------------------------------------------------------------------- expose

export const expose: Verb = {
  name: 'expose',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    FIELD_MANAGER,
    'cluster-ip:string',
    'external-ip:string',
    'labels,l:string',
    'load-balancer-ip:string',
    'name:string',
    'override-type:string=merge',
    'overrides:string',
    'port:string',
    'protocol:string',
    'save-config:bool',
    'selector:string',
    'session-affinity:string',
    'target-port:string',
    'type:string',
  ],
  completes: 'types',
  run(call) {
    const { flags } = call
    if (call.args.length === 0 && !flags.has('filename'))
      throw fail(
        "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
      )
    for (const info of exposed(call)) attempt(call, () => exposeOne(call, info))
  },
}

/** `--selector` is the new Service's here, not the line's. */
function exposed(call: Call): Info[] {
  return liveObjectsOf(Object.create(call, { selector: { value: '' } }) as Call, call.args)
}

const EXPOSED = ['Pod', 'Service', 'ReplicationController', 'Deployment', 'ReplicaSet']

/** Whether a Service can be made for it. */
export const canBeExposed = ({ kind }: Pick<Info['mapping'], 'kind' | 'group'>): boolean => EXPOSED.includes(kind)

function exposeOne(call: Call, info: Info): void {
  const { flags } = call
  const { kind } = info.mapping
  if (!canBeExposed(info.mapping)) throw fail(`cannot expose a ${kind}.${info.mapping.group}`)
  const selector = flags.string('selector') === '' ? selectorOf(info) : labelsOf(flags.string('selector'))
  const said = flags.string('port')
  const found = portsOf(info)
  if (said === '' && found.length === 0)
    throw fail("couldn't find port via --port flag or introspection\nSee 'kubectl expose -h' for help and examples")
  const wanted = said === '' ? found : said.split(',').map((port) => ({ port: Number(port), protocol: '' }))
  const ports = wanted.map(({ port, protocol }, at) => {
    const target = flags.string('target-port')
    const known = found.find((one) => one.port === port)?.protocol
    return {
      ...(wanted.length > 1 ? { name: `port-${at + 1}` } : {}),
      port,
      protocol: flags.string('protocol') || protocol || known || 'TCP',
      targetPort: target === '' ? port : /^\d+$/.test(target) ? Number(target) : target,
    }
  })
  const more = {
    ...(flags.string('type') === '' ? {} : { type: flags.string('type') }),
    ...(flags.string('cluster-ip') === '' ? {} : { clusterIP: flags.string('cluster-ip') }),
    ...(flags.string('external-ip') === '' ? {} : { externalIPs: [flags.string('external-ip')] }),
    ...(flags.string('session-affinity') === '' ? {} : { sessionAffinity: flags.string('session-affinity') }),
    ...(flags.string('load-balancer-ip') === '' ? {} : { loadBalancerIP: flags.string('load-balancer-ip') }),
  }
  const labels =
    flags.string('labels') === '' ? map(info.object, 'metadata', 'labels') : labelsOf(flags.string('labels'))
  send(call, serviceOf(flags.string('name') || info.name, selector, ports, more, labels), 'kubectl-expose', 'exposed')
}

/** MapBasedSelectorForObject. */
export function selectorOf({ mapping, object: one }: Pick<Info, 'mapping' | 'object'>): Record<string, string> {
  if (mapping.kind === 'Pod') {
    const labels = map(one, 'metadata', 'labels')
    if (Object.keys(labels).length === 0) throw fail('the pod has no labels and cannot be exposed')
    return labels
  }
  const spec = object(one, 'spec')
  if (mapping.kind === 'Service' || mapping.kind === 'ReplicationController') {
    const selector = map(spec, 'selector')
    if (Object.keys(selector).length === 0 && mapping.kind === 'Service')
      throw fail('the service has no pod selector set')
    return selector
  }
  if (spec.selector === undefined || spec.selector === null) {
    // That old group made a missing selector of the template's labels.
    if (mapping.group === 'extensions') return map(spec, 'template', 'metadata', 'labels')
    throw fail('invalid deployment: no selectors, therefore cannot be exposed')
  }
  const selector = object(spec, 'selector')
  if (list(selector, 'matchExpressions').length > 0)
    throw fail(
      `couldn't convert expressions - "${JSON.stringify(selector.matchExpressions)}" to map-based selector format`,
    )
  return map(selector, 'matchLabels')
}

/** PortsForObject and ProtocolsForObject. */
export function portsOf({
  mapping,
  object: one,
}: Pick<Info, 'mapping' | 'object'>): { port: number; protocol: string }[] {
  if (!canBeExposed(mapping)) throw fail(`cannot extract ports from ${mapping.kind}`)
  if (mapping.kind === 'Service')
    return list(one, 'spec', 'ports').map((port) => ({ port: num(port, 'port'), protocol: text(port, 'protocol') }))
  const spec = mapping.kind === 'Pod' ? object(one, 'spec') : object(one, 'spec', 'template', 'spec')
  return list(spec, 'containers').flatMap((each) =>
    list(each, 'ports').map((port) => ({ port: num(port, 'containerPort'), protocol: text(port, 'protocol') })),
  )
}

// ------------------------------------------------------------------------------------------------- autoscale

export const autoscale: Verb = {
  name: 'autoscale',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    FIELD_MANAGER,
    SELECTOR,
    'cpu-percent:int=-1',
    'max:int=-1',
    'min:int=-1',
    'name:string',
    'save-config:bool',
  ],
  required: ['max'],
  completes: 'types',
  run(call) {
    const { flags } = call
    const [least, most] = [flags.int('min'), flags.int('max')]
    if (most < 1) throw fail(`--max=MAXPODS is required and must be at least 1, max: ${most}`)
    if (most < least) throw fail(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`)
    for (const info of liveObjectsOf(call, call.args)) attempt(call, () => autoscaleOne(call, info, least, most))
  },
}

function autoscaleOne(call: Call, { mapping, name }: Info, least: number, most: number): void {
  const apiVersion = mapping.group ? `${mapping.group}/${mapping.version}` : mapping.version
  const percent = call.flags.int('cpu-percent')
  const served = call.client.mapper.ofKind('autoscaling/v1', 'HorizontalPodAutoscaler') === undefined ? 2 : 1
  const target = { apiVersion, kind: mapping.kind, name }
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } },
  }
  const aim = percent < 0 ? {} : served === 1 ? { targetCPUUtilizationPercentage: percent } : { metrics: [cpu] }
  const made = {
    apiVersion: `autoscaling/v${served}`,
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: call.flags.string('name') || name },
    spec: { maxReplicas: most, ...(least > 0 ? { minReplicas: least } : {}), scaleTargetRef: target, ...aim },
    status: { currentReplicas: 0, desiredReplicas: 0 },
  }
  send(call, made, 'kubectl-autoscale', 'autoscaled')
}
