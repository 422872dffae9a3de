/** The page's actions, carried out by the cluster worker. */
import type { ApiResponse, NamedAction } from '../../engine/protocol/api.ts'
import type { ApplyRequest, ApplyResult } from '../../engine/protocol/apply.ts'
import type { Interest } from '../../engine/protocol/batch.ts'
import type { ObjectRef } from '../../engine/protocol/object.ts'
import type { FaultAction } from '../../engine/protocol/run.ts'
import type { Actions, Outcome } from './actions.ts'
import type { RemoteCluster } from './connection.ts'
import * as line from './kubectl-line.ts'
import * as request from './requests.ts'

/** What the actions need of the run; it outlives a crashed worker. */
export interface Run {
  /** Rejects while there is no worker. */
  cluster(): RemoteCluster
  play(): Promise<void>
  pause(): Promise<void>
  step(): Promise<void>
  setSpeed(speed: number): Promise<void>
  /** Carries out and keeps the page's copy of the log. */
  act(action: NamedAction): Promise<{ responses: ApiResponse[]; disturbed?: boolean | undefined }>
  apply(text: string, dryRun: boolean, serverSide?: ApplyRequest['serverSide']): Promise<ApplyResult>
  show(interest: Partial<Interest>): Promise<void>
  /** RFC 3339 of the present virtual instant. */
  now(): string
}

export function liveActions(run: Run): Actions {
  const once = async (
    kubectl: string,
    asked: ReturnType<typeof request.scaleRequest>,
    done: string,
  ): Promise<Outcome> => outcome(kubectl, await run.act({ line: kubectl, requests: [asked] }), done)
  const disturb = async (kubectl: string, fault: FaultAction, done: string): Promise<Outcome> => {
    const { disturbed } = await run.act({ line: kubectl, fault })
    return { kubectl, output: disturbed ? done : 'nothing there to disturb', ok: disturbed ?? false }
  }
  return {
    play: () => run.play(),
    pause: () => run.pause(),
    step: () => run.step(),
    setSpeed: (speed) => run.setSpeed(speed),
    apply: (text, serverSide) => run.apply(text, false, serverSide),
    dryRun: (text, serverSide) => run.apply(text, true, serverSide),
    select: (selected) => run.show({ selected }),
    ask: (needs) => run.show(needs),
    showRollout: (rollout) => run.show({ rollout }),
    pauseRollout: (ref, paused) =>
      once(
        line.pauseLine(ref, paused),
        request.pauseRequest(ref, paused),
        `${request.resourceName(ref)} ${paused ? 'paused' : 'resumed'}`,
      ),
    boundRollout: (ref, surge, unavailable) =>
      once(
        line.boundsLine(ref, surge, unavailable),
        request.boundsRequest(ref, surge, unavailable),
        `${request.resourceName(ref)} patched`,
      ),
    load: async (load, words) => {
      const kubectl = `# load ${load.name}: ${words}`
      await run.act({ line: kubectl, load })
      return { kubectl, output: `requests to ${load.name}: ${words}`, ok: true }
    },
    endLoad: async (endLoad) => {
      const kubectl = `# load ${endLoad} ends`
      await run.act({ line: kubectl, endLoad })
      return { kubectl, output: 'no more requests', ok: true }
    },
    scale: (ref, replicas) =>
      once(line.scaleLine(ref, replicas), request.scaleRequest(ref, replicas), `${request.resourceName(ref)} scaled`),
    restart: (ref) =>
      once(line.restartLine(ref), request.restartRequest(ref, run.now()), `${request.resourceName(ref)} restarted`),
    delete: (ref) => once(line.deleteLine(ref), request.deleteRequest(ref), `${deletedName(ref)} deleted`),
    addNodes: async (nodes) => {
      const kubectl = line.addNodesLine(nodes)
      const done = await run.act({ line: kubectl, requests: nodes.map(request.createNodeRequest) })
      return outcome(kubectl, done, nodes.map(({ name }) => `node/${name} created`).join('\n'))
    },
    cordon: (node) => once(line.cordonLine(node), request.cordonRequest(node, true), `node/${node} cordoned`),
    uncordon: (node) => once(line.uncordonLine(node), request.cordonRequest(node, false), `node/${node} uncordoned`),
    drain: (node) => drain(run, node),
    nodeDown: (node) => disturb(line.nodeDownLine(node), { name: 'nodeDown', node }, `${node} has no power`),
    nodeUp: (node) => disturb(line.nodeUpLine(node), { name: 'nodeUp', node }, `${node} boots`),
    disturb: (fault, words) => disturb(`# ${words}`, fault, words),
    killPod: (namespace, pod) =>
      disturb(line.killPodLine(namespace, pod), { name: 'killPod', namespace, pod }, `containers of ${pod} killed`),
    crashContainer: (namespace, pod, container) =>
      disturb(
        line.crashContainerLine(namespace, pod, container),
        { name: 'crashContainer', namespace, pod, ...(container ? { container } : {}) },
        `container of ${pod} ended`,
      ),
  }
}

interface PodItem {
  metadata: { name: string; namespace: string; ownerReferences?: { kind: string; controller?: boolean }[] }
}

/** Cordon, then evict what no DaemonSet owns. */
async function drain(run: Run, node: string): Promise<Outcome> {
  const kubectl = line.drainLine(node)
  const list = await run.cluster().read(request.podsOnRequest(node))
  const pods = ((list.body as { items?: PodItem[] }).items ?? []).filter(({ metadata }) => !isDaemon(metadata))
  const evictions = pods.map(({ metadata }) => request.evictRequest(metadata.namespace, metadata.name))
  const done = await run.act({ line: kubectl, requests: [request.cordonRequest(node, true), ...evictions] })
  const said = pods.map(({ metadata }) => `evicting pod ${metadata.namespace}/${metadata.name}`)
  return outcome(kubectl, done, [`node/${node} cordoned`, ...said].join('\n'))
}

const isDaemon = ({ ownerReferences = [] }: PodItem['metadata']) =>
  ownerReferences.some(({ kind, controller }) => controller && kind === 'DaemonSet')

const deletedName = (ref: ObjectRef) => `${request.resourceName({ ...ref, name: '' }, '')} "${ref.name}"`

/** The first refusal, in kubectl's words; else what was done. */
function outcome(kubectl: string, { responses }: { responses: ApiResponse[] }, done: string): Outcome {
  const refused = responses.find(({ code }) => code >= 300)
  if (!refused) return { kubectl, output: done, ok: true }
  const { reason = 'Unknown', message = '' } = refused.body as { reason?: string; message?: string }
  return { kubectl, output: `Error from server (${reason}): ${message}`, ok: false }
}
