/** An hour of a busy cluster of a hundred Pods: any moment of it is near, and what is held stays within its budget. */
import { expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { UserAction } from '../../protocol/run.ts'
import { TimeTravel } from './timetravel.ts'

const LONG = process.env.DRYDOCK_LONG !== undefined
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
const SCRUBS = 60
/** CPU ms; the machine may be shared, so each place is gone to twice and the better one counts. */
const SCRUB_MS = 100
const BRANCH_MS = 50
const MOST_BYTES = 96 * 2 ** 20

function request(method: 'POST' | 'PATCH', path: string, body: object): UserAction {
  const type = method === 'POST' ? 'application/json' : 'application/merge-patch+json'
  return { verb: 'request', request: { method, path, body: JSON.stringify(body), headers: { 'content-type': type } } }
}

const WEB = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 100,
    selector: { matchLabels: { a: 'b' } },
    template: {
      metadata: { labels: { a: 'b' } },
      spec: {
        containers: [
          {
            name: 'c',
            image: 'k8spatterns/random-generator:1.0',
            readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 5 },
          },
        ],
      },
    },
  },
}

/** CPU ms of a piece of work. */
function cost(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

test.runIf(LONG)('an hour of a hundred Pods, rolled out every five minutes', () => {
  const travel = new TimeTravel(new Cluster({ seed: 3 }))
  const { cluster } = travel
  cluster.act(request('POST', DEPLOYMENTS, WEB))
  for (let quarter = 0; quarter < 3600 * 4; quarter++) {
    cluster.server.clock.runUntil(cluster.nowMs + 250)
    travel.moved()
    const labels = { a: 'b', v: String(quarter) }
    if (quarter % 1200 === 600)
      cluster.act(request('PATCH', `${DEPLOYMENTS}/web`, { spec: { template: { metadata: { labels } } } }))
  }
  const digest = cluster.digest()
  travel.seek(1_000)
  const scrubs = Array.from({ length: SCRUBS }, (_, n) => {
    const atMs = ((n * 7919) % 3600) * 1000 + 137
    const visit = () => cost(() => travel.seek(atMs))
    const away = () => travel.seek((atMs + 1_800_000) % 3_600_000)
    const first = visit()
    away()
    return Math.min(first, visit())
  })
  scrubs.sort((a, b) => a - b)
  const branch = cost(() => travel.branch('what if'))
  travel.switchTo(0)
  console.log(
    `scrub ${scrubs[SCRUBS / 2]?.toFixed(1)} ms, slowest ${scrubs.at(-1)?.toFixed(1)} ms, branch ${branch.toFixed(1)} ms`,
  )
  expect(cluster.digest()).toBe(digest)
  expect(scrubs.at(-1)).toBeLessThanOrEqual(SCRUB_MS)
  expect(branch).toBeLessThanOrEqual(BRANCH_MS)
  expect(travel.line.moments.heldBytes).toBeLessThanOrEqual(MOST_BYTES)
})
