/**
 * Availability of aggregated APIs: whether the Service of an APIService is there, has somebody behind it, and answers.
 * Source: kube-aggregator pkg/controllers/status/remote/remote_available_controller.go.
 */
import { equal } from '../../api/equal.ts'
import { goQuote } from '../../api/goquote.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Result } from '../../core/workqueue.ts'
import type { ApiService } from '../../kinds/apiservice.ts'
import type { Service } from '../../kinds/types.ts'
import { API_SERVICES } from '../../rules/apiregistration/apiservice.ts'
import { type Controller, type Enqueue, ownRows } from '../runtime.ts'

const WORKERS = 5
const HTTPS = 443
const TIMEOUT_MS = 5000
const RETRY = { baseMs: 5000, maxMs: 30_000 }
const OK = 200

/** Builds the controller over a server. */
export function apiServiceAvailability(server: ApiServer): Controller {
  const table = server.store.table(API_SERVICES)
  /** A Service and its Endpoints have one name. */
  const ofService = (resource: string) => ({
    resource,
    rows: (before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue) => {
      const { namespace, name } = (after ?? before)?.metadata ?? {}
      table.each(undefined, (object, row) => {
        const { service } = (object as ApiService).spec
        if (service && service.name === name && service.namespace === namespace) enqueue(row)
      })
    },
  })
  return {
    name: 'apiservice-availability',
    title: 'API availability',
    resource: API_SERVICES,
    workers: WORKERS,
    retry: RETRY,
    watches: [ownRows(API_SERVICES), ofService('services'), ofService('endpoints')],
    reconcile: (row) => reconcile(server, table.get(row) as ApiService | undefined),
  }
}

interface Finding {
  reason: string
  message: string
}

function reconcile(server: ApiServer, object: ApiService | undefined): Result {
  if (!object?.spec.service) return undefined
  const problem = problemOf(server, object)
  const { reason, message } = problem ?? {
    reason: 'Passed',
    message: 'all checks passed',
  }
  write(server, object, {
    type: 'Available',
    status: problem === undefined ? 'True' : 'False',
    reason,
    message,
  })
  // Nobody tells when a program begins to answer.
  return reason === 'FailedDiscoveryCheck' ? 'retry' : undefined
}

/** Why it cannot be reached; undefined when it can. */
function problemOf(server: ApiServer, { spec }: ApiService): Finding | undefined {
  const { namespace = '', name = '', port = HTTPS } = spec.service as NonNullable<ApiService['spec']['service']>
  const which = `service/${name} in ${goQuote(namespace)}`
  const service = server.store.table('services').find(namespace, name) as Service | undefined
  if (service === undefined) return { reason: 'ServiceNotFound', message: `${which} is not present` }
  const path = `/apis/${spec.group ?? ''}/${spec.version ?? ''}`
  const asked = {
    method: 'GET',
    path,
    headers: {},
    body: new Uint8Array(),
    scheme: 'https',
    timeoutMs: TIMEOUT_MS,
  }
  const outcome = server.calls.service(namespace, name, port, asked as never)
  if ('response' in outcome) {
    const { status } = outcome.response
    const url = urlOf(service, port, path)
    return status === OK ? undefined : failedDiscovery(url, `bad status from ${url}: ${status}`)
  }
  if (outcome.failure === 'noPort') {
    return {
      reason: 'ServicePortError',
      message: `${which} is not listening on port ${port}`,
    }
  }
  if (outcome.failure === 'noEndpoints') {
    const portName = service.spec.ports?.find((one) => one.port === port)?.name ?? ''
    const message = `endpoints for ${which} have no addresses with port name ${goQuote(portName)}`
    return { reason: 'MissingEndpoints', message }
  }
  const url = urlOf(service, port, path)
  return failedDiscovery(url, `Get ${goQuote(url)}: ${outcome.message}`)
}

const urlOf = ({ spec }: Service, port: number, path: string) => `https://${spec.clusterIP}:${port}${path}`

const failedDiscovery = (url: string, why: string): Finding => ({
  reason: 'FailedDiscoveryCheck',
  message: `failing or missing response from ${url}: ${why}`,
})

function write(
  { store, verbs, clock, calendar }: ApiServer,
  { metadata }: ApiService,
  next: NonNullable<ApiService['status']['conditions']>[number],
): void {
  verbs.modify<ApiService>(store.table(API_SERVICES), '', metadata.name, (object) => {
    const conditions = object.status.conditions ?? []
    const old = conditions.find(({ type }) => type === next.type)
    const kept = old?.status === next.status ? old.lastTransitionTime : undefined
    const whole = {
      lastTransitionTime: kept ?? calendar.seconds(clock.nowMs),
      ...next,
    }
    if (equal(old, whole)) return object
    return {
      ...object,
      status: {
        conditions: [...conditions.filter(({ type }) => type !== next.type), whole],
      },
    }
  })
}
