import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const roles: CorpusCase = {
  title: 'a Pod may do what its service account is bound to, in that namespace, and nothing else',
  manifests: `
apiVersion: v1
kind: ServiceAccount
metadata: {name: reader}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get, list]}
- {apiGroups: [""], resources: [configmaps], resourceNames: [mine], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: reader, namespace: default}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: mine}
---
apiVersion: v1
kind: Pod
metadata: {name: reader}
spec:
  serviceAccountName: reader
  containers:
  - name: app
    image: k8spatterns/curl-jq
    command: [sh, -c]
    args:
    - |
      dir=/var/run/secrets/kubernetes.io/serviceaccount
      ask() {
        curl -s -o /tmp/said -w '%{http_code}' --cacert $dir/ca.crt -H "Authorization: Bearer $(cat $dir/token)" "$@"
        echo " $(jq -r '.message // .kind' /tmp/said)"
      }
      api=https://kubernetes.default.svc/api/v1/namespaces
      ask $api/default/pods
      ask $api/default/configmaps/mine
      ask $api/default/configmaps
      ask -X DELETE $api/default/pods/reader
      ask $api/kube-system/pods
      sleep 1000
---
apiVersion: v1
kind: Pod
metadata: {name: without}
spec:
  automountServiceAccountToken: false
  containers: [{name: app, image: "busybox:1.36", command: [sh, -c, "ls /var/run/secrets 2>&1; sleep 1000"]}]
`,
  outcome(w) {
    w.untilState('reader', '1/1 Running 0')
    w.run(5_000)
    const user = 'User "system:serviceaccount:default:reader" cannot'
    expect(w.log('reader')).toEqual([
      '200 PodList',
      '200 ConfigMap',
      `403 configmaps is forbidden: ${user} list resource "configmaps" in API group "" in the namespace "default"`,
      `403 pods "reader" is forbidden: ${user} delete resource "pods" in API group "" in the namespace "default"`,
      `403 pods is forbidden: ${user} list resource "pods" in API group "" in the namespace "kube-system"`,
    ])
    expect(w.log('without')[0]).toContain('No such file or directory')
  },
}
