/**
 * Secrets of type kubernetes.io/service-account-token: filled with a token of their account, gone with it.
 * Source: pkg/controller/serviceaccount/tokens_controller.go.
 */
import { StatusError } from '../api/errors.ts'
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import type { Result } from '../core/workqueue.ts'
import { base64 } from '../kinds/base64.ts'
import type { ConfigMap, Secret, ServiceAccount } from '../kinds/types.ts'
import { tolerate } from './refs.ts'
import { ROOT_CA } from './rootca.ts'
import type { Controller, Enqueue } from './runtime.ts'

const TYPE = 'kubernetes.io/service-account-token'
const ACCOUNT = 'kubernetes.io/service-account.name'
const UID = 'kubernetes.io/service-account.uid'
const BY_ACCOUNT = 'account'
const WORKERS = 5

/** Builds the controller over a server. */
export function serviceAccountTokensController(server: ApiServer): Controller {
  const secrets = server.store.table('secrets')
  secrets.addIndex(BY_ACCOUNT, (secret) =>
    isToken(secret) ? `${secret.metadata.namespace}/${secret.metadata.annotations?.[ACCOUNT]}` : undefined,
  )
  const wakeAll = (account: KObject, enqueue: Enqueue) =>
    secrets.eachIn(BY_ACCOUNT, `${account.metadata.namespace}/${account.metadata.name}`, (_secret, row) => enqueue(row))
  const sync = new TokenSync(server)
  return {
    name: 'serviceaccount-token',
    title: 'ServiceAccount tokens',
    resource: 'secrets',
    workers: WORKERS,
    watches: [
      {
        resource: 'secrets',
        rows: (before, after, enqueue, row) => {
          if (isToken(before) || isToken(after)) enqueue(row)
        },
      },
      {
        resource: 'serviceaccounts',
        rows: (before, after, enqueue) => {
          if (before?.metadata.uid !== after?.metadata.uid) wakeAll((after ?? before) as KObject, enqueue)
        },
      },
      {
        resource: 'configmaps',
        rows: (_before, after, enqueue) => {
          if (after?.metadata.name !== ROOT_CA) return
          secrets.each(after.metadata.namespace, (secret, row) => {
            if (isToken(secret)) enqueue(row)
          })
        },
      },
    ],
    reconcile: (row) => sync.reconcile(row),
  }
}

const isToken = (secret: KObject | undefined): boolean => (secret as Secret | undefined)?.type === TYPE

class TokenSync {
  private readonly secrets: Table
  private readonly accounts: Table
  private readonly configMaps: Table

  constructor(private readonly server: ApiServer) {
    const { store } = server
    this.secrets = store.table('secrets')
    this.accounts = store.table('serviceaccounts')
    this.configMaps = store.table('configmaps')
  }

  reconcile(row: number): Result {
    const secret = this.secrets.get(row) as Secret | undefined
    try {
      if (secret === undefined) this.forget(...this.secrets.keyOfRow(row))
      else if (isToken(secret)) this.sync(secret)
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return error.reason === 'NotFound' || error.reason === 'Conflict' ? undefined : 'retry'
    }
  }

  private sync(secret: Secret): void {
    const account = this.accountOf(secret)
    if (account !== undefined) this.fill(secret, account)
    else if (secret.metadata.deletionTimestamp === undefined) this.remove(secret)
  }

  /** The account that the Secret names, unless that one is gone and another has its name. */
  private accountOf({ metadata: { namespace = '', annotations = {} } }: Secret): ServiceAccount | undefined {
    const account = this.accounts.find(namespace, annotations[ACCOUNT] ?? '') as ServiceAccount | undefined
    const uid = annotations[UID]
    return uid && account?.metadata.uid !== uid ? undefined : account
  }

  private fill(secret: Secret, account: ServiceAccount): void {
    const { namespace = '', annotations } = secret.metadata
    const certificate = (this.configMaps.find(namespace, ROOT_CA) as ConfigMap | undefined)?.data?.['ca.crt']
    const ca = certificate === undefined ? undefined : base64(certificate)
    const { data = {} } = secret
    const isRight = ca === undefined || data['ca.crt'] === ca
    if (isRight && data.namespace && data.token) return
    const next = {
      ...secret,
      metadata: {
        ...secret.metadata,
        annotations: { ...annotations, [ACCOUNT]: account.metadata.name, [UID]: account.metadata.uid },
      },
      data: {
        ...data,
        ...(ca === undefined ? {} : { 'ca.crt': ca }),
        namespace: data.namespace || base64(namespace),
        token: data.token || base64(this.server.tokens.issueLasting(account, secret)),
      },
    }
    this.server.verbs.update<Secret>(this.secrets, next, { trusted: true })
  }

  private remove({ metadata: { namespace = '', name, uid } }: Secret): void {
    this.server.verbs.delete(this.secrets, namespace, name, { preconditions: { uid } })
  }

  /** A token that is gone is no longer named by its account. */
  private forget(namespace: string, name: string): void {
    for (const object of this.accounts.list(namespace)) {
      const account = object as ServiceAccount
      const secrets = account.secrets?.filter((secret) => secret.name !== name)
      if (secrets?.length === account.secrets?.length) continue
      tolerate(['NotFound'], () => this.server.verbs.update<ServiceAccount>(this.accounts, { ...account, secrets }))
    }
  }
}
