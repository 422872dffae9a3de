/** What predicates see beyond objects: words of containers, exits, requests, the patience of probes. */
import { beforeEach, describe, expect, it } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { doMove, runFor } from '../../workers/lesson/moves.ts'
import { CheckRun } from '../checkrun.ts'
import type { CheckSpec } from '../spec.ts'

const APP = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
        - name: app
          image: busybox:1.36
          command: [sh, -c, 'echo first; sleep 1; echo second; echo gone > /dev/termination-log; exit 3']
          startupProbe: {exec: {command: ["true"]}, initialDelaySeconds: 2, periodSeconds: 5, failureThreshold: 4}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
`

describe('predicates', () => {
  let cluster: Cluster
  beforeEach(() => {
    cluster = new Cluster()
    doMove(cluster, { do: 'apply', text: APP })
    runFor(cluster, 20_000, { look() {}, tell() {} })
  })

  const state = (that: string, args: Record<string, unknown>, rest: Partial<CheckSpec> = {}, ms = 5000) => {
    const run = new CheckRun(cluster, [{ say: '', that, args, ...rest }])
    runFor(cluster, ms, run)
    return run.outcome().checks[0]
  }

  it.each<[string, string, Record<string, unknown>, boolean]>([
    ['a line of a log', 'log', { labels: { app: 'app' }, says: 'second', previous: true }, true],
    ['lines in order', 'log', { labels: { app: 'app' }, inOrder: ['first', 'second'], previous: true }, true],
    ['lines in another order', 'log', { labels: { app: 'app' }, inOrder: ['second', 'first'], previous: true }, false],
    ['no such container', 'log', { labels: { app: 'app' }, container: 'side', says: 'first', previous: true }, false],
    ['an exit code', 'exits', { labels: { app: 'app' }, code: 3 }, true],
    ['another exit code', 'exits', { labels: { app: 'app' }, code: 137 }, false],
    ['a reason and last words', 'exits', { labels: { app: 'app' }, reason: 'Error', says: 'gone' }, true],
    ['a probe in seconds', 'probe', { deployment: 'app', kind: 'startup', seconds: 22 }, true],
    ['a probe without its delay', 'probe', { deployment: 'app', kind: 'startup', afterStart: true, seconds: 20 }, true],
    ['misses of a probe', 'probe', { deployment: 'app', kind: 'startup', misses: { atMost: 3 } }, false],
    ['a probe that is not there', 'probe', { deployment: 'app', kind: 'liveness' }, false],
  ])('%s', (_name, that, args, holds) => expect(state(that, args)?.state).toBe(holds ? 'passed' : 'waiting'))

  it('counts requests since the step began, and only those', () => {
    doMove(cluster, { do: 'load', load: loadOf('web') })
    runFor(cluster, 10_000, { look() {}, tell() {} })
    const answered = state('requests', { source: 'web', outcome: 'answered', count: { atLeast: 10 } }, {}, 8000)
    expect(answered?.state).toBe('passed')
    expect(answered?.have).toBeLessThan(45)
  })

  it('notices a request that fails though nothing is written', () => {
    doMove(cluster, { do: 'load', load: loadOf('nobody') })
    const failed = state('requests', { source: 'nobody', outcome: 'failed' }, { when: 'never' })
    expect(failed?.state).toBe('failed')
  })

  it('runs kubectl lines, and says what they were refused', () => {
    const run = new CheckRun(cluster, [{ say: '', that: 'object', args: { kind: 'Pod', name: 'web', count: 0 } }])
    doMove(cluster, { do: 'kubectl', line: 'delete pod web' }, run)
    expect(run.outcome().passedMs).toBeGreaterThan(20_000)
    expect(() => doMove(cluster, { do: 'kubectl', line: 'delete pod web' })).toThrow('pods "web" not found')
  })
})

const loadOf = (name: string) => ({
  name,
  target: { kind: 'service' as const, namespace: 'default', name },
  shape: [{ atSeconds: 0, ratePerSecond: 5 }],
})
