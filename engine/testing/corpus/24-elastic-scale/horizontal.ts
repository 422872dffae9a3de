import { expect } from 'vitest'
import type { Deployment, HorizontalPodAutoscaler } from '../../../kinds/types.ts'
import { holds } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const horizontal: CorpusCase = {
  title: 'under load the autoscaler adds Pods up to its bound; when it is gone it waits, and takes them back',
  manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: rg}
spec:
  selector: {matchLabels: {app: rg}}
  template:
    metadata: {labels: {app: rg}}
    spec:
      containers:
      - name: app
        image: k8spatterns/random-generator:1.0
        ports: [{containerPort: 8080}]
        readinessProbe: {httpGet: {path: /actuator/health, port: 8080}}
        resources: {requests: {cpu: 200m}, limits: {cpu: 300m}}
---
apiVersion: v1
kind: Service
metadata: {name: rg}
spec: {selector: {app: rg}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: rg}
spec:
  minReplicas: 1
  maxReplicas: 4
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: rg}
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
  behavior: {scaleDown: {stabilizationWindowSeconds: 120}}
---
apiVersion: v1
kind: Pod
metadata: {name: load}
spec:
  containers:
  - name: app
    image: k8spatterns/curl-jq
    command: [sh, -c, "end=$(($(date +%s) + 300)); while [ $(date +%s) -lt $end ]; do curl -s -o /dev/null 'http://rg?burn=200000'; done; echo enough; sleep 100000"]
`,
  outcome(w) {
    const replicas = () => (w.find<Deployment>('deployments.apps', 'rg') as Deployment).status.availableReplicas ?? 0
    const scaler = () =>
      w.find<HorizontalPodAutoscaler>('horizontalpodautoscalers.autoscaling', 'rg') as HorizontalPodAutoscaler
    let most = 0
    w.until(
      'the load is over',
      () => {
        most = Math.max(most, replicas())
        return w.log('load').length > 0
      },
      600_000,
    )
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(4)
    expect(holds(scaler() as never, 'AbleToScale')).toBe(true)
    const waited = w.until('one again', () => replicas() === 1, 900_000)
    expect(waited).toBeGreaterThan(100_000)
  },
}
