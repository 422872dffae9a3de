/** Lines that enter containers: exec, cp, attached runs, and how they are refused. */
import type { Group } from './group.ts'

const TWO = `apiVersion: v1
kind: Pod
metadata: {name: two}
spec:
  containers:
  - {name: web, image: "nginx:1.25"}
  - {name: side, image: "nginx:1.25"}
  initContainers:
  - {name: first, image: "busybox:1.36", command: ["true"]}
`

export const entering: Group = {
  name: 'entering',
  files: { 'two.yaml': TWO, 'given.txt': 'some text\n', 'dir/a.txt': 'a\n', 'dir/b/c.txt': 'c\n' },
  lines: [
    'run shell --image=nginx:1.25',
    'apply -f two.yaml',
    '~wait --for=condition=Ready pod/shell pod/two --timeout=60s',
    '~exec shell -- echo hi',
    "~exec shell -- sh -c 'echo out; echo err >&2; exit 3'",
    '~exec -i shell -- wc -c < given.txt',
    '~exec shell -- nope',
    '~exec pod/shell -- pwd',
    '~exec two -- echo first',
    '~exec two -c side -- echo side',
    '~exec two -c side -q -- echo side',
    'exec two -c none -- echo side',
    'exec shell',
    'exec shell ls',
    'exec -- ls',
    'exec nope -- ls',
    'exec deploy/nope -- ls',
    'exec shell -n kube-system -- ls',
    '~cp given.txt shell:/tmp/there.txt',
    '~exec shell -- cat /tmp/there.txt',
    '~cp given.txt shell:/tmp',
    '~exec shell -- ls /tmp',
    '~cp dir shell:/tmp/dir',
    '~exec shell -- find /tmp/dir -type f',
    '~cp shell:/tmp/there.txt back.txt',
    '~cp default/shell:tmp/there.txt again.txt',
    'cp nope.txt shell:/tmp/x',
    'cp given.txt other.txt',
    'cp shell:/tmp/a two:/tmp/b',
    'cp given.txt',
    'attach',
    'attach nope',
    "~run once --image=busybox:1.36 -i --rm --restart=Never --command -- sh -c 'sleep 60; echo said; exit 2'",
    'run once --image=busybox:1.36 --rm',
    'run once --image=busybox:1.36 -t',
  ],
}
