import { expect } from 'vitest'
import { podsOf, send } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

const PATH = '/apis/k8spatterns.com/v1/namespaces/default/configwatchers'

export const customResource: CorpusCase = {
  title:
    'a kind of its own with its schema, and an operator that is a script: it deletes Pods when the map that a resource names changes',
  manifests: `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: configwatchers.k8spatterns.com}
spec:
  group: k8spatterns.com
  scope: Namespaced
  names: {kind: ConfigWatcher, plural: configwatchers, singular: configwatcher, shortNames: [cw]}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [configMap, podSelector]
            properties:
              configMap: {type: string, maxLength: 63}
              podSelector: {type: object, additionalProperties: {type: string}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: operator}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: operator}
rules:
- {apiGroups: [""], resources: [configmaps], verbs: [get, list, watch]}
- {apiGroups: [""], resources: [pods], verbs: [list, delete, deletecollection]}
- {apiGroups: [k8spatterns.com], resources: [configwatchers], verbs: [get, list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: operator}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator}
subjects: [{kind: ServiceAccount, name: operator, namespace: default}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: webapp-config}
data: {message: Welcome}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: webapp}
spec:
  replicas: 2
  selector: {matchLabels: {app: webapp}}
  template:
    metadata: {labels: {app: webapp}}
    spec:
      containers:
      - name: app
        image: k8spatterns/mini-http-server
        env: [{name: MESSAGE, valueFrom: {configMapKeyRef: {name: webapp-config, key: message}}}]
---
apiVersion: v1
kind: Pod
metadata: {name: operator}
spec:
  serviceAccountName: operator
  containers:
  - {name: proxy, image: k8spatterns/kubeapi-proxy}
  - name: app
    image: k8spatterns/curl-jq
    command: [sh, -c]
    args:
    - |
      base=http://localhost:8001
      ns=$WATCH_NAMESPACE
      sleep 3
      curl -N -s "$base/api/v1/namespaces/$ns/configmaps?watch=true" | while read -r event; do
        [ "$(echo "$event" | jq -r .type)" = MODIFIED ] || continue
        map=$(echo "$event" | jq -r .object.metadata.name)
        curl -s "$base/apis/k8spatterns.com/v1/namespaces/$ns/configwatchers" |
          jq -r --arg map "$map" '.items[] | select(.spec.configMap == $map) | .spec.podSelector | to_entries | map(.key + "%3D" + .value) | join("%2C")' |
          while read -r selector; do
            echo "$map: $selector"
            curl -s -o /dev/null -w '%{http_code}\\n' -X DELETE "$base/api/v1/namespaces/$ns/pods?labelSelector=$selector"
          done
      done
    env: [{name: WATCH_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]
`,
  outcome(w) {
    const resource = (spec: object) => ({
      apiVersion: 'k8spatterns.com/v1',
      kind: 'ConfigWatcher',
      metadata: { name: 'webapp' },
      spec,
    })
    w.untilState('operator', '2/2 Running 0')
    w.until('two web Pods', () => podsOf(w, 'webapp').filter(({ status }) => status.phase === 'Running').length === 2)
    w.run(10_000)
    expect(send(w, 'POST', PATH, resource({ configMap: 'webapp-config' })).code).toBe(422)
    const spec = { configMap: 'webapp-config', podSelector: { app: 'webapp' } }
    expect(send(w, 'POST', PATH, resource(spec)).code).toBe(201)
    const before = podsOf(w, 'webapp').map(({ metadata }) => metadata.uid)
    w.change('configmaps', 'webapp-config', (map) => ({ ...map, data: { message: 'Goodbye' } }))
    w.until(
      'both are others',
      () =>
        podsOf(w, 'webapp').length === 2 && podsOf(w, 'webapp').every(({ metadata }) => !before.includes(metadata.uid)),
      120_000,
    )
    expect(w.log('operator')).toEqual(['webapp-config: app%3Dwebapp', '200'])
  },
}
