/** Adapter of kubectl_helpers.json: kubectl pkg/polymorphichelpers. */
import { StrategicMerge } from '../../../api/patch/strategic.ts'
import type { ApiRequest } from '../../../api/request.ts'
import { builtinSchemas } from '../../../kinds/generated/schema.ts'
import { revisionData } from '../../../rules/history/revisions.ts'
import { Call } from '../../../kubectl/call.ts'
import { parseFlags } from '../../../kubectl/base/flags.ts'
import type { Mapping } from '../../../kubectl/client/mapping.ts'
import { openPodSpec } from '../../../kubectl/client/podspec.ts'
import { rolloutState } from '../../../kubectl/client/rolloutstate.ts'
import { GLOBAL_FLAGS } from '../../../kubectl/globalflags.ts'
import { canBeExposed, portsOf, selectorOf } from '../../../kubectl/verbs/make.ts'
import { pausePatch, resumePatch } from '../../../kubectl/verbs/rollout.ts'
import { logs, logSources } from '../../../kubectl/verbs/logs.ts'
import { type Adapter, type Adapters, attempt, errorOf, type Fields, plain, same, skip } from '../adapter.ts'

const HELPERS = 'polymorphichelpers'

const CORE = ['Pod', 'Service', 'ReplicationController', 'PodList']

/** `{"$type": "v1.Deployment", …}` with the mapping kubectl would have found. */
function infoOf(object: Fields): { mapping: Mapping; object: Fields; namespace: string; name: string; source: string } {
  const [version = '', kind = ''] = String(object.$type).split('.')
  const mapping = {
    kind,
    version,
    group: CORE.includes(kind) ? '' : kind === 'ReplicaSet' && version === 'v1beta1' ? 'extensions' : 'apps',
  }
  return {
    mapping: mapping as Mapping,
    object,
    namespace: object.metadata?.namespace ?? '',
    name: object.metadata?.name ?? '',
    source: '',
  }
}

function selectorCase({ in: input, out }: { in: Fields; out: Fields }): void {
  const { object } = input
  if (object.$type === 'v1beta1.Deployment' && !object.spec.selector) {
    skip('the row does not say of which group: extensions makes a selector of the labels, apps refuses')
  }
  const selector = attempt(() => selectorOf(infoOf(object)), out.expectErr)
  if (selector === undefined) return
  same(
    Object.keys(selector)
      .sort()
      .map((key) => `${key}=${selector[key]}`)
      .join(','),
    out.expectSelector,
  )
}

function logsCase({ in: input, out }: { in: Fields; out: Fields }): void {
  const pods = input.clientsetPods ?? []
  const handle = (request: ApiRequest) => {
    const body = request.path.endsWith('/pods') ? { items: pods } : {}
    return { code: 200, headers: {}, warnings: [], body }
  }
  const files = { read: () => undefined, write: () => undefined, names: () => [] }
  const host = {
    handle,
    progress: () => ({ chunks: [], done: true }),
    enter: () => undefined,
    nowMs: () => 0,
    files,
    settings: { namespace: 'default' },
  }
  const words = [
    ...(input.allContainers ? ['--all-containers'] : []),
    ...(input.allPods ? ['--all-pods'] : []),
    ...(input.opts?.container ? ['-c', input.opts.container] : []),
  ]
  const call = new Call('logs', host, parseFlags([...logs.flags, ...GLOBAL_FLAGS], words), undefined)
  const objects = String(input.obj.$type).endsWith('List')
    ? input.obj.items.map((item: Fields) => ({ ...item, $type: 'v1.Pod' }))
    : [input.obj]
  const sources = () => objects.flatMap((object: Fields) => logSources(call, infoOf(object)))
  if (out.expectedErr !== '') {
    same(errorOf(sources)?.message.replace(/^error: /, ''), out.expectedErr)
    return
  }
  const found = sources().map(
    ({ pod, container }: { pod: Fields; container: string }) => `${pod.metadata.name}/${container}`,
  )
  const expected = out.expectedSources.map(
    (source: Fields) => `${source.name}/${/\{(.*)\}/.exec(source.fieldPath)?.[1]}`,
  )
  same(found, expected)
}

function statusOf(kind: string, { in: input, out }: { in: Fields; out: Fields }): void {
  const strategy = input.strategy ?? { type: 'RollingUpdate' }
  const object = {
    metadata: { name: 'foo', generation: input.generation },
    spec: { replicas: input.specReplicas ?? input.replicas ?? input.status?.replicas, updateStrategy: strategy },
    status: input.status,
  }
  const { message, done, error } = rolloutState(kind, object)
  if (out.err === true) same(error !== undefined, true)
  else same({ message, done }, { message: out.msg, done: out.done })
}

/** A rollback patches with the revision's data, as a controller wrote it. */
function applied(kind: string): Adapter {
  return ({ in: input, out }) => {
    const [source, expected] = [plain(input.source), plain(out.expected)] as Fields[]
    const definition = builtinSchemas.get(`io.k8s.api.apps.v1.${kind}`)
    const patch = JSON.parse(JSON.stringify(revisionData(expected.spec.template)))
    same(new StrategicMerge(builtinSchemas).merge(source, patch, definition), expected)
  }
}

const portNumbers = (object: Fields) => [...new Set(portsOf(infoOf(object)).map(({ port }) => String(port)))]

export const kubectlAdapters: Adapters = {
  [`${HELPERS}/canbeexposed_test.go:TestCanBeExposed`]: ({ in: input, out }) => {
    same(canBeExposed({ kind: input.kind.Kind, group: input.kind.Group }), !out.expectErr)
  },
  [`${HELPERS}/mapbasedselectorforobject_test.go:TestMapBasedSelectorForObject`]: selectorCase,
  [`${HELPERS}/portsforobject_test.go:TestPortsForObject`]: ({ in: input, out }) => {
    const found = attempt(() => portNumbers(input.object), out.expectErr)
    if (found !== undefined) same(found, out.expected)
  },
  [`${HELPERS}/protocolsforobject_test.go:TestProtocolsForObject`]: ({ in: input, out }) => {
    // Some rows say only whether there is an answer.
    const ports = attempt(() => portsOf(infoOf(input.object)), out.expectErr)
    if (ports === undefined || out.expected === undefined) return
    same(Object.fromEntries(ports.map(({ port, protocol }) => [port, protocol || 'TCP'])), out.expected)
  },
  [`${HELPERS}/multiprotocolsforobject_test.go:TestMultiProtocolsForObject`]: ({ in: input, out }) => {
    const found: Record<string, string[]> = {}
    for (const { port, protocol } of portsOf(infoOf(input.object))) {
      found[port] = [...(found[port] ?? []), protocol || 'TCP']
    }
    same(found, out.expected)
  },
  [`${HELPERS}/objectpauser_test.go:TestDefaultObjectPauser`]: ({ in: input, out }) => {
    const patch = attempt(() => pausePatch(infoOf(input.object)), out.expectErr)
    if (patch !== undefined) same(JSON.stringify(patch).includes(`"${out.expect}`), true)
  },
  [`${HELPERS}/objectresumer_test.go:TestDefaultObjectResumer`]: ({ in: input, out }) => {
    const patch = attempt(() => resumePatch(infoOf(input.object)), out.expectErr)
    if (patch !== undefined) same(JSON.stringify(patch).includes(`"${input.notHave}`), false)
  },
  [`${HELPERS}/updatepodspec_test.go:TestUpdatePodSpecForObject`]: ({ in: input, out }) => {
    const { mapping, object } = infoOf(input.object)
    const opened = attempt(() => openPodSpec(mapping, object), out.expectErr)
    same(opened !== undefined, out.expect)
  },
  [`${HELPERS}/history_test.go:TestApplyDaemonSetHistory`]: applied('DaemonSet'),
  [`${HELPERS}/rollback_test.go:TestStatefulSetApplyRevision`]: applied('StatefulSet'),
  [`${HELPERS}/rollout_status_test.go:TestDeploymentStatusViewerStatus`]: (row) => statusOf('Deployment', row),
  [`${HELPERS}/rollout_status_test.go:TestDaemonSetStatusViewerStatus`]: (row) => statusOf('DaemonSet', row),
  [`${HELPERS}/rollout_status_test.go:TestStatefulSetStatusViewerStatus`]: (row) => statusOf('StatefulSet', row),
  [`${HELPERS}/logsforobject_test.go:TestLogsForObject`]: logsCase,
}
