import { describe, expect, it } from 'vitest'
import { pod, service } from '../testing/builders.ts'
import { SmallCluster } from '../testing/scenarios/smallcluster.ts'
import type { Processes } from './processes.ts'

class World extends SmallCluster {
  /** A Pod that runs a script in a shell. */
  script(name: string, text: string, image = 'busybox:1.36', labels: Record<string, string> = {}): void {
    const builder = pod(name).container({ image, command: ['sh', '-c', text] })
    for (const [key, value] of Object.entries(labels)) builder.podLabel(key, value)
    this.create(builder.build())
    this.untilState(name, '1/1 Running 0')
  }

  serveName(name: string, port: number): void {
    this.create(
      service(name)
        .selector({ app: name })
        .with({ ports: [{ port: 80, targetPort: port, protocol: 'TCP' }] } as never)
        .build(),
    )
    this.run(3_000)
  }

  /** Runs a command in a Pod until it ends; what it printed, and its exit code. */
  exec(name: string, script: string, limitMs = 300_000): string {
    const runtime = this.cluster.kubelets.runtime as Processes
    const process = this.cluster.kubelets.worker.processes(this.table('pods').row('default', name))[0]?.process ?? -1
    const session = runtime.exec(process, { command: ['sh', '-c', script] })
    this.until(`end of ${script}`, () => runtime.sessionEnd(session) !== undefined, limitMs)
    const text = runtime
      .sessionOutput(session, 0)
      .map(({ data }) => data)
      .join('')
    const { exitCode } = runtime.sessionEnd(session) as { exitCode: number }
    runtime.closeSession(session)
    return `${text}[${exitCode}]`
  }
}

const SLEEPS = 'while true; do sleep 1000; done'

describe('processes that listen', () => {
  it('are found by Service, name and probe; a second one is told that the port is taken', () => {
    const w = new World()
    const answer = `while true; do printf 'HTTP/1.1 200 OK\\r\\n\\r\\nhello from nc' | nc -l -p 8080; done`
    w.script('server', answer, 'busybox:1.36', { app: 'web' })
    w.serveName('web', 8080)
    w.script('client', SLEEPS, 'curlimages/curl:8.10.1')
    expect(w.exec('client', 'curl -s http://web/')).toBe('hello from nc[0]')
    expect(w.exec('client', 'curl -s -o /dev/null -w "%{http_code}" web.default.svc.cluster.local')).toBe('200[0]')
    w.run(1_000)
    expect(w.exec('server', 'nc -l -p 8080')).toBe('nc: bind: Address already in use\n[1]')
    expect(w.exec('server', 'nc -z localhost 8080 && echo open')).toBe('open\n[0]')
    expect(w.exec('server', 'nc -z localhost 8081 || echo closed')).toBe('closed\n[0]')
  })

  it('hand out work from a queue', () => {
    const w = new World()
    w.create(pod('queue').container({ image: 'redis:7' }).podLabel('app', 'queue').build())
    w.untilState('queue', '1/1 Running 0')
    w.serveName('queue', 6379)
    w.script('worker', SLEEPS, 'redis:7')
    const ask = (words: string) => w.exec('worker', `redis-cli -h queue -p 80 ${words}`)
    expect(ask('RPUSH jobs apple "two words"')).toBe('2\n[0]')
    expect(ask('LRANGE jobs 0 -1')).toBe('apple\ntwo words\n[0]')
    expect(ask('RPOPLPUSH jobs doing')).toBe('two words\n[0]')
    expect(ask('LREM doing 1 "two words"')).toBe('1\n[0]')
    expect(w.exec('worker', "printf 'LPOP jobs\\nLLEN jobs\\n' | redis-cli -h queue -p 80")).toBe('apple\n0\n[0]')
    expect(w.exec('worker', 'redis-cli PING')).toBe(
      'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n[1]',
    )
  })

  it('serve a program for each connection, and end connections with themselves', () => {
    const w = new World()
    w.script('server', `nc -lk -p 7000 -e sh -c 'read name; echo hello $name'`, 'busybox:1.36', { app: 'greet' })
    w.serveName('greet', 7000)
    w.script('client', SLEEPS)
    expect(w.exec('client', 'echo you | nc greet 80; echo them | nc greet 80')).toBe('hello you\nhello them\n[0]')
    w.script('quiet', 'nc -lk -p 7000 -e sleep 1000', 'busybox:1.36', { app: 'quiet' })
    w.serveName('quiet', 7000)
    w.cluster.server.clock.after(
      5_000,
      w.cluster.server.clock.register('test/crash', () => {
        w.cluster.fault('crashContainer', { namespace: 'default', pod: 'quiet' })
      }),
    )
    expect(w.exec('client', 'nc quiet 80; echo over')).toBe('over\n[0]')
  })

  it('are asked by probes and by load from outside', () => {
    const w = new World()
    w.create(
      pod('web')
        .podLabel('app', 'web')
        .container({
          image: 'busybox:1.36',
          command: ['sh', '-c', 'mkdir /www; echo hi > /www/index.html; sleep 5; httpd -f -p 8080 -h /www'],
          ports: [{ containerPort: 8080 }],
          readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 2 },
        })
        .build(),
    )
    w.until('ready', () => w.state('web') === '1/1 Running 0', 20_000)
    expect(w.events('web').join('\n')).toContain('connection refused')
    w.serveName('web', 8080)
    const target = { kind: 'service', namespace: 'default', name: 'web' } as const
    w.cluster.act({ verb: 'load', load: { name: 'l', target, shape: [{ atSeconds: 0, ratePerSecond: 10 }] } })
    w.run(5_000)
    expect(w.cluster.load.report('l').at(-3)?.outcomes).toEqual({ '200': 10 })
    w.script('client', SLEEPS)
    expect(w.exec('client', 'wget -qO- web; wget -q -O- web/none')).toBe(
      'hi\nwget: server returned error: HTTP/1.1 404 Not Found\n[1]',
    )
  })
})

describe('servers that take their time', () => {
  it('are asked by nc, again and again', () => {
    const w = new World()
    const answer = `printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nok\\n'`
    const script = `mkfifo /tmp/f; while true; do nc -l -p 8080 < /tmp/f | (read -r line; sleep 0.4; ${answer}) > /tmp/f; done`
    const livenessProbe = { httpGet: { path: '/', port: 8080 as never }, periodSeconds: 3 }
    w.create(
      pod('nc')
        .container({ image: 'busybox:1.36', command: ['sh', '-c', script], livenessProbe })
        .build(),
    )
    w.run(40_000)
    expect(w.state('nc')).toBe('1/1 Running 0')
  })
})

describe('clients', () => {
  const w = new World()
  w.create(pod('web').podLabel('app', 'web').container({ image: 'nginx:1.27' }).build())
  w.script('c', SLEEPS, 'curlimages/curl:8.10.1')
  w.script('b', SLEEPS)
  w.serveName('web', 80)
  w.serveName('nobody', 80)
  const ip = w.pod('web').status.podIP as string
  const vip = (w.find('services', 'web') as never as { spec: { clusterIP: string } }).spec.clusterIP

  it.each([
    ['curl -s http://web | grep -c Welcome', '2\n[0]'],
    ['curl -sf web/none', '[22]'],
    ['curl -sSf web/none', 'curl: (22) The requested URL returned error: 404\n[22]'],
    ['curl -sS nowhere', 'curl: (6) Could not resolve host: nowhere\n[6]'],
    [`curl -sS web:81 -m 3`, 'curl: (28) Connection timed out after 2999 milliseconds\n[28]'],
    [`curl -s -o /dev/null -w '%{http_code} %{exitcode}\\n' localhost:9`, '000 7\n[7]'],
    ['curl -sI web | head -1', 'HTTP/1.1 200 OK\r\n[0]'],
    ['curl -sL -o /tmp/page web && wc -c < /tmp/page', '121\n[0]'],
    ['curl -sS https://web:80/', 'curl: (35) OpenSSL/3.3.2: error:0A00010B:SSL routines::wrong version number\n[35]'],
    [
      'curl --nope',
      "curl: option --nope: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n[2]",
    ],
    ['curl -s --retry 2 --retry-delay 1 --retry-connrefused nobody; echo $?', '7\n[0]'],
  ])('%s', (script, said) => {
    const got = w.exec('c', script)
    if (said.includes('2999')) expect(got).toMatch(/Connection timed out after (2999|300\d) milliseconds\n\[28\]/)
    else expect(got).toBe(said)
  })

  it('say refusal and silence apart', () => {
    expect(w.exec('c', 'curl -sS nobody')).toMatch(
      /^curl: \(7\) Failed to connect to nobody port 80 after \d+ ms: Could not connect to server\n\[7\]$/,
    )
    expect(w.exec('b', 'nc -w 2 web 81')).toBe('nc: timed out\n[1]')
    expect(w.exec('b', `nc -w 2 ${ip} 81`)).toBe(`nc: can't connect to remote host (${ip}): Connection refused\n[1]`)
    expect(w.exec('b', 'wget -T 2 -qO- web:81')).toBe('wget: download timed out\n[1]')
    expect(w.exec('b', 'wget -q nowhere')).toBe("wget: bad address 'nowhere'\n[1]")
  })

  it('look up names and ping addresses', () => {
    expect(w.exec('b', 'nslookup web')).toBe(
      `Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: ${vip}\n\n[0]`,
    )
    expect(w.exec('b', 'nslookup nowhere | tail -2')).toMatch(/can't find nowhere.*NXDOMAIN/)
    expect(w.exec('b', `ping -c 2 ${ip} | tail -2 | head -1`)).toBe(
      '2 packets transmitted, 2 packets received, 0% packet loss\n[0]',
    )
    expect(w.exec('b', `ping -c 1 -W 1 ${vip} | tail -1; echo $?`)).toBe(
      '1 packets transmitted, 0 packets received, 100% packet loss\n0\n[0]',
    )
  })

  it('speak to programs byte by byte', () => {
    expect(w.exec('b', `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc web 80 | head -1`)).toBe('HTTP/1.1 200 OK\r\n[0]')
  })
})
