import { expect } from 'vitest'
import type { ConfigMap } from '../../../kinds/types.ts'
import type { CorpusCase } from '../case.ts'

export const precedence: CorpusCase = {
  title:
    'where a variable comes from: image, envFrom, the later source, env; references in order; frozen until a restart',
  manifests: `
apiVersion: v1
kind: ConfigMap
metadata: {name: rg-config}
data: {PATTERN: from the first map, PORT: "8181", EXTRA_OPTIONS: high-secure}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: rg-more}
data: {PATTERN: from the second map}
---
apiVersion: v1
kind: Secret
metadata: {name: rg-secret}
stringData: {seed: "11232156346"}
---
apiVersion: v1
kind: Pod
metadata: {name: rg}
spec:
  containers:
  - name: app
    image: nginx:1.27
    command: [sh, -c, "echo \\"$PATTERN|$SEED|$URL|$LATER|$RND_PORT|\${NGINX_VERSION%%.*}|$MISSING\\"; sleep 20"]
    envFrom:
    - {configMapRef: {name: rg-config}}
    - {configMapRef: {name: rg-more}}
    - {configMapRef: {name: rg-config}, prefix: RND_}
    - {configMapRef: {name: not-there, optional: true}}
    env:
    - {name: SEED, valueFrom: {secretKeyRef: {name: rg-secret, key: seed}}}
    - {name: MISSING, valueFrom: {secretKeyRef: {name: rg-secret, key: nothing, optional: true}}}
    - {name: LATER, value: "$(URL)"}
    - {name: PORT, value: "8282"}
    - {name: URL, value: "http://host:$(PORT)/$$(PORT)"}
`,
  outcome(w) {
    w.untilState('rg', '1/1 Running 0')
    w.run(2_000)
    const said = (first: string) => [`${first}|11232156346|http://host:8282/$(PORT)|$(URL)|8181|1|`]
    expect(w.log('rg')).toEqual(said('from the second map'))
    w.change<ConfigMap>('configmaps', 'rg-more', (map) => ({ ...map, data: { PATTERN: 'changed' } }))
    w.untilState('rg', '1/1 Running 1', 60_000)
    w.run(2_000)
    expect([w.log('rg', 'app', true), w.log('rg')]).toEqual([said('from the second map'), said('changed')])
  },
}
