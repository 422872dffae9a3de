/** Pod Security as its namespaces ask for it. */
import { beforeEach, describe, expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import type { Status } from '../api/errors.ts'
import type { ApiResponse } from '../protocol/api.ts'

let cluster: Cluster

const send = (method: 'POST' | 'PATCH', path: string, body: object) =>
  cluster.handle({
    method,
    path,
    headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
    body: JSON.stringify(body),
  }) as ApiResponse

const label = (mode: string, value: string) => ({ [`pod-security.kubernetes.io/${mode}`]: value })
const namespace = (labels: object) => send('POST', '/api/v1/namespaces', { metadata: { name: 'safe', labels } })
const PODS = '/api/v1/namespaces/safe/pods'
const pod = (spec: object = {}, container: object = {}) => ({
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'c', image: 'nginx', ...container }], ...spec },
})
const message = ({ body }: ApiResponse) => (body as Status).message

const HARDENED = {
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
}

beforeEach(() => {
  cluster = new Cluster({ nodes: [] })
})

function ready(labels: object): void {
  namespace(labels)
  cluster.settle()
}

describe('restricted', () => {
  test('refuses a Pod that says nothing of its safety', () => {
    ready(label('enforce', 'restricted'))
    const answer = send('POST', PODS, pod())
    expect(answer.code).toBe(403)
    expect(message(answer)).toBe(
      'pods "a" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    )
  })

  test('takes a hardened one', () => {
    ready(label('enforce', 'restricted'))
    expect(send('POST', PODS, pod({}, HARDENED)).code).toBe(201)
  })
})

describe('baseline', () => {
  const refused: [string, object, object, string][] = [
    ['host namespaces', { hostNetwork: true, hostPID: true }, {}, 'host namespaces (hostNetwork=true, hostPID=true)'],
    [
      'privileged',
      {},
      { securityContext: { privileged: true } },
      'privileged (container "c" must not set securityContext.privileged=true)',
    ],
    ['hostPath', { volumes: [{ name: 'v', hostPath: { path: '/' } }] }, {}, 'hostPath volumes (volume "v")'],
    ['host ports', {}, { ports: [{ containerPort: 80, hostPort: 80 }] }, 'hostPort (container "c" uses hostPort 80)'],
    [
      'capabilities',
      {},
      { securityContext: { capabilities: { add: ['SYS_TIME', 'NET_ADMIN'] } } },
      'non-default capabilities (container "c" must not include "NET_ADMIN", "SYS_TIME" in securityContext.capabilities.add)',
    ],
    [
      'sysctls',
      { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } },
      {},
      'forbidden sysctls (kernel.msgmax)',
    ],
    [
      'seccomp',
      { securityContext: { seccompProfile: { type: 'Unconfined' } } },
      {},
      'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
  ]
  test.each(refused)('refuses %s', (_, spec, container, why) => {
    ready(label('enforce', 'baseline'))
    expect(message(send('POST', PODS, pod(spec, container)))).toBe(
      `pods "a" is forbidden: violates PodSecurity "baseline:latest": ${why}`,
    )
  })

  test('takes an ordinary Pod', () => {
    ready(label('enforce', 'baseline'))
    expect(send('POST', PODS, pod()).code).toBe(201)
  })
})

test('a version has the checks of its release', () => {
  const sysctls = { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_fin_timeout', value: '1' }] } }
  ready({ ...label('enforce', 'baseline'), ...label('enforce-version', 'v1.28') })
  expect(message(send('POST', PODS, pod(sysctls)))).toContain('"baseline:v1.28": forbidden sysctls')
  send('PATCH', '/api/v1/namespaces/safe', { metadata: { labels: label('enforce-version', 'v1.29') } })
  expect(send('POST', PODS, pod(sysctls)).code).toBe(201)
})

test('warnings go to who makes the workload', () => {
  ready(label('warn', 'restricted'))
  const template = { metadata: { labels: { a: 'b' } }, spec: pod().spec }
  const answer = send('POST', '/apis/apps/v1/namespaces/safe/deployments', {
    metadata: { name: 'd' },
    spec: { selector: { matchLabels: { a: 'b' } }, template },
  })
  expect(answer.code).toBe(201)
  expect(answer.warnings[0]).toMatch(/^would violate PodSecurity "restricted:latest": allowPrivilegeEscalation/)
})

test('stricter labels tell of the Pods that are there', () => {
  ready({})
  send('POST', PODS, pod({ hostNetwork: true }))
  const { warnings } = send('PATCH', '/api/v1/namespaces/safe', { metadata: { labels: label('enforce', 'baseline') } })
  expect(warnings).toEqual([
    'existing pods in namespace "safe" violate the new PodSecurity enforce level "baseline:latest"',
    'a: host namespaces',
  ])
})

test('a label that is none is refused', () => {
  const answer = namespace(label('enforce', 'strict'))
  expect(answer.code).toBe(422)
  expect(message(answer)).toContain('must be one of privileged, baseline, restricted')
})
