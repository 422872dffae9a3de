/** `npm run apiserver`: a cluster behind HTTP on 127.0.0.1, for a real kubectl and other clients. */
import { DEFAULT_OPTIONS } from '../engine/cluster.ts'
import { Cluster } from '../engine/cluster.ts'
import { HttpServer } from '../engine/http/server.ts'
import { loadManifests } from '../engine/http/load.ts'
import { OptionError, parseOptions, USAGE } from '../engine/http/options.ts'

async function main(args: string[]): Promise<void> {
  const options = parseOptions(args)
  if (options === undefined) {
    console.log(USAGE)
    return
  }
  const { seed, epoch, nodes, latency = DEFAULT_OPTIONS.latency, features = {}, scheduler, podSecurity } = options
  const admission = { ...(scheduler && { scheduler }), ...(podSecurity && { podSecurity }) }
  const cluster = new Cluster({ seed, epoch, nodes, latency, features, ...admission })
  const server = new HttpServer(cluster)
  const stop = () => void server.close().then(() => process.exit(0))
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  for (const text of loadManifests(cluster, options.load)) console.error(text)
  const address = await server.listen(options.port)
  server.driver.setSpeed(options.speed)
  console.log(`serving the Kubernetes API on ${address}`)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = error instanceof OptionError || (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  console.error(known ? (error as Error).message : error)
  process.exit(known ? 2 : 1)
})
