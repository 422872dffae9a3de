/** `describe` of every kind. */
import type { Group } from './group.ts'
import { CONFIG, POD, WEB } from './manifests.ts'

const MORE = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}, annotations: {checked: "yes"}}
    spec:
      terminationGracePeriodSeconds: 5
      initContainers: [{name: prepare, image: "busybox:1.36", command: ["sh", "-c", "echo ready"]}]
      containers:
      - name: db
        image: nginx:1.25
        args: ["--verbose"]
        livenessProbe: {tcpSocket: {port: 80}, initialDelaySeconds: 3}
        startupProbe: {exec: {command: [cat, /tmp/x]}, failureThreshold: 100}
        envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: login, optional: true}, prefix: L_}]
        env:
        - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
        - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: USER, valueFrom: {secretKeyRef: {name: login, key: user}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, labels: {app: agent}}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      nodeSelector: {kubernetes.io/os: linux}
      tolerations: [{operator: Exists}, {key: gpu, value: "yes", effect: NoSchedule}, {key: x, operator: Exists, effect: NoExecute, tolerationSeconds: 30}]
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: agent}}}]
      containers: [{name: a, image: "nginx:1.25", ports: [{containerPort: 80}, {containerPort: 81, hostPort: 8081}]}]
      volumes: [{name: host, hostPath: {path: /var/log}}, {name: mem, emptyDir: {medium: Memory, sizeLimit: 10Mi}}, {name: s, secret: {secretName: login, optional: true}}]
---
apiVersion: batch/v1
kind: Job
metadata: {name: sum}
spec:
  completions: 2
  completionMode: Indexed
  template: {spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36", command: [sh, -c, "echo done"]}]}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  suspend: true
  jobTemplate: {spec: {template: {spec: {restartPolicy: OnFailure, containers: [{name: c, image: "busybox:1.36"}]}}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: urgent}
value: 1000
description: for what cannot wait
---
apiVersion: v1
kind: Service
metadata: {name: open}
spec: {type: NodePort, selector: {app: web}, ports: [{name: a, port: 80}, {name: b, port: 81, targetPort: 8081, protocol: UDP}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty}
spec: {selector: {app: nobody}, ports: [{port: 80}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: disk}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`

const BROKEN = `apiVersion: v1
kind: Pod
metadata: {name: broken, annotations: {long: "${'words and '.repeat(20)}", lines: "one\\ntwo"}}
spec:
  restartPolicy: Never
  containers:
  - {name: fails, image: "busybox:1.36", command: [sh, -c, "echo no; exit 3"]}
  - {name: missing, image: "nothing.example/none:1"}
---
apiVersion: v1
kind: Pod
metadata: {name: huge}
spec:
  priorityClassName: urgent
  containers: [{name: c, image: "nginx:1.25", resources: {requests: {cpu: "100"}}}]
`

export const describing: Group = {
  name: 'describe',
  files: { 'web.yaml': WEB, 'config.yaml': CONFIG, 'pod.yaml': POD, 'more.yaml': MORE, 'broken.yaml': BROKEN },
  lines: [
    'apply -f config.yaml -f web.yaml -f pod.yaml -f more.yaml',
    'apply -f broken.yaml',
    'describe pod busy',
    'describe pod broken',
    'describe pod huge',
    'describe pods -l app=web',
    'describe pod db',
    'describe deploy web',
    'describe deploy/web svc/web',
    'describe rs',
    'describe sts db',
    'describe ds agent',
    'describe job sum',
    'describe cronjob nightly',
    'describe svc',
    'describe endpoints web',
    'describe endpointslices',
    'describe node node-1',
    'describe nodes',
    'describe ns default',
    '%describe cm settings',
    '%describe secret login',
    'describe sa default',
    'describe pdb web',
    'describe priorityclass urgent',
    'describe pvc disk',
    'describe lease node-1 -n kube-node-lease',
    'describe controllerrevisions',
    'describe pod nope',
    'describe pods -l app=nope',
    'describe pods -n kube-system',
    'describe deploy web --show-events=false',
    'describe',
    'describe nothings x',
    'describe -f web.yaml',
  ],
}
