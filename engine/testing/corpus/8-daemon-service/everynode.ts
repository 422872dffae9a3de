import { expect } from 'vitest'
import type { DaemonSet, Node } from '../../../kinds/types.ts'
import { podsOf } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const everyNode: CorpusCase = {
  title: 'one daemon on every node that matches, on new ones as well, writing to a path of its host',
  manifests: `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: refresher, labels: {app: refresher}}
spec:
  selector: {matchLabels: {app: refresher}}
  template:
    metadata: {labels: {app: refresher}}
    spec:
      nodeSelector: {feature: hw-rng}
      containers:
      - name: app
        image: k8spatterns/random-generator:1.0
        command: [sh, -c]
        args: ["while true; do java RandomRunner /host_dev/random 100; sleep 30; done"]
        volumeMounts: [{name: devices, mountPath: /host_dev}]
      volumes:
      - name: devices
        hostPath: {path: /dev/drydock, type: DirectoryOrCreate}
`,
  outcome(w) {
    const pods = () => podsOf(w).filter(({ status }) => status.phase === 'Running')
    const mark = (name: string) =>
      w.change<Node>('nodes', name, (node) => ({
        ...node,
        metadata: { ...node.metadata, labels: { ...node.metadata.labels, feature: 'hw-rng' } },
      }))
    w.run(5_000)
    expect(pods()).toHaveLength(0)
    mark('node-1')
    mark('node-3')
    w.until('two run', () => pods().length === 2, 60_000)
    expect(
      pods()
        .map(({ spec }) => String(spec.nodeName))
        .sort(),
    ).toEqual(['node-1', 'node-3'])
    w.run(40_000)
    for (const { metadata } of pods()) {
      expect(w.log(metadata.name)).toHaveLength(2)
      expect(w.log(metadata.name)[0]).toContain('Wrote 100 lines to /host_dev/random')
    }
    mark('node-2')
    w.until('three run', () => pods().length === 3, 60_000)
    const { status } = w.find<DaemonSet>('daemonsets.apps', 'refresher') as DaemonSet
    w.until('counted', () => (w.find<DaemonSet>('daemonsets.apps', 'refresher') as DaemonSet).status.numberReady === 3)
    expect(status.numberMisscheduled).toBe(0)
    expect(pods()[0]?.spec.tolerations?.map(({ key }) => key)).toContain('node.kubernetes.io/disk-pressure')
  },
}
