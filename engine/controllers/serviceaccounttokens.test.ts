/** Cases of upstream's tokens_controller_test.go, and what the token is worth at the door. */
import { describe, expect, it } from 'vitest'
import { fromBase64 } from '../kinds/base64.ts'
import type { Secret, ServiceAccount } from '../kinds/types.ts'
import { namespace } from '../testing/builders.ts'
import { World } from '../testing/world.ts'
import { rootCaPublisher } from './rootca.ts'
import { serviceAccountTokensController } from './serviceaccounttokens.ts'

const NAME = 'kubernetes.io/service-account.name'
const UID = 'kubernetes.io/service-account.uid'

const account = () => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'robot', namespace: 'default' },
})
const tokenSecret = (annotations: Record<string, string> = { [NAME]: 'robot' }, data?: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/service-account-token',
  metadata: { name: 'robot-token', namespace: 'default', annotations },
  ...(data ? { data } : {}),
})

function world(): World {
  const w = new World({ controllers: [rootCaPublisher, serviceAccountTokensController] })
  if (w.find('namespaces', 'default') === undefined) w.create(namespace('default').build())
  w.run(1_000)
  return w
}
const secret = (w: World) => w.get<Secret>('secrets', 'robot-token')
const token = (w: World) => fromBase64(secret(w).data?.token ?? '') as string

function filled(): World {
  const w = world()
  w.create(account())
  w.create(tokenSecret())
  w.run(1_000)
  return w
}

describe('a Secret for a token', () => {
  it('is filled: token, namespace, certificate, the uid of the account', () => {
    const w = filled()
    const { data, metadata } = secret(w)
    expect(Object.keys(data ?? {}).sort()).toEqual(['ca.crt', 'namespace', 'token'])
    expect(fromBase64(data?.namespace ?? '')).toBe('default')
    expect(fromBase64(data?.['ca.crt'] ?? '')).toContain('BEGIN CERTIFICATE')
    expect(metadata.annotations).toEqual({
      [NAME]: 'robot',
      [UID]: w.get<ServiceAccount>('serviceaccounts', 'robot').metadata.uid,
    })
  })

  it.each([
    ['of an account that is not there', { [NAME]: 'nobody' }],
    ['of an account that is another one now', { [NAME]: 'robot', [UID]: 'another' }],
  ])('%s is deleted', (_, annotations) => {
    const w = world()
    w.create(account())
    w.create(tokenSecret(annotations))
    w.run(1_000)
    expect(w.find('secrets', 'robot-token')).toBeUndefined()
  })

  it('keeps what it has, gets what it lacks, and the right certificate', () => {
    const w = world()
    w.create(account())
    w.create(tokenSecret(undefined, { token: 'bWluZQ==', 'ca.crt': 'd3Jvbmc=', extra: 'eA==' }))
    w.run(1_000)
    expect(token(w)).toBe('mine')
    expect(secret(w).data?.extra).toBe('eA==')
    expect(fromBase64(secret(w).data?.['ca.crt'] ?? '')).toContain('BEGIN CERTIFICATE')
    w.change<Secret>('secrets', 'robot-token', (s) => ({ ...s, data: { ...s.data, token: '' } }))
    w.run(1_000)
    expect(token(w)).toMatch(/^ey/)
  })

  it('goes with its account, and its account forgets it', () => {
    const w = filled()
    w.delete('serviceaccounts', 'robot')
    w.run(1_000)
    expect(w.find('secrets', 'robot-token')).toBeUndefined()

    const other = filled()
    const secrets = [{ name: 'robot-token' }, { name: 'other' }]
    other.change<ServiceAccount>('serviceaccounts', 'robot', (a) => ({ ...a, secrets }))
    other.delete('secrets', 'robot-token')
    other.run(1_000)
    expect(other.get<ServiceAccount>('serviceaccounts', 'robot').secrets).toEqual([{ name: 'other' }])
  })

  it('of another type is nobody’s business', () => {
    const w = world()
    const opaque = { ...tokenSecret({ [NAME]: 'nobody' }), type: 'Opaque' }
    w.create(opaque)
    w.run(1_000)
    expect(secret(w).data).toBeUndefined()
  })
})

describe('its token', () => {
  it('is the account at the door for as long as the Secret says it', () => {
    const w = filled()
    const { tokens } = w.server
    const text = token(w)
    expect(tokens.authenticate(text)).toMatchObject({ name: 'system:serviceaccount:default:robot' })
    w.run(400 * 24 * 3_600_000)
    expect(tokens.authenticate(text)).toMatchObject({ name: 'system:serviceaccount:default:robot' })
    w.change<Secret>('secrets', 'robot-token', (s) => ({ ...s, data: { ...s.data, token: 'eA==' } }))
    expect(tokens.authenticate(text)).toEqual({ error: "service account token does not match server's copy" })
    w.delete('secrets', 'robot-token')
    expect(tokens.authenticate(text)).toEqual({ error: 'service account token has been invalidated' })
  })

  it('is not that of a later account of the same name', () => {
    const w = filled()
    const text = token(w)
    w.delete('serviceaccounts', 'robot')
    w.create(account())
    expect(w.server.tokens.authenticate(text)).toMatchObject({ error: expect.stringContaining('does not match claim') })
  })
})
