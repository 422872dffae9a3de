/** Manifests that the groups of command lines share. */

export const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, tier: front}
  annotations: {note: "a long note that goes on: and on, with a colon and many words, so that the line is folded somewhere"}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: c
        image: nginx:1.25
        ports: [{containerPort: 80, name: http}]
        resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
        readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 5}
---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
`

export const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: web}}
data:
  mode: "on"
  port: "8080"
  app.properties: |
    color=blue
    size=large
---
apiVersion: v1
kind: Secret
metadata: {name: login}
type: Opaque
stringData: {user: admin, password: "s3cret"}
`

export const POD = `apiVersion: v1
kind: Pod
metadata:
  name: busy
  labels: {app: busy}
spec:
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "echo started; sleep 3600"]
    env:
    - {name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}
    - {name: PLAIN, value: hello}
    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
    volumeMounts:
    - {name: conf, mountPath: /etc/conf, readOnly: true}
    - {name: scratch, mountPath: /tmp/scratch}
  volumes:
  - {name: conf, configMap: {name: settings}}
  - {name: scratch, emptyDir: {}}
`
