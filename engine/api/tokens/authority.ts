/**
 * Tokens of service accounts: made for an account (and a Pod), valid for a while, checked against what is there now.
 * Nothing is kept: a token says all of itself, and its signature that it was made here.
 * Source: pkg/serviceaccount claims.go, pkg/registry/core/serviceaccount/storage/token.go.
 */
import type { Calendar } from '../../core/calendar.ts'
import { TextHash } from '../../core/hash.ts'
import type { KObject } from '../object.ts'
import type { Store } from '../store.ts'
import { AUTHENTICATED, serviceAccountGroups, serviceAccountUser, type User } from '../user.ts'
import { signToken, verifyToken } from './jwt.ts'
import { LEGACY_ISSUER, type LegacyClaims, legacyClaims, legacyUser } from './legacy.ts'

/** The audience of the API server itself, and its name as an issuer. */
export const API_AUDIENCE = 'https://kubernetes.default.svc.cluster.local'

/** A Pod's token is as good as gone this long after the Pod was to go. */
const LEEWAY_MS = 60_000
/** What a kubelet asks for in the volume of every Pod; such tokens are good for a year, and a warning after that. */
const EXTENDED_ASKED = 3607
const EXTENDED_SECONDS = 365 * 24 * 3600

/** What a token can be bound to: it dies with it. */
interface Bound {
  name: string
  uid: string
}

export interface TokenAsked {
  account: KObject
  audiences: readonly string[]
  seconds: number
  /** Pod or Secret (or Node) it is bound to. */
  bound?: { kind: 'Pod' | 'Secret' | 'Node'; object: KObject }
}

interface Claims {
  aud: string[]
  exp: number
  nbf: number
  'kubernetes.io': {
    namespace: string
    serviceaccount: Bound
    pod?: Bound
    secret?: Bound
    node?: Bound
    warnafter?: number
  }
  jti: string
}

export class TokenAuthority {
  private readonly key: string

  /** @param seed of the run: another run's tokens are not valid here. */
  constructor(
    private readonly store: Store,
    private readonly calendar: Calendar,
    seed: number,
  ) {
    this.key = new TextHash().add(`service account tokens of run ${seed}`).digest()
  }

  /** A signed token and when it ends, in seconds of the epoch. The same question at the same instant is the same token. */
  issue({ account, audiences, seconds, bound }: TokenAsked): { token: string; expires: number } {
    const now = this.nowSeconds()
    const { name, namespace = '', uid } = account.metadata
    const extended = bound?.kind === 'Pod' && seconds === EXTENDED_ASKED && audiences.includes(API_AUDIENCE)
    const private_: Claims['kubernetes.io'] = { namespace, serviceaccount: { name, uid } }
    if (bound !== undefined) Object.assign(private_, this.boundClaims(bound))
    if (extended) private_.warnafter = now + seconds
    const exp = now + (extended ? EXTENDED_SECONDS : seconds)
    const claims = {
      aud: [...audiences],
      exp,
      iat: now,
      iss: API_AUDIENCE,
      jti: credentialId([uid, bound?.object.metadata.uid ?? '', String(now), String(exp), audiences.join(' ')]),
      'kubernetes.io': private_,
      nbf: now,
      sub: serviceAccountUser(namespace, name),
    }
    return { token: signToken(claims, this.key), expires: now + seconds }
  }

  /** A signed token without an end, to stand in a Secret. */
  issueLasting(account: KObject, secret: KObject): string {
    return signToken(legacyClaims(account, secret), this.key)
  }

  private boundClaims({ kind, object }: NonNullable<TokenAsked['bound']>): Partial<Claims['kubernetes.io']> {
    const { name, uid } = object.metadata
    const claims = { [kind.toLowerCase()]: { name, uid } }
    const nodeName = kind === 'Pod' ? (object as { spec?: { nodeName?: string } }).spec?.nodeName : undefined
    const node = nodeName === undefined ? undefined : this.store.table('nodes').find('', nodeName)
    return node === undefined ? claims : { ...claims, node: { name: node.metadata.name, uid: node.metadata.uid } }
  }

  /** Whose token it is; an error's text when it is nobody's (any more). */
  authenticate(token: string, audiences: readonly string[] = [API_AUDIENCE]): User | { error: string } {
    const read = verifyToken(token, this.key)
    if (read === undefined) return { error: 'invalid bearer token' }
    if (read.iss === LEGACY_ISSUER) return legacyUser(this.store, token, read as LegacyClaims)
    const claims = read as unknown as Claims
    const now = this.nowSeconds()
    if (now >= claims.exp) return { error: 'service account token has expired' }
    if (!claims.aud.some((audience) => audiences.includes(audience))) {
      return { error: `token audiences ${goList(claims.aud)} is invalid for the target audiences ${goList(audiences)}` }
    }
    return this.gone(claims['kubernetes.io']) ?? this.userOf(claims)
  }

  private userOf({ jti, 'kubernetes.io': claims }: Claims): User {
    const { namespace, serviceaccount, pod, node } = claims
    const extra: Record<string, string[]> = { 'authentication.kubernetes.io/credential-id': [`JTI=${jti}`] }
    for (const [key, bound] of [
      ['node', node],
      ['pod', pod],
    ] as const) {
      if (bound === undefined) continue
      extra[`authentication.kubernetes.io/${key}-name`] = [bound.name]
      extra[`authentication.kubernetes.io/${key}-uid`] = [bound.uid]
    }
    return {
      name: serviceAccountUser(namespace, serviceaccount.name),
      uid: serviceaccount.uid,
      groups: [...serviceAccountGroups(namespace), AUTHENTICATED],
      extra,
    }
  }

  /** Why a token is worth nothing any more. */
  private gone({ namespace, serviceaccount, pod, secret }: Claims['kubernetes.io']): { error: string } | undefined {
    const dead = (resource: string, bound: Bound | undefined): boolean => {
      if (bound === undefined) return false
      const found = this.store.table(resource).find(namespace, bound.name)
      if (found === undefined || found.metadata.uid !== bound.uid) return true
      const { deletionTimestamp } = found.metadata
      const endMs = this.calendar.virtualMs(deletionTimestamp)
      return endMs !== undefined && this.store.clock.nowMs > endMs + LEEWAY_MS
    }
    if (dead('serviceaccounts', serviceaccount)) return { error: 'service account token has been invalidated' }
    return dead('pods', pod) || dead('secrets', secret)
      ? { error: 'service account token has been invalidated' }
      : undefined
  }

  private nowSeconds(): number {
    return Math.floor((this.calendar.epochMs + this.store.clock.nowMs) / 1000)
  }
}

const goList = (texts: readonly string[]) => `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`

/** An identifier in the form of a UUID, made of what the token is about. */
function credentialId(parts: readonly string[]): string {
  const hash = new TextHash()
  for (const part of parts) hash.add(part)
  const first = hash.digest()
  const hex = first + hash.add(first).digest()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
