/** Manifests to begin with, each showing one thing. */
import type { OfferedText } from '../../session/ui.ts'

interface Sample extends OfferedText {
  title: string
}

export const SAMPLES: readonly Sample[] = [
  {
    title: 'A Deployment and its Service',
    name: 'random.yaml',
    text: `# Three copies of a small web server.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: random-generator
spec:
  replicas: 3
  selector:
    matchLabels:
      app: random-generator
  template:
    metadata:
      labels:
        app: random-generator
    spec:
      containers:
        - name: app
          image: k8spatterns/random-generator:1.0
          ports:
            - containerPort: 8080
              name: http
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /actuator/health
              port: http
            periodSeconds: 5
---
# One address for all that are ready.
apiVersion: v1
kind: Service
metadata:
  name: random-generator
spec:
  selector:
    app: random-generator
  ports:
    - port: 80
      targetPort: http
`,
  },
  {
    title: 'An image that does not exist',
    name: 'bad-image.yaml',
    text: `# No registry has this tag: the kubelet
# keeps trying, ever more slowly.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: typo
spec:
  replicas: 2
  selector:
    matchLabels:
      app: typo
  template:
    metadata:
      labels:
        app: typo
    spec:
      containers:
        - name: app
          image: k8spatterns/random-generator:1.O
`,
  },
  {
    title: 'A request that fits nowhere',
    name: 'too-large.yaml',
    text: `# A node has 4 CPUs. Both containers
# must run on the same one.
apiVersion: v1
kind: Pod
metadata:
  name: too-large
spec:
  containers:
    - name: small
      image: k8spatterns/random-generator:1.0
    - name: large
      image: k8spatterns/random-generator:1.0
      resources:
        requests:
          cpu: 6
`,
  },
  {
    title: 'A Pod that crashes',
    name: 'crash.yaml',
    text: `# The command ends with an error; each
# restart waits longer than the last.
apiVersion: v1
kind: Pod
metadata:
  name: crasher
spec:
  containers:
    - name: app
      image: busybox:1.36
      command:
        - sh
        - -c
        - echo starting; sleep 2; exit 3
`,
  },
]
