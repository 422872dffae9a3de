/** The cluster a recording is played against: three machines, a server on a port of its own, a kubectl pointed at it. */
import { request as httpRequest } from 'node:http'
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { Profile } from '../../core/latency.ts'
import { HttpServer } from '../../http/server.ts'
import type { KObject } from '../../api/object.ts'
import { Kubectl, type Run } from './kubectl.ts'
import { type Generated, type Hashes, hashesOf } from './normalise.ts'
import { isBrisk } from './pace.ts'
import { Patience } from './patience.ts'
import { type Ranks, ranksOf } from './readiness.ts'
import { namespaceOf, type Recording } from './recording.ts'
import { TestRuntime } from './testruntime.ts'

const SETTLE_MS = 120_000

/** The recorder's imitated machines took equal times: Pods made together became ready together. */
const STEADY: Profile = {
  watch: { meanMs: 20, jitterMs: 0 },
  controllerSync: { meanMs: 0, jitterMs: 0 },
  schedulingCycle: { meanMs: 0, jitterMs: 0 },
  bind: { meanMs: 2, jitterMs: 0 },
  kubeletSync: { meanMs: 5, jitterMs: 0 },
  statusWrite: { meanMs: 5, jitterMs: 0 },
  sandbox: { meanMs: 50, jitterMs: 0 },
  imagePull: { meanMs: 0, jitterMs: 0 },
  containerStart: { meanMs: 150, jitterMs: 0 },
  endpointProgramming: { meanMs: 10, jitterMs: 0 },
  pullBytesPerMs: 50_000,
}

/** A brisk recorder (see `pace.ts`) took it for rest when nothing had happened for so long. */
const QUIET_MS = 1_000
/** How long one of its commands took. */
const COMMAND_MS = 200
/** Nor did any wait for the silence of a Node without a machine to be noticed: quiet for so long was rest. */
const GHOST_QUIET_MS = 5_000

export interface RawAnswer {
  status: number
  warning: string | undefined
  body: unknown
}

const clusterOf = (ranks: Ranks) =>
  new Cluster({
    seed: 7,
    nodes: workers(3).map((group) => ({ ...group, labels: { 'topology.kubernetes.io/region': 'r1' } })),
    latency: STEADY,
    // The recorder's server did not listen where most do.
    apiPort: 16_443,
    runtime: (server) => new TestRuntime(server, ranks),
    historyLimit: 50_000,
    // The recorded cluster had no metrics server and no storage of its own, and no machine behind a Node made by hand.
    features: { metricsServer: false, defaultStorage: false, handmadeNodes: true, edge: false },
  })

export class GoldenWorld {
  readonly namespace: string
  readonly cluster: Cluster
  private readonly server: HttpServer
  private readonly patience: Patience
  private readonly brisk: boolean
  private kubectl: Kubectl | undefined
  private address = ''

  constructor(recording: Recording) {
    this.namespace = namespaceOf(recording)
    this.brisk = isBrisk(recording)
    this.cluster = clusterOf(ranksOf(recording.trace))
    this.server = new HttpServer(this.cluster)
    this.patience = new Patience(this.cluster, this.server)
  }

  async open(): Promise<void> {
    this.address = await this.server.listen(0)
    this.kubectl = new Kubectl(this.address)
    this.cluster.settle(SETTLE_MS)
    this.cluster.handle({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } }),
    })
    this.settle()
  }

  async close(): Promise<void> {
    this.kubectl?.remove()
    await this.server.close()
  }

  /** Puts an object of the recorder's server there, as a client of its own would. */
  put(manifest: string): Promise<Run> {
    return this.run(['apply', '-f', '-'], manifest, false)
  }

  /** Runs until only periodic events remain; or a moment only, when the next step comes in the middle of things. */
  settle(onlyMs?: number): void {
    const { clock } = this.cluster.server
    if (onlyMs !== undefined) clock.runUntil(clock.nowMs + onlyMs)
    else if (this.brisk) this.settleBriefly(QUIET_MS)
    else if (this.hasGhost()) this.settleBriefly(GHOST_QUIET_MS)
    else this.cluster.settle(SETTLE_MS)
  }

  /** Runs until something is so, at most as long as it would take to settle. */
  until(reached: (world: GoldenWorld) => boolean): void {
    const { clock } = this.cluster.server
    const endMs = clock.nowMs + SETTLE_MS
    while (!reached(this) && clock.pendingWork > 0 && clock.nextMs <= endMs) clock.step()
  }

  /** A Node that no machine stands behind. */
  private hasGhost(): boolean {
    const { kubelets, server } = this.cluster
    return server.store
      .table('nodes')
      .list()
      .some(({ metadata }) => kubelets.nodes.rangeOf(metadata.name) === undefined)
  }

  /** Runs until nothing has happened for a while. */
  private settleBriefly(quietMs: number): void {
    const { clock } = this.cluster.server
    const endMs = clock.nowMs + SETTLE_MS
    while (clock.pendingWork > 0 && clock.nextMs <= Math.min(endMs, clock.nowMs + quietMs)) clock.step()
    if (this.brisk) clock.runUntil(clock.nowMs + quietMs)
  }

  /** A command line's words after `kubectl`, in the scenario's namespace; time moves while it waits. */
  async run(words: readonly string[], input: string, waits: boolean): Promise<Run> {
    if (waits) this.patience.begin(words.includes('drain'))
    // Given a namespace, kubectl warns about what is in none; the recorder gave none for those.
    const scope = words.some((word) => /^(ns|namespace|nodes?)$/.test(word)) ? [] : ['-n', this.namespace]
    const run = await (this.kubectl as Kubectl).run([...scope, ...words], input)
    if (waits) this.patience.end()
    const { clock } = this.cluster.server
    if (this.brisk) clock.runUntil(clock.nowMs + COMMAND_MS)
    return run
  }

  /** A raw request, as the recorder sent it: without a user agent. */
  request(
    method: string,
    path: string,
    contentType: string | undefined,
    body: string | undefined,
    credentials: Record<string, string> = {},
  ): Promise<RawAnswer> {
    const headers = { ...credentials, ...(contentType === undefined ? {} : { 'content-type': contentType }) }
    return new Promise((resolve, reject) => {
      const sent = httpRequest(`${this.address}${path}`, { method, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => {
          const warning = response.headers.warning as string | undefined
          resolve({ status: response.statusCode ?? 0, warning, body: parsed(text) })
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  /** An object of the namespace as it stands. */
  find(resource: string, name: string): KObject | undefined {
    return this.cluster.server.store.table(resource).find(this.namespace, name)
  }

  /** The namespace's objects of a kind as they stand. */
  list(resource: string): KObject[] {
    return this.cluster.server.store.table(resource).list(this.namespace)
  }

  /** Every object ever made in the namespace, oldest first. */
  made(resource?: string): KObject[] {
    return this.written(resource, true)
  }

  /** Every event as each write left it: one about much of the same says something else each time. */
  events(): KObject[] {
    return this.written('events', false)
  }

  private written(resource: string | undefined, onlyMade: boolean): KObject[] {
    const { store } = this.cluster.server
    const out: KObject[] = []
    for (let revision = store.history.oldest; revision <= store.revision; revision++) {
      const change = store.history.change(revision)
      if (change?.after === undefined || (onlyMade && change.before !== undefined)) continue
      const fits = resource === undefined || store.tableAt(change.table).info.resource === resource
      if (fits && change.after.metadata.namespace === this.namespace) out.push(change.after)
    }
    return out
  }

  hashes(): Hashes {
    const made = [...this.made('replicasets.apps'), ...this.made('controllerrevisions.apps')]
    return hashesOf(made.map(({ metadata }) => metadata.name))
  }

  /** Names the server made up, in order. */
  generated(): Generated[] {
    return this.made()
      .filter(({ metadata }) => metadata.generateName)
      .map(({ metadata }) => ({ name: metadata.name, base: metadata.generateName as string }))
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
