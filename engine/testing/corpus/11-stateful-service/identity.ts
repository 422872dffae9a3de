import { expect } from 'vitest'
import type { StatefulSet } from '../../../kinds/types.ts'
import { isReady, look, podsOf } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const identity: CorpusCase = {
  title: 'Pods of a StatefulSet keep name, address by name and disk; they come in order and go in reverse',
  manifests: `
apiVersion: v1
kind: Service
metadata: {name: rg}
spec: {clusterIP: None, selector: {app: rg}, ports: [{name: http, port: 8080}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: rg}
spec:
  serviceName: rg
  replicas: 2
  selector: {matchLabels: {app: rg}}
  template:
    metadata: {labels: {app: rg}}
    spec:
      containers:
      - name: app
        image: k8spatterns/random-generator:1.0
        env: [{name: LOG_FILE, value: /logs/random.log}]
        ports: [{containerPort: 8080, name: http}]
        volumeMounts: [{name: logs, mountPath: /logs}]
        readinessProbe: {tcpSocket: {port: http}}
  volumeClaimTemplates:
  - metadata: {name: logs}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Mi}}}
`,
  outcome(w) {
    w.until('the second exists', () => w.state('rg-1') !== 'gone', 120_000)
    expect(isReady(w.pod('rg-0'))).toBe(true)
    w.untilState('rg-1', '1/1 Running 0', 120_000)
    w.run(3_000)
    expect(
      look(
        w,
        'asker',
        'curl -s rg-0.rg:8080 | jq -r .version; nslookup -type=srv _http._tcp.rg.default.svc.cluster.local | grep "service = " | sed "s/.*service = //" | sort | cut -d" " -f3-',
      ),
    ).toEqual(['1.0', '8080 rg-0.rg.default.svc.cluster.local.', '8080 rg-1.rg.default.svc.cluster.local.'])
    const uid = w.pod('rg-0').metadata.uid
    w.delete('pods', 'rg-0')
    w.until('it is back', () => w.state('rg-0') === '1/1 Running 0' && w.pod('rg-0').metadata.uid !== uid, 120_000)
    // Its log is the old disk's: one line of before.
    expect(look(w, 'again', 'sleep 3; curl -s rg-0.rg:8080/logs | wc -l')).toEqual(['1'])
    w.change<StatefulSet>('statefulsets.apps', 'rg', (set) => ({ ...set, spec: { ...set.spec, replicas: 1 } }))
    w.until('the last goes', () => w.state('rg-1') === 'gone', 120_000)
    expect(podsOf(w, 'rg').map(({ metadata }) => metadata.name)).toEqual(['rg-0'])
    expect(w.find('persistentvolumeclaims', 'logs-rg-1')).toBeDefined()
  },
}
