import { describe, expect, it } from 'vitest'
import { pod } from '../../testing/builders.ts'
import { oneNode, SmallCluster } from '../../testing/scenarios/smallcluster.ts'

const manifest = (text: string) => `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {tier: machine}
spec:
  terminationGracePeriodSeconds: 5
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c, 'echo ${text}; trap "exit 0" TERM; while true; do sleep 1; done']
`

const WEB = '/etc/kubernetes/manifests/web.yaml'

function world(files: Record<string, string> = { [WEB]: manifest('one') }, more = {}) {
  return new SmallCluster({ nodes: oneNode({ files, ...more }) })
}

const put = (w: SmallCluster, text: string | undefined, path = WEB) =>
  w.fault('nodeFile', { node: 'node-1', path, ...(text === undefined ? { remove: true } : { text }) })

describe('a static Pod', () => {
  it('runs from its file and is shown by a mirror of its own', () => {
    const w = world()
    w.untilState('web-node-1', '1/1 Running 0')
    const { metadata, spec, status } = w.pod('web-node-1')
    const hash = metadata.annotations?.['kubernetes.io/config.hash'] as string
    expect(hash).toMatch(/^[0-9a-f]{32}$/)
    expect(metadata.annotations).toMatchObject({
      'kubernetes.io/config.mirror': hash,
      'kubernetes.io/config.source': 'file',
    })
    expect(metadata.annotations?.['kubernetes.io/config.seen']).toMatch(/^2025-01-01T00:00:00\.\d+Z$/)
    expect(metadata.labels).toEqual({ tier: 'machine' })
    expect(metadata.uid).not.toBe(hash)
    const owner = {
      apiVersion: 'v1',
      kind: 'Node',
      name: 'node-1',
      uid: w.node('node-1').metadata.uid,
      controller: true,
    }
    expect(metadata.ownerReferences).toEqual([owner])
    expect(spec).toMatchObject({ nodeName: 'node-1' })
    expect(spec.tolerations).toContainEqual({ operator: 'Exists', effect: 'NoExecute' })
    expect(spec.serviceAccountName).toBeUndefined()
    expect(status.podIP).toBeDefined()
    expect(w.log('web-node-1')).toEqual(['one'])
    expect(w.reasons('web-node-1')).toEqual(['Pulling', 'Pulled', 'Created', 'Started'])
  })

  it('comes back when its mirror is deleted, and its container never noticed', () => {
    const w = world()
    w.untilState('web-node-1', '1/1 Running 0')
    const { uid } = w.pod('web-node-1').metadata
    w.delete('pods', 'web-node-1')
    expect(w.pod('web-node-1').metadata.deletionTimestamp).toBeDefined()
    w.until('another mirror', () => w.find('pods', 'web-node-1')?.metadata.uid !== uid, 2_000)
    w.untilState('web-node-1', '1/1 Running 0', 2_000)
    w.delete('pods', 'web-node-1', { gracePeriodSeconds: 0 })
    expect(w.state('web-node-1')).toBe('gone')
    w.untilState('web-node-1', '1/1 Running 0', 2_000)
    w.run(30_000)
    expect(w.log('web-node-1')).toEqual(['one'])
    expect(w.reasons('web-node-1')).not.toContain('Killing')
  })

  it('ends and begins anew when its file says something else; a file that is none changes nothing', () => {
    const w = world()
    w.untilState('web-node-1', '1/1 Running 0')
    const { uid } = w.pod('web-node-1').metadata
    put(w, manifest('two'))
    w.until('the second', () => w.find('pods', 'web-node-1')?.metadata.uid !== uid && w.log('web-node-1')[0] === 'two')
    expect(w.reasons('web-node-1')).toContain('Killing')
    w.untilState('web-node-1', '1/1 Running 0', 5_000)
    put(w, 'apiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec: {}\n', '/etc/kubernetes/manifests/other.yaml')
    w.run(5_000)
    expect(w.state('other-node-1')).toBe('gone')
    expect(w.state('web-node-1')).toBe('1/1 Running 0')
    expect(w.fileOn('node-1', '/var/log/kubelet.log')).toMatch(
      /^E0101 00:0\d:\d\d\.\d{6} {7}1 file\.go:187\] "Could not process manifest file" err="invalid pod: spec\.containers: Required value" path="\/etc\/kubernetes\/manifests\/other\.yaml"\n$/,
    )
  })

  it('ends when its file is removed', () => {
    const w = world()
    w.untilState('web-node-1', '1/1 Running 0')
    put(w, undefined)
    w.until('gone', () => w.state('web-node-1') === 'gone', 10_000)
    w.run(60_000)
    expect(w.state('web-node-1')).toBe('gone')
  })

  it('may come from a Pod that writes to the machine’s disk', () => {
    const w = world({})
    const volumes = [{ name: 'etc', hostPath: { path: '/etc/kubernetes/manifests', type: 'DirectoryOrCreate' } }]
    const volumeMounts = [{ name: 'etc', mountPath: '/m' }]
    const command = ['sh', '-c', 'sleep 3; echo "$TEXT" > /m/web.yaml; sleep 1000']
    const env = [{ name: 'TEXT', value: manifest('three') }]
    w.create(pod('writer').container({ image: 'busybox:1.36', command, env, volumeMounts }).pod({ volumes }).build())
    w.untilState('web-node-1', '1/1 Running 0', 20_000)
    expect(w.log('web-node-1')).toEqual(['three'])
  })

  it('starts on a machine that nobody can reach, and is seen when it can be', () => {
    const w = world()
    w.untilState('web-node-1', '1/1 Running 0')
    w.fault('partition', { nodes: ['node-1'] })
    put(w, manifest('alone'))
    w.run(30_000)
    expect(w.log('web-node-1')).toEqual(['alone'])
    w.fault('heal', {})
    w.run(5_000)
    expect(w.state('web-node-1')).toBe('1/1 Running 0')
    expect(w.log('web-node-1')).toEqual(['alone'])
  })

  it('runs again after its machine was off, and goes with its Node', () => {
    const w = world()
    w.untilState('web-node-1', '1/1 Running 0')
    w.fault('nodeDown', { node: 'node-1' })
    w.run(400_000)
    w.fault('nodeUp', { node: 'node-1' })
    w.untilState('web-node-1', '1/1 Running 1', 20_000)
    w.delete('nodes', 'node-1')
    w.until('gone', () => w.state('web-node-1') === 'gone', 120_000)
  })

  it('names nothing that only the API server knows', () => {
    const w = world({
      [WEB]: manifest('one').replace('containers:', 'volumes: [{name: v, configMap: {name: c}}]\n  containers:'),
    })
    w.run(10_000)
    expect(w.state('web-node-1')).toBe('gone')
    expect(w.fileOn('node-1', '/var/log/kubelet.log')).toContain('static pods may not reference configmaps')
  })

  it('has a mirror that keeps its annotation', () => {
    const w = world()
    w.untilState('web-node-1', '1/1 Running 0')
    const annotate = (annotations: Record<string, string>) => () =>
      w.change('pods', 'web-node-1', (object) => ({ ...object, metadata: { ...object.metadata, annotations } }))
    expect(annotate({})).toThrow(
      'metadata.annotations[kubernetes.io/config.mirror]: Forbidden: may not remove or update mirror pod annotation',
    )
  })

  it('is removed where it mirrors nothing', () => {
    const w = world({})
    w.create(pod('fake').annotation('kubernetes.io/config.mirror', 'x').node('node-1').build())
    w.until('gone', () => w.state('fake') === 'gone', 5_000)
  })
})
