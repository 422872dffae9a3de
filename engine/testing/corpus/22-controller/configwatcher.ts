import { expect } from 'vitest'
import type { ConfigMap, Pod } from '../../../kinds/types.ts'
import type { CorpusCase } from '../case.ts'

export const configWatcher: CorpusCase = {
  title: 'a shell script in a Pod watches ConfigMaps through a proxy, and deletes the Pods that an annotation selects',
  manifests: `
apiVersion: v1
kind: ServiceAccount
metadata: {name: watcher}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: watcher}
rules:
- {apiGroups: [""], resources: [configmaps], verbs: [get, list, watch]}
- {apiGroups: [""], resources: [pods], verbs: [list, delete]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: watcher}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: watcher}
subjects: [{kind: ServiceAccount, name: watcher, namespace: default}]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-config
  annotations: {k8spatterns.com/podDeleteSelector: "app=web"}
data: {message: one}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: app
        image: k8spatterns/mini-http-server
        env: [{name: MESSAGE, valueFrom: {configMapKeyRef: {name: web-config, key: message}}}]
---
apiVersion: v1
kind: Pod
metadata: {name: watcher}
spec:
  serviceAccountName: watcher
  containers:
  - {name: proxy, image: k8spatterns/kubeapi-proxy}
  - name: script
    image: k8spatterns/curl-jq
    command: [sh, -c]
    args:
    - |
      base=http://localhost:8001/api/v1/namespaces/default
      sleep 3
      curl -N -s $base/configmaps?watch=true | while read -r event; do
        type=$(echo "$event" | jq -r .type)
        name=$(echo "$event" | jq -r .object.metadata.name)
        selector=$(echo "$event" | jq -r '.object.metadata.annotations["k8spatterns.com/podDeleteSelector"] // empty')
        [ "$type" = MODIFIED ] && [ -n "$selector" ] || continue
        echo "$name changed"
        query=$(echo "$selector" | sed 's/=/%3D/')
        for pod in $(curl -s "$base/pods?labelSelector=$query" | jq -r '.items[].metadata.name'); do
          code=$(curl -s -X DELETE -o /dev/null -w '%{http_code}' $base/pods/$pod)
          echo "deleted: $code"
        done
      done
`,
  outcome(w) {
    const web = () =>
      (w.table('pods').list('default') as Pod[]).filter(({ metadata }) => metadata.labels?.app === 'web')
    w.untilState('watcher', '2/2 Running 0')
    w.until('a web Pod runs', () => web()[0]?.status.phase === 'Running')
    w.run(10_000)
    const first = (web()[0] as Pod).metadata.uid
    w.change<ConfigMap>('configmaps', 'web-config', (map) => ({ ...map, data: { message: 'two' } }))
    w.until('another one runs', () => web().length === 1 && web()[0]?.metadata.uid !== first, 120_000)
    expect(w.log('watcher', 'script')).toEqual(['web-config changed', 'deleted: 200'])
  },
}
