import { expect, test } from 'vitest'
import { ClusterSession, PROTOCOL } from '../session.ts'
import { upgraded } from './upgrade.ts'

const session = () => {
  const made = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  made.boot(PROTOCOL, {})
  return made
}

const OLD = `# the shop's door
apiVersion: extensions/v1beta1 # old
kind: Ingress
metadata:
  name: shop
spec:
  rules:
    - host: shop.test
      http:
        paths:
          - path: / # everything
            backend:
              serviceName: web
              servicePort: 80
`

test('an Ingress of old: fields moved, comments kept', () => {
  expect(upgraded(OLD, 'Ingress', 'networking.k8s.io/v1')).toBe(`# the shop's door
apiVersion: networking.k8s.io/v1 # old
kind: Ingress
metadata:
  name: shop
spec:
  rules:
    - host: shop.test
      http:
        paths:
          - path: / # everything
            backend:
              service:
                name: web
                port:
                  number: 80
            pathType: ImplementationSpecific
`)
})

test('a Deployment of old gets the selector its template says', () => {
  const text = `apiVersion: extensions/v1beta1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: a, image: nginx }] }
`
  const after = upgraded(text, 'Deployment', 'apps/v1') as string
  expect(after).toContain('  selector:\n    matchLabels:\n      app: web\n  template:')
  const made = session()
  expect(made.apply(after, { dryRun: false, namespace: 'default' }).documents[0]?.outcome).toBe('created')
})

test('the fix of the editor is the whole upgrade, at its place among other documents', () => {
  const [, error] = session().check(`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n---\n${OLD}`)
  expect(error?.error?.fix?.label).toBe('networking.k8s.io/v1')
  expect(error?.error?.fix?.text).toContain('pathType: ImplementationSpecific')
  expect(error?.error?.fix?.range.line).toBe(5)
})

test('what an Apply would change of the live object', () => {
  const made = session()
  const web = (replicas: number) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  replicas: ${replicas}\n  selector: { matchLabels: { a: b } }\n  template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: a, image: nginx }] } }\n`
  const fresh = made.diffLive(web(2), 'default')
  expect([fresh[0]?.before, fresh[0]?.after.includes('replicas: 2')]).toEqual(['', true])
  made.apply(web(2), { dryRun: false, namespace: 'default' })
  const digest = made.digest()
  const [diff] = made.diffLive(web(5), 'default')
  expect(diff?.changes).toEqual([{ path: 'spec.replicas', before: 2, after: 5 }])
  expect(diff?.before).not.toMatch(/status|uid|managedFields/)
  expect(made.diffLive(web(-1), 'default')[0]?.error?.reason).toBe('Invalid')
  expect(made.digest()).toBe(digest)
})

test('a conflict says how to get out of it', () => {
  const made = session()
  made.apply('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { k: v }\n', {
    dryRun: false,
    namespace: 'default',
  })
  const stale = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  resourceVersion: "1"\ndata: { k: w }\n'
  const error = made.apply(stale, { dryRun: false, namespace: 'default' }).documents[0]?.error
  expect(error).toMatchObject({ code: 409, reason: 'Conflict', fix: { text: '' } })
  const { line, endLine } = error?.fix?.range ?? {}
  expect([line, endLine]).toEqual([5, 6])
})
