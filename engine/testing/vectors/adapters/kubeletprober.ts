/** Adapter of kubelet_prober.json: pkg/kubelet/prober. */
import { LIVENESS, type ProbeKind, READINESS, STARTUP } from '../../../kubelet/podwork.ts'
import { gateOf, INITIAL } from '../../../kubelet/probes/gate.ts'
import { errored, expandStatic, type Answer, verdictOf } from '../../../kubelet/probes/result.ts'
import { requestOf } from '../../../kubelet/proberequest.ts'
import { isReady, isStarted } from '../../../kubelet/status/initstatus.ts'
import { unixMs } from '../../../rules/instants.ts'
import type { Container, Probe } from '../../../kinds/types.ts'
import { type Adapter, type Adapters, type Fields, plain, same, skip } from '../adapter.ts'
import { podOf } from '../objects.ts'

const PROBER = 'prober/prober_test.go'
const WORKER = 'prober/worker_test.go'

/** The container of upstream's address tests: one port with a name. */
const NAMED = { name: '', ports: [{ name: 'found', containerPort: 93 }] } as unknown as Container

function addressing(field: 'httpGet' | 'tcpSocket', podIP: string): Adapter {
  return ({ in: input, out }) => {
    const request = requestOf({ [field]: plain(input.probe) } as Partial<Probe>, NAMED, podIP) as Fields
    if (!out.ok) {
      same(request, undefined)
      return
    }
    same([request?.host, request?.port], [out.host, out.port])
    if (field === 'httpGet') same(request.path === '/' ? '' : request.path, out.path)
  }
}

const KINDS: readonly [name: string, kind: ProbeKind][] = [
  ['Liveness', LIVENESS],
  ['Readiness', READINESS],
  ['Startup', STARTUP],
]

/** A worker that has seen its container once, and whose probes all succeed. */
function turn(kind: ProbeKind, input: Fields, recordedAt: string): { goesOn: boolean; result: string | undefined } {
  const pod = podOf({ spec: { restartPolicy: 'Never' }, status: input.podStatus ?? {} })
  if (input.setDeletionTimestamp) pod.metadata.deletionTimestamp = recordedAt
  const status = pod.status.containerStatuses?.find(({ name }) => name === 'cOnTaInEr_NaMe')
  const started = unixMs(status?.state?.running?.startedAt as unknown as string) ?? 0
  const sinceMs = (unixMs(recordedAt) ?? 0) - started
  const container = (plain(input.container) ?? { name: '' }) as Container
  const gate = gateOf(kind, pod, container, status, (input.probe ?? {}) as Probe, sinceMs)
  const seen = status?.containerID && gate !== 'stop' ? INITIAL[kind] : undefined
  switch (gate) {
    case 'wait':
      return { goesOn: true, result: seen }
    case 'down':
      return { goesOn: true, result: 'failure' }
    case 'spare':
      return { goesOn: false, result: 'success' }
    case 'stop':
      return { goesOn: false, result: status?.state?.terminated && !isFinished(input) ? 'failure' : undefined }
    default:
      return { goesOn: true, result: 'success' }
  }
}

const isFinished = ({ podStatus }: Fields): boolean => ['Failed', 'Succeeded'].includes(podStatus?.phase)

export const kubeletProberAdapters: Adapters = {
  [`${PROBER}:TestGetURLParts`]: addressing('httpGet', '127.0.0.1'),
  [`${PROBER}:TestGetTCPAddrParts`]: addressing('tcpSocket', '1.2.3.4'),
  [`${PROBER}:TestNewExecInContainer`]: () => skip("it tests the plumbing of Go's exec interface"),
  [`${PROBER}:TestRecordContainerEventUnknownStatus`]: ({ in: input, out }) => {
    const texts = (['warning', 'unknown'] as Answer[]).map((answer) => {
      const { event } = verdictOf(input.probeType, answer, 'probe output')
      return `Warning ${event?.reason} ${event?.message}`
    })
    same(texts, out.expected)
  },
  [`${PROBER}:TestProbe`]: ({ in: input, out }) => {
    const { probe, env, execResult, execError, unsupported } = input
    if (probe === null && !unsupported) {
      same('Success', out.expectedResult)
      return
    }
    const request = probe === null ? undefined : requestOf(plain(probe) as Fields, NAMED, '')
    const failed = request === undefined || execError
    same(failed, out.expectError)
    const { success } = failed ? errored('Readiness', 'no') : verdictOf('Readiness', execResult, '')
    same(success ? 'Success' : 'Failure', out.expectedResult)
    if (out.expectCommand !== null && request?.type === 'exec')
      same(expandStatic(request.command, env), out.expectCommand)
  },
  [`${WORKER}:TestDoProbe`]: ({ in: input, out, recordedAt }) => {
    const running = input.podStatus?.containerStatuses?.[0]
    for (const [name, kind] of KINDS) {
      // Each row was recorded for the kinds whose `started` it carries.
      if (running?.state?.running && running.started !== (kind !== STARTUP)) continue
      const { goesOn, result } = turn(kind, input, recordedAt)
      same(goesOn, out.expectContinue?.[name] ?? false, name)
      same(result !== undefined, out.expectSet, `${name} set`)
      if (out.expectSet && result !== 'unknown') same(result, out.expectedResult.toLowerCase(), name)
    }
  },
  [`${WORKER}:TestDoProbeWithContainerRestartRules`]: ({ in: input, out, recordedAt }) => {
    for (const [name, kind] of KINDS) same(turn(kind, input, recordedAt).goesOn, out.expectContinue, name)
  },
  [`${WORKER}:TestChangeContainerStatusOnKubeletRestart`]: ({ in: { isRestart, featureEnabled, probeType }, out }) => {
    if (isRestart && !featureEnabled)
      skip('a kubelet here never restarts under running containers: its machine stops with it')
    same(true, out.expectSet)
    const [, kind] = KINDS.find(([name]) => name === probeType) as [string, ProbeKind]
    same(INITIAL[kind], out.expectedResult.toLowerCase())
  },
  'prober/prober_manager_test.go:TestUpdatePodStatusWithInitContainers': ({ in: input, out }) => {
    if (input.hasRestartableInitContainer) skip('the row does not carry what the probes of its sidecars said')
    const states: Fields = {
      not_started_container: { waiting: {} },
      started_container: { running: {} },
      terminated_container: { terminated: { exitCode: 0 } },
    }
    for (const [key, expected] of Object.entries(out.expectedReadiness)) {
      same(isReady(states[JSON.parse(key).containerName]), expected, key)
    }
    for (const [key, expected] of Object.entries(out.expectedStartup)) {
      same(isStarted(states[JSON.parse(key).containerName]), expected, key)
    }
  },
}
