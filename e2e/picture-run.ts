/**
 * A run whose every view has something to show: a release half rolled out, an autoscaler under load, a Pod that fits nowhere
 * and one that crashes.
 */
import { ClusterSession, PROTOCOL } from '../engine/workers/session.ts'
import { encodeRun } from '../engine/workers/links/sharedrun.ts'

const SEED = 11
const RELEASED_MS = 96_000
const UNTIL_MS = 104_000

const deployment = (name: string, replicas: number, image: string, cpu: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  strategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: app
          image: ${image}
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /actuator/health, port: 8080 }, periodSeconds: 2 }
          resources: { requests: { cpu: ${cpu} } }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: 8080 }] }
`

const catalog = (version: string) => deployment('catalog', 4, `k8spatterns/random-generator:${version}`, '100m')

const SHOP = `${deployment('storefront', 2, 'k8spatterns/random-generator:1.0', '200m')}---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { LOG_LEVEL: info }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: storefront }
spec:
  minReplicas: 2
  maxReplicas: 4
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: storefront }
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]
---
${catalog('1.0')}---
apiVersion: v1
kind: Pod
metadata: { name: hungry }
spec:
  containers:
    - name: app
      image: nginx:1.27
      envFrom: [{ configMapRef: { name: settings } }]
      resources: { requests: { cpu: '90' } }
---
apiVersion: v1
kind: Pod
metadata: { name: crashing }
spec:
  containers: [{ name: app, image: 'busybox:1.36', command: [sh, -c, sleep 1; exit 1] }]
`

const APPLY = { dryRun: false, namespace: 'default' }

/** The fragment that opens it; the page stands still with it, in the middle of the release. */
export function pictureRun(): string {
  const session = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  session.boot(PROTOCOL, { seed: SEED })
  session.step(2_000)
  session.apply(SHOP, APPLY)
  session.step(20_000)
  const target = { kind: 'service', namespace: 'default', port: 80 } as const
  const shape = [
    { atSeconds: 0, ratePerSecond: 2 },
    { atSeconds: 60, ratePerSecond: 20 },
  ]
  session.act({
    line: '# load on storefront',
    load: { name: 'visitors', target: { ...target, name: 'storefront' }, shape, path: '/?burn=200000' },
  })
  session.step(RELEASED_MS - 22_000)
  session.apply(catalog('2.0'), APPLY)
  session.step(UNTIL_MS - RELEASED_MS)
  return encodeRun({ log: session.log(), untilMs: UNTIL_MS, files: [] })
}
