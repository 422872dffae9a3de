/** Rollouts, logs, waiting, machines: what goes on after a write. */
import type { Group } from './group.ts'
import { CONFIG, POD, WEB } from './manifests.ts'

const TWO = `apiVersion: v1
kind: Pod
metadata: {name: two}
spec:
  initContainers: [{name: first, image: "busybox:1.36", command: [sh, -c, "echo prepared"]}]
  containers:
  - {name: a, image: "busybox:1.36", command: [sh, -c, "echo from a; sleep 3600"]}
  - {name: b, image: "busybox:1.36", command: [sh, -c, "echo from b; sleep 3600"]}
`
const DB = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: "nginx:1.25"}]}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template: {metadata: {labels: {app: agent}}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: "nginx:1.25"}]}}
`

export const running: Group = {
  name: 'run',
  files: { 'web.yaml': WEB, 'config.yaml': CONFIG, 'pod.yaml': POD, 'two.yaml': TWO, 'db.yaml': DB },
  lines: [
    'apply -f config.yaml -f web.yaml -f pod.yaml -f two.yaml -f db.yaml',
    'logs busy',
    'logs pod/busy --timestamps',
    'logs busy --tail=0',
    'logs two',
    'logs two -c b',
    'logs two b',
    'logs two -c first',
    'logs two -c nope',
    '%logs two --all-containers',
    '%logs two --all-containers --prefix',
    'logs deploy/web --tail=1',
    '%logs -l app=web --tail=1 --prefix',
    'logs -l app=nope',
    'logs nope',
    'logs busy --previous',
    'logs',
    'rollout status deploy/web',
    'rollout status sts/db',
    'rollout status ds/agent',
    'rollout history deploy/web',
    'set image deploy/web c=nginx:1.26',
    'rollout history deploy/web',
    'rollout history deploy web --revision=1',
    'rollout history deploy web --revision=9',
    'describe deploy web',
    'rollout undo deploy/web',
    'rollout undo deploy/web --to-revision=9',
    'rollout undo deploy/web --to-revision=3',
    'rollout history deploy/web',
    'get rs -o wide',
    'rollout pause deploy/web',
    'rollout pause deploy/web',
    'rollout undo deploy/web',
    'rollout restart deploy/web',
    'rollout resume deploy/web',
    'rollout resume deploy/web',
    'rollout pause sts/db',
    'rollout status svc/web',
    'rollout status',
    'rollout foo',
    'set image sts/db c=nginx:1.26',
    'rollout history sts/db',
    'rollout history sts/db --revision=1',
    'rollout undo sts/db',
    'set image ds/agent c=nginx:1.26',
    'rollout history ds/agent',
    'rollout undo ds/agent --to-revision=1',
    'rollout history ds/agent',
    'wait --for=condition=Available deploy/web',
    'wait --for=condition=Ready pod --all',
    'wait --for=condition=Ready pod/nope',
    "wait --for=jsonpath='{.status.phase}'=Running pod/busy",
    'wait --for=create pod/busy',
    'wait --for=delete pod/nope',
    'wait pod/busy',
    '~wait --for=condition=Nothing pod/busy --timeout=2s',
    'events --for pod/busy',
    'events --types=Warning',
    'events -n team',
    'api-resources',
    'api-resources -o wide',
    'api-resources -o name',
    'api-resources --namespaced=false',
    'api-resources --api-group=apps --no-headers',
    'api-resources --sort-by=name',
    'api-versions',
    'explain pods',
    'explain deploy.spec.strategy',
    'explain deployment.spec.strategy.rollingUpdate.maxSurge',
    'explain pod.spec.containers.resources',
    'explain pod.spec.containers.imagePullPolicy',
    'explain configmap --recursive',
    'explain pod.spec.volumes --recursive',
    'explain pdb.spec',
    'explain svc.spec.ports',
    'explain ns.metadata',
    'explain deploy.spec.nothing',
    'explain nothing',
    'explain',
    'top nodes',
    'top pods',
    'cordon node-3',
    'drain node-3 --ignore-daemonsets',
    'uncordon node-3',
    'drain nope',
    'drain',
    'rollout restart deploy/web',
  ],
}
