/** Lines typed in the terminal against a cluster: pipes, variables, files, Ctrl+C, completion, and the log that replays. */
import { describe, expect, it } from 'vitest'
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { TerminalFile, TerminalReply } from '../../protocol/terminal.ts'
import { Terminal } from './terminal.ts'

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: "nginx:1.25"}]}}
`
const FILES: TerminalFile[] = [{ name: 'web.yaml', text: WEB }]

function begin(readOnly?: string) {
  const cluster = new Cluster({ seed: 5, nodes: workers(2) })
  cluster.settle()
  const marks: string[] = []
  const terminal = new Terminal({ cluster: () => cluster, mark: (line) => marks.push(line), readOnly: () => readOnly })
  const files = [...FILES]
  /** A line to its end; the clock runs while it goes on, for at most a minute. */
  const type = (line: string) => {
    let reply = terminal.type(line, files)
    const all: TerminalReply[] = [reply]
    for (let n = 0; reply.running && n < 600; n++) {
      cluster.server.clock.runUntil(cluster.nowMs + 100)
      reply = terminal.poll()
      all.push(reply)
    }
    for (const file of reply.files) files.push(file)
    const text = (stream: string) =>
      all.flatMap(({ chunks }) => chunks.filter((chunk) => chunk.stream === stream).map((chunk) => chunk.text)).join('')
    return { out: text('stdout'), err: text('stderr'), status: reply.status, running: reply.running }
  }
  return { cluster, terminal, type, marks, files }
}

describe('the terminal', () => {
  it('applies a tab, pipes what it prints, and logs only what writes', () => {
    const { cluster, type, marks } = begin()
    expect(type('kubectl apply -f web.yaml').out).toBe('deployment.apps/web created\n')
    cluster.settle()
    expect(type('kubectl get pods --no-headers | grep Running | wc -l').out).toBe('2\n')
    expect(type('k get deploy web -o json | jq -r .spec.replicas').out).toBe('2\n')
    expect(type('kubectl get pods -o name | sort -r | head -1').out).toMatch(/^pod\/web-/)
    expect(marks).toEqual(['kubectl apply -f web.yaml'])
    const again = Cluster.replay(cluster.log())
    again.server.clock.runUntil(cluster.nowMs)
    cluster.server.clock.runUntil(cluster.nowMs)
    expect(again.digest()).toBe(cluster.digest())
  })

  it('fills in variables and commands, and goes on or not', () => {
    const { type } = begin()
    expect(type('NS=kube-system; kubectl get ns $NS -o name').out).toBe('namespace/kube-system\n')
    expect(type('echo "there are $(kubectl get nodes --no-headers | wc -l) nodes"').out).toBe('there are 2 nodes\n')
    expect(type('kubectl get ns nope && echo yes || echo no').out).toBe('no\n')
    expect(type('kubectl get ns nope; echo $?').out).toBe('1\n')
    expect(type('nothing').err).toBe('bash: nothing: command not found\n')
    expect(type('echo one two | cat').out).toBe('one two\n')
    expect(type("echo 'a|b' | grep -c 'a|b'").out).toBe('1\n')
    expect(type('for i in 1 2; do echo $i; done').out).toBe('1\n2\n')
    expect(type('if true').err).not.toBe('')
    expect(type('echo still here').out).toBe('still here\n')
  })

  it('is a whole shell: loops, functions, here-documents, awk; what is set stays set', () => {
    const { type, cluster } = begin()
    type('greet() { echo "hello $1"; }; N=3')
    expect(type('greet $N').out).toBe('hello 3\n')
    expect(type("kubectl get ns --no-headers | awk '{ print $1 }' | sort | head -1").out).toBe('default\n')
    expect(
      type('cat <<EOF | kubectl apply -f -\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c$N}\nEOF').out,
    ).toBe('configmap/c3 created\n')
    expect(type('for n in a b; do kubectl create ns $n; done').out).toBe('namespace/a created\nnamespace/b created\n')
    type('kubectl run web --image=nginx:1.25 --port=80 && kubectl expose pod web')
    cluster.settle()
    expect(type("curl -s web | grep -o '<title>.*</title>'").out).toBe('<title>Welcome to nginx!</title>\n')
    expect(type("curl -s -o /dev/null -w '%{http_code}' web.default.svc/nope").out).toBe('404')
    expect(type('curl nowhere').status).toBe(6)
    expect(type('while true; do sleep 1; done & wait').running).toBe(true)
  })

  it('writes files, reads them, and takes standard input', () => {
    const { type, files } = begin()
    type('kubectl create deployment made --image=nginx --dry-run=client -o yaml > made.yaml')
    expect(files.map(({ name }) => name)).toContain('made.yaml')
    expect(type('ls').out).toBe('made.yaml\nweb.yaml\n')
    expect(type('cat made.yaml | kubectl apply -f -').out).toBe('deployment.apps/made created\n')
    expect(type('kubectl apply -f - < web.yaml').out).toBe('deployment.apps/web created\n')
    expect(type('cat nope').err).toBe('cat: nope: No such file or directory\n')
  })

  it('waits with the clock, and Ctrl+C ends what does not', () => {
    const { cluster, terminal, type } = begin()
    type('kubectl apply -f web.yaml')
    expect(type('kubectl rollout status deploy/web').out).toContain('deployment "web" successfully rolled out\n')
    expect(type('kubectl wait --for=condition=Available deploy/web').out).toBe('deployment.apps/web condition met\n')
    expect(type('kubectl delete pod -l app=web')).toMatchObject({ status: 0, err: '', running: false })
    expect(terminal.type('kubectl get pods -w', FILES).running).toBe(true)
    cluster.server.clock.runUntil(cluster.nowMs + 1000)
    expect(terminal.poll().running).toBe(true)
    expect(terminal.stop()).toMatchObject({ running: false, status: 130 })
    expect(type('kubectl get pods -w | head -2').running).toBe(false)
  })

  it('completes verbs, kinds, names, flags and files from the live cluster', () => {
    const { cluster, terminal, type } = begin()
    type('kubectl apply -f web.yaml')
    cluster.settle()
    const words = (line: string) => terminal.complete(line, FILES).completion?.words ?? []
    expect(words('kub')).toEqual(['kubectl'])
    expect(words('kubectl des')).toEqual(['describe'])
    expect(words('kubectl rollout st')).toEqual(['status'])
    expect(words('kubectl get deployme')).toEqual(['deployments'])
    expect(words('kubectl get deploy w')).toEqual(['web'])
    expect(words('kubectl logs web')).toHaveLength(2)
    expect(words('kubectl -n kube')).toEqual(['kube-node-lease', 'kube-public', 'kube-system'])
    expect(words('kubectl scale deploy/w')).toEqual(['deploy/web'])
    expect(words('kubectl get pods --show-l')).toEqual(['--show-labels'])
    expect(words('kubectl apply -f w')).toEqual(['web.yaml'])
    expect(words('kubectl get pods | gr')).toEqual(['grep'])
  })

  it('keeps the namespace of the context', () => {
    const { type } = begin()
    type('kubectl config set-context --current --namespace=kube-system')
    expect(type('kubectl get pods').err).toBe('No resources found in kube-system namespace.\n')
    expect(type('kubectl get pods -n default').err).toBe('No resources found in default namespace.\n')
  })

  it('enters a container, types there, and the log replays it', () => {
    const { cluster, terminal, type } = begin()
    type('kubectl run shell --image=nginx:1.25')
    cluster.settle()
    expect(type('kubectl exec shell -- echo hi')).toMatchObject({ out: 'hi\n', status: 0 })
    expect(type("kubectl exec shell -- sh -c 'exit 3'")).toMatchObject({ status: 3 })
    expect(terminal.type('kubectl exec -it shell -- sh', FILES)).toMatchObject({ running: true, reads: 'keys' })
    const say = (keys: string) => {
      const first = terminal.input(keys)
      cluster.server.clock.runUntil(cluster.nowMs + 200)
      const all = [first, terminal.poll()]
      return {
        text: all.flatMap(({ chunks }) => chunks.map(({ text }) => text)).join(''),
        last: all[1] as TerminalReply,
      }
    }
    expect(say('echo $((6*7))\r').text).toContain('42\r\n')
    expect(say('exit 5\r').last).toMatchObject({ running: false, status: 5 })
    const again = Cluster.replay(cluster.log())
    again.server.clock.runUntil(cluster.nowMs)
    expect(again.digest()).toBe(cluster.digest())
  })

  it('writes nothing into the past', () => {
    const { type, marks } = begin('The past is read-only')
    expect(type('kubectl create ns team')).toMatchObject({
      err: 'Error from server (Forbidden): The past is read-only\n',
      status: 1,
    })
    expect(marks).toEqual([])
  })
})
