/** A real kubectl against the server, as a person would use it. Skipped, and said so, where the machine has none. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workers } from '../boot.ts'
import { Cluster } from '../cluster.ts'
import { Kubectl, kubectlVersion, type Run, shellWords } from '../testing/golden/kubectl.ts'
import { HttpServer } from './server.ts'

const version = kubectlVersion()
if (version === undefined) console.warn('no kubectl on this machine: its tests are skipped')

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "nginx:1.25"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`

describe.skipIf(version === undefined)('kubectl', () => {
  const cluster = new Cluster({ seed: 3, nodes: workers(3) })
  const server = new HttpServer(cluster)
  let kubectl: Kubectl

  beforeAll(async () => {
    kubectl = new Kubectl(await server.listen(0))
    server.driver.setSpeed(Number.POSITIVE_INFINITY)
  })

  afterAll(async () => {
    kubectl.remove()
    await server.close()
  })

  const run = (line: string, input = ''): Promise<Run> => kubectl.run(shellWords(line), input, 20_000)

  /** Standard output of a line that must succeed. */
  async function ok(line: string, input = ''): Promise<string> {
    const { exit, stdout, stderr } = await run(line, input)
    expect({ line, exit, stderr: exit === 0 ? '' : stderr }).toEqual({ line, exit: 0, stderr: '' })
    return stdout
  }

  test('says what it talks to', async () => {
    expect(await ok('version')).toContain('Server Version: v1.32.13')
    const resources = await ok('api-resources')
    expect(resources).toMatch(/^deployments +deploy +apps\/v1 +true +Deployment$/m)
    expect(resources).toMatch(/^pods +po +v1 +true +Pod$/m)
    expect(await ok('explain deployment.spec.strategy')).toContain('FIELD: strategy <DeploymentStrategy>')
    const older = await ok('explain deployment.spec.strategy --output=plaintext-openapiv2')
    expect(older).toContain('RESOURCE: strategy <Object>')
  })

  test('lists the group versions it serves as registered by itself', async () => {
    const listed = await ok('get apiservices --show-labels')
    expect(listed).toMatch(/^v1\.apps +Local +True +\S+ +kube-aggregator\.kubernetes\.io\/automanaged=onstart$/m)
    const versions = (await ok('api-versions')).trim().split('\n')
    // A head line more, and one less: what serves APIServices does not register itself.
    expect(listed.trim().split('\n')).toHaveLength(versions.length)
    expect(listed).not.toContain('v1.apiregistration.k8s.io')
  })

  test('refuses a retired version as on a cluster, and applies what stands beside it', async () => {
    const old = 'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: old}\n'
    const map = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: beside}\n'
    const { exit, stdout, stderr } = await run('apply -f -', old + map)
    expect(exit).toBe(1)
    expect(stdout).toBe('configmap/beside created\n')
    expect(stderr).toContain(
      'no matches for kind "Deployment" in version "extensions/v1beta1"\nensure CRDs are installed first',
    )
  })

  test('applies manifests and sees Pods become ready', async () => {
    expect(await ok('apply -f -', WEB)).toBe('deployment.apps/web created\nservice/web created\n')
    expect(await ok('rollout status deploy/web --timeout=15s')).toContain('successfully rolled out')
    expect(await ok('wait --for=condition=Available deploy/web --timeout=10s')).toBe(
      'deployment.apps/web condition met\n',
    )
    expect(await ok('get deploy web')).toMatch(/^web +3\/3 +3 +3 /m)
    expect((await ok('get pods -o wide')).match(/^web-\S+ +1\/1 +Running +0 .* node-[123] /gm)).toHaveLength(3)
    expect(await ok('get svc web -o yaml')).toContain('type: ClusterIP')
    expect(JSON.parse(await ok('get pods -o json')).items).toHaveLength(3)
    expect(await ok('apply -f -', WEB)).toBe('deployment.apps/web unchanged\nservice/web unchanged\n')
  })

  test('rolls, undoes, pauses and resumes', async () => {
    await ok('set image deploy/web c=nginx:1.26')
    expect(await ok('rollout status deploy/web --timeout=15s')).toContain('successfully rolled out')
    expect(await ok('rollout history deploy/web')).toContain('2         <none>')
    await ok('rollout undo deploy/web')
    await ok('rollout status deploy/web --timeout=15s')
    expect(await ok("get deploy web -o jsonpath='{.spec.template.spec.containers[0].image}'")).toBe('nginx:1.25')
    expect(await ok('rollout pause deploy/web')).toBe('deployment.apps/web paused\n')
    expect((await run('rollout pause deploy/web')).stderr).toBe('error: deployments.apps "web" is already paused\n')
    expect(await ok('rollout resume deploy/web')).toBe('deployment.apps/web resumed\n')
  })

  test('scales, labels, annotates, describes, reads logs', async () => {
    expect(await ok('scale deploy/web --replicas=4')).toBe('deployment.apps/web scaled\n')
    await ok('rollout status deploy/web --timeout=15s')
    expect(await ok('label deploy web tier=front')).toBe('deployment.apps/web labeled\n')
    expect(await ok('annotate deploy web note=hello')).toBe('deployment.apps/web annotated\n')
    const text = await ok('describe deploy web')
    expect(text).toContain('Replicas:               4 desired | 4 updated | 4 total | 4 available | 0 unavailable')
    expect(text).toContain('Scaled up replica set')
    expect(await ok('logs deploy/web --tail=5')).not.toBe('')
  })

  test('takes a machine out and puts it back', async () => {
    expect(await ok('cordon node-1')).toBe('node/node-1 cordoned\n')
    expect(await ok('get nodes')).toMatch(/^node-1 +Ready,SchedulingDisabled/m)
    expect(await ok('drain node-1 --ignore-daemonsets --force --timeout=20s')).toContain('node/node-1 drained')
    expect(await ok('uncordon node-1')).toBe('node/node-1 uncordoned\n')
  })

  test('creates and deletes by hand, in protobuf too', async () => {
    expect(await ok('create namespace team')).toBe('namespace/team created\n')
    expect(await ok('-n team create configmap c --from-literal=a=b')).toBe('configmap/c created\n')
    expect(await ok("-n team get cm c -o jsonpath='{.data.a}'")).toBe('b')
    expect(await ok('-n team create deployment d --image=nginx --replicas=2')).toBe('deployment.apps/d created\n')
    expect((await run('-n team create configmap c')).stderr).toContain('configmaps "c" already exists')
    expect(await ok('-n team delete deploy d')).toBe('deployment.apps "d" deleted\n')
    expect(await ok('delete namespace team --timeout=15s')).toBe('namespace "team" deleted\n')
  })

  test('tries out, compares, applies on the server and finds conflicts', async () => {
    const changed = WEB.replace('replicas: 3', 'replicas: 5')
    expect(await ok('apply --dry-run=server -f -', changed)).toContain(
      'deployment.apps/web configured (server dry run)',
    )
    const diff = await run('diff -f -', changed)
    expect(diff.exit).toBe(1)
    expect(diff.stdout).toContain('+  replicas: 5')
    const conflict = await run('apply --server-side --field-manager=other -f -', changed)
    expect(conflict.exit).toBe(1)
    expect(conflict.stderr).toContain('conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas')
    await ok('apply --server-side --force-conflicts --field-manager=other -f -', changed)
    expect(await ok("get deploy web -o jsonpath='{.spec.replicas}'")).toBe('5')
  })

  test('watches', async () => {
    const watching = kubectl.run(['get', 'configmaps', '-w', '--request-timeout=4s', '--no-headers'], '', 8_000)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await ok('create configmap seen --from-literal=a=b')
    expect((await watching).stdout).toMatch(/^seen +1 /m)
  })

  test('enters containers and copies files', async () => {
    await ok('run shell --image=nginx')
    await ok('wait --for=condition=Ready pod/shell --timeout=60s')
    expect(await run("exec shell -- sh -c 'echo out; echo err >&2; exit 3'")).toEqual({
      exit: 3,
      stdout: 'out\n',
      stderr: 'err\ncommand terminated with exit code 3\n',
    })
    expect(await ok('exec -i shell -- wc -c', 'twelve bytes')).toBe('12\n')
    expect((await run('exec shell -- nope')).stderr).toMatch(
      /^error: Internal error occurred: Internal error occurred: error executing command in container: .*exec: "nope": executable file not found in \$PATH: unknown\n$/,
    )
    expect((await run('exec shell -c nope -- ls')).stderr).toContain('container nope is not valid for pod shell')
    kubectl.write('given.txt', 'some text')
    await ok('cp given.txt shell:/tmp/there.txt')
    expect(await ok('exec shell -- cat /tmp/there.txt')).toBe('some text')
    await ok('cp shell:tmp/there.txt back.txt')
    expect(await ok('run -i --rm once --image=busybox --restart=Never --command -- cat', 'typed\n')).toContain(
      'typed\n',
    )
  })

  test('is refused as by a cluster', async () => {
    const unknown = WEB.replace('replicas: 3', 'replica: 3')
    expect((await run('apply -f -', unknown)).stderr).toContain('strict decoding error: unknown field "spec.replica"')
    const other = await run('patch deploy web --type=merge -p \'{"spec":{"replicas":-1}}\'')
    expect(other.stderr).toContain('spec.replicas: Invalid value: -1: must be greater than or equal to 0')
    expect((await run('get deploy nope')).stderr).toBe(
      'Error from server (NotFound): deployments.apps "nope" not found\n',
    )
  })
})
