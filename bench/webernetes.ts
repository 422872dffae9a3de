/**
 * The other simulator's side of B2. Its package is written for bundlers (it imports folders), so Node can load it
 * from the benchmarks' bundle only.
 */
import { BaseImage, Cluster, type ProcessContext } from '@ngrok/webernetes'

const PORT = 8080
const POLL_MS = 200
const LIMIT_MS = 600_000

/** The workload's program: answers on its port until it is killed. */
class Server extends BaseImage {
  static readonly imageName = 'registry.test/app'
  static readonly imageVersion = '1.0'
  readonly defaultCommand = ['server']

  override async exec(context: ProcessContext, argv: readonly string[]): Promise<number> {
    if (argv[0] !== 'server') return await super.exec(context, argv)
    context.listenHttp(PORT, async () => ({ status: 200, body: 'ok\n' }) as never)
    return await context.waitUntilKilled()
  }
}

/** Applies the manifests to a cluster of its own and waits until so many Pods are ready. */
export async function runTheirs(nodes: number, manifests: readonly object[], pods: number): Promise<void> {
  const cluster = new Cluster({ nodes })
  cluster.registerImage(Server as never)
  await cluster.init()
  await cluster.apply(manifests as never)
  const endMs = performance.now() + LIMIT_MS
  for (;;) {
    const ready = await readyPods(cluster)
    if (ready >= pods) return
    if (performance.now() > endMs) throw new Error(`webernetes has ${ready} of ${pods} Pods ready`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

async function readyPods(cluster: Cluster): Promise<number> {
  const { items } = await cluster.api.appsv1.listNamespacedDeployment({ namespace: 'default' })
  return items.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0)
}
