/** One request, really sent: the name is asked for, the way decided, the answer served. The cluster is changed: the caller takes it back. */
import type { Cluster } from '../../cluster.ts'
import type { Connection, HttpRequest, HttpResponse, Origin } from '../../core/network.ts'
import type { Pod } from '../../kinds/types.ts'
import type { Followed, FollowAsk } from '../../protocol/network.ts'

/** A caller that hears nothing gives up after so long. */
const PATIENCE_MS = 5_000
/** A caller outside of the cluster (RFC 5737). */
const OUTSIDER = '203.0.113.200'
const MOST_SAID = 200

interface Reached {
  connection: Connection
  /** What the name lookup took. */
  namedMs: number
}

/** @throws Error when the Pod that asks is gone or has no address yet */
export function followRequest(cluster: Cluster, ask: FollowAsk): Followed {
  const atMs = cluster.nowMs
  let end: Pick<Followed, 'outcome' | 'said' | 'tookMs' | 'servedMs'> = failed('name', 0)
  const hops = cluster.network.decisions.during(() => {
    const reached = ask.from ? byPod(cluster, ask, ask.from) : fromOutside(cluster, ask)
    end = reached === undefined ? failed('name', 0) : answer(cluster, ask, reached)
  })
  const named = hops.find((hop) => hop.at === 'name')
  if (end.outcome === 'name' && named) end = failed('name', named.tookMs)
  return { ask, atMs, hops, ...end }
}

const hostOf = ({ service, namespace }: FollowAsk) => `${service}.${namespace}.svc.cluster.local`

/** As a program in a Pod does: by name, with its resolver. */
function byPod(cluster: Cluster, ask: FollowAsk, from: NonNullable<FollowAsk['from']>): Reached | undefined {
  const { network, server } = cluster
  const pod = server.store.table('pods').find(from.namespace, from.name) as Pod | undefined
  if (!pod?.spec.nodeName || !pod.status.podIP) throw new Error(`Pod ${from.name} does not run`)
  const origin: Origin = {
    process: -1,
    podIP: pod.status.podIP,
    podNamespace: from.namespace,
    podName: from.name,
    nodeName: pod.spec.nodeName,
  }
  const named = network.resolve(origin, hostOf(ask), 'A')
  const address = named.records.find(({ type }) => type === 'A')?.data
  if (address === undefined) return undefined
  return { connection: network.connect(origin, address, ask.port, 'TCP'), namedMs: named.delayMs }
}

function fromOutside({ ways }: Cluster, { namespace, service: name, port, path }: FollowAsk): Reached | undefined {
  ways.refresh()
  const way = ways.find({ kind: 'service', namespace, name, port }, path, OUTSIDER)
  return way === 'name' || 'status' in way ? undefined : { connection: way.connection, namedMs: 0 }
}

function answer(cluster: Cluster, ask: FollowAsk, { connection, namedMs }: Reached) {
  const { outcome, delayMs } = connection
  if (outcome !== 'connected') return failed(outcome, namedMs + (outcome === 'timeout' ? PATIENCE_MS : delayMs))
  const { to, port, sourceIP } = connection
  // The API server speaks TLS only, and answers a plain request so.
  if (to.kind !== 'process')
    return { ...failed('400', namedMs + delayMs * 2), said: 'Client sent an HTTP request to an HTTPS server.' }
  const response = cluster.servers.serve(to.process, port, requestOf(ask, sourceIP))
  if (response === undefined) return failed('refused', namedMs + delayMs * 2)
  return served(response, namedMs + delayMs * 2)
}

function served({ status, body, latencyMs, reset }: HttpResponse, onTheWayMs: number) {
  const servedMs = Math.ceil(latencyMs)
  if (reset) return { ...failed('reset', onTheWayMs + servedMs), servedMs }
  if (onTheWayMs + servedMs > PATIENCE_MS) return failed('timeout', PATIENCE_MS)
  const said = body.split('\n', 1)[0]?.slice(0, MOST_SAID) ?? ''
  return { outcome: String(status), said, tookMs: onTheWayMs + servedMs, servedMs }
}

const requestOf = (ask: FollowAsk, sourceIP: string): HttpRequest => ({
  method: 'GET',
  path: ask.path,
  headers: { host: hostOf(ask), 'user-agent': 'follow' },
  body: '',
  scheme: 'http',
  sourceIP,
})

const failed = (outcome: string, tookMs: number) => ({ outcome, said: '', tookMs, servedMs: 0 })
