import { expect } from 'vitest'
import { send } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const contained: CorpusCase = {
  title:
    'a contained process is nobody in particular on a disk it cannot write; the namespace refuses others, the kubelet root',
  manifests: `
apiVersion: v1
kind: Namespace
metadata: {name: strict, labels: {pod-security.kubernetes.io/enforce: restricted}}
---
apiVersion: v1
kind: Pod
metadata: {name: contained}
spec:
  securityContext: {runAsNonRoot: true, runAsUser: 1000, fsGroup: 2000, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c]
    args: ["id -u; touch /made 2>&1 | grep -o 'Read-only file system'; touch /tmp/made && stat -c %g /tmp/made; sleep 1000"]
    securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
    volumeMounts: [{name: tmp, mountPath: /tmp}]
  volumes: [{name: tmp, emptyDir: {}}]
---
apiVersion: v1
kind: Pod
metadata: {name: asroot}
spec:
  securityContext: {runAsNonRoot: true}
  containers: [{name: app, image: "busybox:1.36", command: [sleep, "1000"]}]
`,
  outcome(w) {
    w.untilState('contained', '1/1 Running 0')
    w.run(1_000)
    expect(w.log('contained')).toEqual(['1000', 'Read-only file system', '2000'])
    w.untilState('asroot', '0/1 CreateContainerConfigError 0')
    expect(w.events('asroot').join('\n')).toContain('container has runAsNonRoot and image will run as root')
    const refused = send(w, 'POST', '/api/v1/namespaces/strict/pods', {
      metadata: { name: 'free' },
      spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] },
    })
    expect([refused.code, JSON.stringify(refused.body)]).toEqual([
      403,
      expect.stringContaining('violates PodSecurity \\"restricted:latest\\"'),
    ])
  },
}
