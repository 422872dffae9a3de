import { describe, expect, it } from 'vitest'
import { ClusterSession } from '../session.ts'

function session(): ClusterSession {
  const made = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  made.boot(1, { seed: 1 })
  return made
}

const manifest = (replicas: number, image: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
${more}spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: app
          image: ${image}
`
const NAMESPACE = 'default'
const apply = (to: ClusterSession, text: string, serverSide?: 'apply' | 'force') =>
  to.apply(text, { dryRun: false, namespace: NAMESPACE, ...(serverSide ? { serverSide } : {}) }).documents[0]

const DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments/web'
const revision = (of: ClusterSession) =>
  (of.read({ method: 'GET', path: DEPLOYMENT }).body as { metadata: { resourceVersion: string } }).metadata
    .resourceVersion
const scale = (of: ClusterSession, replicas: number) =>
  of.act({
    line: 'kubectl scale',
    requests: [
      {
        method: 'PATCH',
        path: `${DEPLOYMENT}/scale`,
        query: { fieldManager: 'kubectl-scale' },
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ spec: { replicas } }),
      },
    ],
  })

describe('an Apply that is refused', () => {
  it('for a version that has passed shows what both changed since', () => {
    const cluster = session()
    apply(cluster, manifest(2, 'nginx:1.26'))
    const version = `  resourceVersion: "${revision(cluster)}"\n`
    scale(cluster, 5)
    const text = manifest(2, 'nginx:1.27', version)
    expect(apply(cluster, text)?.error?.reason).toBe('Conflict')
    const [conflict] = cluster.conflictsOf(text, NAMESPACE, false)
    expect(conflict).toMatchObject({ about: 'version', isBaseKnown: true, resourceVersion: revision(cluster) })
    expect(conflict?.fields).toEqual([
      { path: ['spec', 'replicas'], at: 'spec.replicas', mine: 2, theirs: 5, base: 2, isMine: false, isTheirs: true },
      {
        path: ['spec', 'template', 'spec', 'containers', 0, 'image'],
        at: 'spec.template.spec.containers[0].image',
        mine: 'nginx:1.27',
        theirs: 'nginx:1.26',
        base: 'nginx:1.26',
        isMine: true,
        isTheirs: false,
      },
    ])
    // Nothing was done by asking.
    expect(revision(cluster)).toBe(conflict?.resourceVersion)
  })

  it('on the server names who owns the field, and is done by force', () => {
    const cluster = session()
    expect(apply(cluster, manifest(2, 'nginx:1.26'), 'apply')?.outcome).toBe('serverside-applied')
    scale(cluster, 5)
    const text = manifest(3, 'nginx:1.26')
    const refused = apply(cluster, text, 'apply')
    expect(refused?.error?.message).toMatch(
      /^error: Apply failed with 1 conflict: conflict with "kubectl-scale".*: \.spec\.replicas\nPlease review the fields above/,
    )
    const [conflict] = cluster.conflictsOf(text, NAMESPACE, true)
    expect(conflict).toMatchObject({
      about: 'managers',
      fields: [{ path: ['spec', 'replicas'], mine: 3, theirs: 5, manager: 'kubectl-scale' }],
    })
    expect(apply(cluster, manifest(5, 'nginx:1.26'), 'apply')?.outcome).toBe('serverside-applied')
    expect(apply(cluster, text, 'force')?.outcome).toBe('serverside-applied')
  })

  it('hands over what client-side apply owned, as kubectl does', () => {
    const cluster = session()
    apply(cluster, manifest(2, 'nginx:1.26'))
    apply(cluster, manifest(2, 'nginx:1.26'), 'apply')
    expect(apply(cluster, manifest(4, 'nginx:1.27'), 'apply')?.outcome).toBe('serverside-applied')
  })
})
