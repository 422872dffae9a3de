import { expect } from 'vitest'
import type { Pod } from '../../../kinds/types.ts'
import type { CorpusCase } from '../case.ts'

export const downward: CorpusCase = {
  title: 'a Pod learns about itself: values of its environment stay, the files of its labels follow',
  manifests: `
apiVersion: v1
kind: Pod
metadata:
  name: rg
  labels: {app: rg, track: canary}
  annotations: {pattern: Self Awareness}
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c]
    args:
    - |
      echo "$POD_NAME $NODE_NAME $MEMORY_LIMIT $CPU_REQUEST $TRACK"
      [ "$POD_IP" = "$(hostname -i)" ] && echo same address
      cat /podinfo/pattern; echo
      last=
      while true; do
        now=$(grep -o 'track=.*' /podinfo/labels)
        [ "$now" = "$last" ] || echo "$now"
        last=$now
        sleep 5
      done
    resources: {requests: {cpu: 150m}, limits: {memory: 64Mi, cpu: "1"}}
    env:
    - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
    - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
    - {name: TRACK, valueFrom: {fieldRef: {fieldPath: "metadata.labels['track']"}}}
    - {name: MEMORY_LIMIT, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
    - {name: CPU_REQUEST, valueFrom: {resourceFieldRef: {containerName: app, resource: requests.cpu, divisor: 1m}}}
    volumeMounts: [{name: podinfo, mountPath: /podinfo}]
  volumes:
  - name: podinfo
    downwardAPI:
      items:
      - {path: labels, fieldRef: {fieldPath: metadata.labels}}
      - {path: pattern, fieldRef: {fieldPath: "metadata.annotations['pattern']"}}
`,
  outcome(w) {
    w.untilState('rg', '1/1 Running 0')
    w.run(10_000)
    const node = w.pod('rg').spec.nodeName
    const first = [`rg ${node} 64 150 canary`, 'same address', 'Self Awareness', 'track="canary"']
    expect(w.log('rg')).toEqual(first)
    w.change<Pod>('pods', 'rg', (pod) => ({
      ...pod,
      metadata: { ...pod.metadata, labels: { app: 'rg', track: 'stable' } },
    }))
    w.run(120_000)
    expect(w.log('rg')).toEqual([...first, 'track="stable"'])
  },
}
