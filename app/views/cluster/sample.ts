/** A Deployment and a Service to begin with. */
import type { OfferedText } from '../../session/ui.ts'

export const SAMPLE: OfferedText = {
  name: 'web.yaml',
  text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 4
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: app
          image: k8spatterns/random-generator:1.0
          ports:
            - containerPort: 8080
          resources:
            requests: { cpu: 250m, memory: 128Mi }
            limits: { memory: 256Mi }
          readinessProbe:
            httpGet: { path: /actuator/health, port: 8080 }
            periodSeconds: 5
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports:
    - port: 80
      targetPort: 8080
`,
}
