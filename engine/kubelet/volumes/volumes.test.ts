import { describe, expect, it } from 'vitest'
import type { Pod } from '../../kinds/types.ts'
import { pod } from '../../testing/builders.ts'
import { NetworkWorld } from '../../testing/networkworld.ts'

type Spec = Partial<Pod['spec']>

/** A Pod that mounts its volumes at /v/<name>. */
function mounting(name: string, volumes: object[], more: Spec = {}, mount: object = {}) {
  const volumeMounts = volumes.map((volume) => {
    const called = (volume as { name: string }).name
    return { name: called, mountPath: `/v/${called}`, ...mount }
  })
  return pod(name)
    .container({ name: 'app', image: 'nginx:1.27', volumeMounts })
    .pod({ ...more, volumes } as Spec)
}

const config = (data: Record<string, string>, name = 'conf') =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data }) as never

function world(): NetworkWorld {
  return new NetworkWorld()
}

/** Files of a Pod's volume as its container sees it. */
function files(w: NetworkWorld, name: string, path: string): Record<string, string> {
  const mount = w.servers.specOf(name).mounts?.find((m) => m.path === path)
  return Object.fromEntries(w.servers.disks.volumes.get(mount?.volume as number)?.files ?? [])
}

describe('volumes', () => {
  it('of ConfigMaps and Secrets show keys as files, some under other names', () => {
    const w = world()
    w.create(config({ a: '1', b: '2' }))
    w.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'default' },
      stringData: { p: 'é' },
    } as never)
    const items = [{ key: 'b', path: 'x/b.txt' }]
    w.create(
      mounting('web', [
        { name: 'all', configMap: { name: 'conf' } },
        { name: 'some', configMap: { name: 'conf', items } },
        { name: 'secret', secret: { secretName: 's' } },
      ]).build(),
    )
    w.untilState('web', '1/1 Running 0')
    expect(files(w, 'web', '/v/all')).toEqual({ a: '1', b: '2' })
    expect(files(w, 'web', '/v/some')).toEqual({ 'x/b.txt': '2' })
    expect(files(w, 'web', '/v/secret')).toEqual({ p: '\u00c3\u00a9' })
  })

  it('keep a Pod waiting, with a node’s words, until what they show is there', () => {
    const w = world()
    w.create(mounting('web', [{ name: 'c', configMap: { name: 'conf' } }]).build())
    w.run(5_000)
    expect(w.state('web')).toBe('0/1 ContainerCreating 0')
    expect(w.events('web').at(-1)).toContain(
      'FailedMount MountVolume.SetUp failed for volume "c" : configmap "conf" not found',
    )
    w.create(config({ a: '1' }))
    w.untilState('web', '1/1 Running 0', 20_000)
    w.create(
      mounting('keyless', [{ name: 'c', configMap: { name: 'conf', items: [{ key: 'z', path: 'z' }] } }]).build(),
    )
    w.run(3_000)
    expect(w.events('keyless').at(-1)).toContain('references non-existent config key: z')
    w.create(mounting('easy', [{ name: 'c', configMap: { name: 'none', optional: true } }]).build())
    w.untilState('easy', '1/1 Running 0')
  })

  it('follow their source within a minute, but for a subPath’s', () => {
    const w = world()
    w.create(config({ a: '1' }))
    w.create(mounting('web', [{ name: 'c', configMap: { name: 'conf' } }]).build())
    w.untilState('web', '1/1 Running 0')
    w.change('configmaps', 'conf', (object) => ({ ...object, data: { a: '2' } }))
    expect(files(w, 'web', '/v/c')).toEqual({ a: '1' })
    const took = w.until('updated', () => files(w, 'web', '/v/c').a === '2', 61_000)
    expect(took).toBeGreaterThan(0)
    w.create(mounting('frozen', [{ name: 'c', configMap: { name: 'conf' } }], {}, { subPath: 'a' }).build())
    w.untilState('frozen', '1/1 Running 0')
    expect(w.servers.specOf('frozen').mounts?.[0]).toMatchObject({ path: '/v/c', subPath: 'a' })
  })

  it('of the Downward API show the Pod, and its labels as they change', () => {
    const w = world()
    const items = [
      { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
      { path: 'cpu', resourceFieldRef: { containerName: 'app', resource: 'limits.cpu', divisor: '1m' } },
    ]
    w.create(mounting('web', [{ name: 'd', downwardAPI: { items } }]).build())
    w.untilState('web', '1/1 Running 0')
    expect(files(w, 'web', '/v/d')).toEqual({ labels: 'app="web"', cpu: '4000' })
    w.change('pods', 'web', (object) => ({
      ...object,
      metadata: { ...object.metadata, labels: { app: 'web', tier: 'b' } },
    }))
    w.run(3_000)
    expect(files(w, 'web', '/v/d').labels).toBe('app="web"\ntier="b"')
  })

  it('give every Pod its account’s token, and a bound one where asked for', () => {
    const w = world()
    w.run(5_000)
    const sources = [{ serviceAccountToken: { path: 'tok', audience: 'vault', expirationSeconds: 600 } }]
    w.create(mounting('web', [{ name: 't', projected: { sources } }]).build())
    w.untilState('web', '1/1 Running 0')
    expect(files(w, 'web', '/v/t').tok?.split('.')).toHaveLength(3)
    const own = files(w, 'web', '/run/secrets/kubernetes.io/serviceaccount')
    expect(Object.keys(own).sort()).toEqual(['ca.crt', 'namespace', 'token'])
    expect(own.namespace).toBe('default')
  })

  it('that are empty are shared by the containers and gone with the Pod', () => {
    const w = world()
    w.create(mounting('web', [{ name: 'e', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }]).build())
    w.untilState('web', '1/1 Running 0')
    const volume = w.servers.specOf('web').mounts?.[0]?.volume as number
    expect(w.servers.disks.volumes.get(volume)?.options).toEqual({
      mode: 0o777,
      capacityBytes: 1_048_576,
      device: 'tmpfs',
    })
    w.delete('pods', 'web', { gracePeriodSeconds: 1 })
    w.run(40_000)
    expect(w.servers.disks.volumes.has(volume)).toBe(false)
  })

  it('of the machine are what their type asks for', () => {
    const w = world()
    const host = (path: string, type: string) => [{ name: 'h', hostPath: { path, type } }]
    w.create(mounting('no', host('/data/none', 'Directory')).node('node-1').build())
    w.run(3_000)
    expect(w.events('no').at(-1)).toContain('"h" : hostPath type check failed: /data/none is not a directory')
    w.create(mounting('made', host('/data/none', 'DirectoryOrCreate')).node('node-1').build())
    w.untilState('made', '1/1 Running 0')
    w.untilState('no', '1/1 Running 0')
    expect(w.servers.specOf('no').mounts?.[0]?.subPath).toBe('/data/none')
  })

  it('that are claimed wait for their claim, and are one Pod’s or one node’s by their access modes', () => {
    const w = world()
    const claim = [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }]
    w.create(mounting('early', claim).node('node-1').build())
    w.run(3_000)
    expect(w.events('early').at(-1)).toContain('persistentvolumeclaims "data" not found')
    const meta = { namespace: 'default' }
    w.create({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv' },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        csi: { driver: 'd', volumeHandle: 'h' },
        claimRef: { ...meta, name: 'data' },
        storageClassName: '',
      },
    } as never)
    w.create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', ...meta },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        volumeName: 'pv',
        storageClassName: '',
      },
    } as never)
    const table = w.table('persistentvolumeclaims')
    const row = table.row('default', 'data')
    w.cluster.server.verbs.replaceStatus(table, row, { phase: 'Bound' } as never)
    w.untilState('early', '1/1 Running 0', 130_000)
    w.create(mounting('beside', claim).node('node-1').build())
    w.untilState('beside', '1/1 Running 0')
    w.create(mounting('far', claim).node('node-2').build())
    w.run(5_000)
    expect(w.events('far').join('\n')).toContain(
      'FailedAttachVolume Multi-Attach error for volume "pv" Volume is already used by pod(s) early, beside',
    )
  })
})

describe('what a container is started with', () => {
  it('has names, resolver and hosts as its Pod says', () => {
    const w = world()
    w.runPod('web', {}, 'node-1', {
      hostname: 'www',
      subdomain: 'sites',
      setHostnameAsFQDN: true,
      hostAliases: [{ ip: '1.2.3.4', hostnames: ['a', 'b'] }],
    })
    const spec = w.servers.specOf('web')
    expect(spec.hostname).toBe('www.sites.default.svc.cluster.local')
    expect(spec.hostsFile).toContain(`${w.pod('web').status.podIP}\twww.sites.default.svc.cluster.local\twww\n`)
    expect(spec.hostsFile).toContain('# Entries added by HostAliases.\n1.2.3.4\ta\tb\n')
    expect(spec.resolvFile).toBe(
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    )
  })

  it('knows the Services that were there before it, and resolves its command', () => {
    const w = world()
    w.serve('db', { app: 'db' })
    w.create(
      pod('web')
        .container({
          name: 'app',
          image: 'nginx:1.27',
          command: ['run', '--db=$(DB_SERVICE_HOST)', '$(NONE)', '$$(DB_SERVICE_HOST)'],
          env: [{ name: 'URL', value: 'http://$(DB_SERVICE_HOST):$(DB_SERVICE_PORT)' }],
        })
        .build(),
    )
    w.run(5_000)
    const { env, template } = w.servers.specOf('web')
    const ip = w.clusterIP('db')
    expect(Object.fromEntries(env.map(({ name, value }) => [name, value]))).toMatchObject({
      URL: `http://${ip}:80`,
      KUBERNETES_SERVICE_HOST: '10.96.0.1',
      DB_PORT_80_TCP_PROTO: 'tcp',
    })
    expect(template.command).toEqual(['run', `--db=${ip}`, '$(NONE)', '$(DB_SERVICE_HOST)'])
  })

  it('does not start as root when it must not', () => {
    const w = world()
    w.create(
      pod('web')
        .image('nginx:1.27')
        .pod({ securityContext: { runAsNonRoot: true } })
        .build(),
    )
    w.run(5_000)
    expect(w.state('web')).toBe('0/1 CreateContainerConfigError 0')
    expect(w.events('web').join('\n')).toMatch(
      /Failed Error: container has runAsNonRoot and image will run as root \(pod: "web_default\(.*\)", container: app\)/,
    )
    w.create(
      pod('ok')
        .image('nginx:1.27')
        .pod({ securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 7 } })
        .build(),
    )
    w.untilState('ok', '1/1 Running 0')
    expect(w.servers.specOf('ok').template.security).toEqual({ runAsUser: 1000, groups: [7] })
  })

  it('tells of pull secrets that are not there', () => {
    const w = world()
    w.create(
      pod('web')
        .image('nginx:1.27')
        .pod({ imagePullSecrets: [{ name: 'reg' }] })
        .build(),
    )
    w.untilState('web', '1/1 Running 0')
    expect(w.events('web')).toContain(
      'FailedToRetrieveImagePullSecret Unable to retrieve some image pull secrets (reg); attempting to pull the image may not succeed.',
    )
  })
})
