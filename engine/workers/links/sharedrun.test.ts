import { deflateSync, strToU8 } from 'fflate'
import { expect, test } from 'vitest'
import { ENGINE_VERSION } from '../../actionlog.ts'
import { checkLog } from '../../actionlogcheck.ts'
import { Cluster } from '../../cluster.ts'
import { Checkpoints } from '../../core/checkpoint.ts'
import { TextHash } from '../../core/hash.ts'
import { Random } from '../../core/random.ts'
import { digestOfLog, randomRun } from '../../testing/randomlogs.ts'
import type { OpenedRun, SharedRun } from '../../protocol/time.ts'
import { ClusterSession, PROTOCOL } from '../session.ts'
import { fromBase64Url, toBase64Url } from './base64url.ts'
import { encodeRun, openRun } from './sharedrun.ts'

const LONG = process.env.DRYDOCK_LONG !== undefined
const TAMPERED = LONG ? 10_000 : 2_000
const SEALED = LONG ? 2_000 : 300
/** CPU ms, main thread and all: waiting for a core that others use does not count. */
const LONGEST_MS = 100

function cost(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const { log, untilMs, digest } = randomRun(7)
const TEXT = 'kind: Deployment # mine\n'
const RUN = {
  log,
  untilMs,
  files: [
    { name: 'web.yaml', text: TEXT, applied: TEXT },
    { name: 'new.yaml', text: '' },
  ],
}
const chance = new Random(11, new Checkpoints()).stream('tamper')
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.%=+ é\u0000'

const sealed = (body: string) => `1.${new TextHash().add(body).digest()}.${body}`
const packed = (value: unknown) => sealed(toBase64Url(deflateSync(strToU8(JSON.stringify(value)))))

test('bytes of every length survive', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, () => chance.below(256))
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes)
  }
})

test('a run comes back whole, and is the same run', () => {
  const opened = openRun(encodeRun(RUN))
  expect(opened).toEqual({ run: JSON.parse(JSON.stringify(RUN)), engine: 'same' })
  expect('run' in opened && digestOfLog(opened.run.log, opened.run.untilMs)).toBe(digest)
})

function tampered(text: string): string {
  const at = chance.below(text.length)
  const letter = ALPHABET[chance.below(ALPHABET.length)] as string
  switch (chance.below(5)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + chance.below(40))
    case 2:
      return text.slice(0, at) + letter + text.slice(at)
    case 3:
      return text.slice(at) + text.slice(0, at)
    default:
      return text.slice(0, at) + letter + text.slice(at + 1)
  }
}

test(`${TAMPERED} tampered or truncated texts are refused with a reason, and soon`, () => {
  const text = encodeRun(RUN)
  let slowest = 0
  for (let n = 0; n < TAMPERED; n++) {
    const broken = tampered(text)
    if (broken.trim() === text) continue
    let opened: OpenedRun | undefined
    slowest = Math.max(
      slowest,
      cost(() => {
        opened = openRun(broken)
      }),
    )
    expect(opened, broken.slice(0, 60)).toHaveProperty('refused')
    expect((opened as { refused: string }).refused.length).toBeGreaterThan(10)
  }
  console.log(`${TAMPERED} texts, slowest ${slowest.toFixed(1)} ms`)
  expect(slowest).toBeLessThan(LONGEST_MS)
})

test(`${SEALED} bodies changed by somebody who can reckon the checksum: refused, or a run by all its rules`, () => {
  const body = encodeRun(RUN).split('.')[2] as string
  const json = JSON.stringify(RUN)
  let slowest = 0
  let refused = 0
  for (let n = 0; n < SEALED; n++) {
    const text = n % 2 === 0 ? sealed(tampered(body)) : sealed(toBase64Url(deflateSync(strToU8(tampered(json)))))
    let opened: OpenedRun | undefined
    slowest = Math.max(
      slowest,
      cost(() => {
        opened = openRun(text)
      }),
    )
    if (opened && 'refused' in opened) {
      refused++
      expect(opened.refused.length).toBeGreaterThan(10)
    } else expect(() => checkLog((opened as unknown as { run: SharedRun }).run.log)).not.toThrow()
  }
  console.log(`${SEALED} sealed bodies, ${refused} refused, slowest ${slowest.toFixed(1)} ms`)
  expect(refused).toBeGreaterThan(SEALED / 2)
  expect(slowest).toBeLessThan(LONGEST_MS)
})

test.each([
  ['no run', {}, /log: must be an object/],
  ['another format', { ...RUN, log: { ...log, format: 9 } }, /format 1, not 9/],
  ['no files', { log, untilMs }, /files/],
  ['a time that is none', { ...RUN, untilMs: -1 }, /untilMs/],
  ['a run of a thousand years', { ...RUN, untilMs: 3e13 }, /a year/],
  [
    'a million machines',
    { ...RUN, log: { ...log, config: { ...log.config, nodes: [{ ...log.config.nodes[0], count: 1e6 }] } } },
    /nodes/,
  ],
  [
    'a latency that never ends',
    { ...RUN, log: { ...log, config: { ...log.config, latency: { ...log.config.latency, bind: { meanMs: 'x' } } } } },
    /latency/,
  ],
  [
    'an action that is none',
    { ...RUN, log: { ...log, actions: [{ atMs: 1, seq: 1, action: { verb: 'eval' } }] } },
    /verb/,
  ],
] as [string, unknown, RegExp][])('sealed well, but %s', (_, value, reason) => {
  expect((openRun(packed(value)) as { refused: string }).refused).toMatch(reason)
})

test('a small text that would become a gigabyte is stopped', () => {
  const bomb = sealed(toBase64Url(deflateSync(new Uint8Array(2 ** 27))))
  expect(openRun(bomb)).toMatchObject({ refused: expect.stringMatching(/more than 16 MB/) as string })
})

test('another engine’s run is opened for its manifests', () => {
  expect(ENGINE_VERSION).not.toBe('0.0.1')
  expect(openRun(packed({ ...RUN, log: { ...log, engine: '0.0.1' } }))).toMatchObject({ engine: '0.0.1' })
})

test('fifty actions of a working session fit in 4 kB', () => {
  const session = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  session.boot(PROTOCOL, { seed: 5 })
  const act = (line: string, method: 'PATCH' | 'DELETE', path: string, body: object) =>
    session.act({
      line,
      requests: [
        { method, path, body: JSON.stringify(body), headers: { 'content-type': 'application/merge-patch+json' } },
      ],
    })
  for (let n = 0; n < 50; n++) {
    session.step(1_000 + n * 137)
    const node = `node-${1 + (n % 6)}`
    if (n % 5 === 0)
      session.apply(manifest(`app-${n % 3}`, `registry.test/app:1.${n}`, n % 7), {
        dryRun: false,
        namespace: 'default',
      })
    else if (n % 5 === 1)
      act(`kubectl cordon ${node}`, 'PATCH', `/api/v1/nodes/${node}`, { spec: { unschedulable: true } })
    else if (n % 5 === 2)
      act('kubectl scale', 'PATCH', '/apis/apps/v1/namespaces/default/deployments/app-0/scale', {
        spec: { replicas: n % 9 },
      })
    else if (n % 5 === 3) session.act({ line: `# cut ${node}`, fault: { name: 'nodeDown', node } })
    else act(`kubectl uncordon ${node}`, 'PATCH', `/api/v1/nodes/${node}`, { spec: { unschedulable: null } })
  }
  const shared = session.log()
  expect(shared.actions.filter(({ action }) => action.verb === 'mark')).toHaveLength(50)
  const link = encodeRun({ log: shared, untilMs: 300_000, files: [] })
  expect(link.length).toBeLessThanOrEqual(4096)
  const opened = openRun(link)
  expect('run' in opened && Cluster.replay(opened.run.log).digest()).toBe(session.digest())
})

function manifest(name: string, image: string, replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: app
          image: ${image}
          ports: [{ containerPort: 8080 }]
          resources: { requests: { cpu: 250m, memory: 128Mi } }
          readinessProbe: { httpGet: { path: /healthz, port: 8080 }, periodSeconds: 5 }
`
}
