import { expect } from 'vitest'
import type { ConfigMap } from '../../../kinds/types.ts'
import { send } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const mounted: CorpusCase = {
  title:
    'files of a ConfigMap change under the application at once, a subPath stays; a Secret has its modes; immutable is refused',
  manifests: `
apiVersion: v1
kind: ConfigMap
metadata: {name: rg-config}
data: {application.properties: "server.port=7070", other: not mounted}
---
apiVersion: v1
kind: Secret
metadata: {name: rg-secret}
data: {token: c2VzYW1l}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: rg-fixed}
immutable: true
data: {a: b}
---
apiVersion: v1
kind: Pod
metadata: {name: rg}
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c]
    args:
    - |
      ls /config; stat -L -c %a /secret/token; cat /secret/token; echo
      last=
      while true; do
        now="$(cat /config/application.properties) $(cat /etc/one)"
        [ "$now" = "$last" ] || echo "$now"
        last="$now"
        sleep 1
      done
    volumeMounts:
    - {name: config, mountPath: /config}
    - {name: whole, mountPath: /etc/one, subPath: application.properties}
    - {name: secret, mountPath: /secret, readOnly: true}
  volumes:
  - name: config
    configMap: {name: rg-config, items: [{key: application.properties, path: application.properties}]}
  - name: whole
    configMap: {name: rg-config}
  - name: secret
    secret: {secretName: rg-secret, defaultMode: 256}
`,
  outcome(w) {
    w.untilState('rg', '1/1 Running 0')
    w.run(5_000)
    const before = ['application.properties', '400', 'sesame', 'server.port=7070 server.port=7070']
    expect(w.log('rg')).toEqual(before)
    const data = { 'application.properties': 'server.port=7071' }
    w.change<ConfigMap>('configmaps', 'rg-config', (map) => ({ ...map, data }))
    w.run(90_000)
    expect(w.log('rg')).toEqual([...before, 'server.port=7071 server.port=7070'])
    const path = '/api/v1/namespaces/default/configmaps/rg-fixed'
    const fixed = send(w, 'GET', path).body as ConfigMap
    const refused = send(w, 'PUT', path, { ...fixed, data: { a: 'c' } })
    expect([refused.code, JSON.stringify(refused.body)]).toEqual([
      422,
      expect.stringContaining('field is immutable when `immutable` is set'),
    ])
  },
}
