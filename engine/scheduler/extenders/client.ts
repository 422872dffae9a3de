/** How an extender is spoken to: JSON over HTTP, along the cluster's network. Source: kube-scheduler extender.go (send). */
import { parseDuration } from '../../api/duration.ts'
import type { ApiServer } from '../../api/server.ts'
import { fromBytes, toBytes } from '../../core/bytes.ts'
import type { CallOutcome, CallRequest } from '../../core/calls.ts'
import type { ExtenderConfiguration } from '../config/types.ts'

/** An extender could not be asked, or said that something is wrong; the message has upstream's words. */
export class ExtenderError extends Error {}

type Answer = Readonly<Record<string, unknown>>

const DEFAULT_TIMEOUT_MS = 5000
const NANOSECONDS_A_MS = 1_000_000n
const ADDRESS = /^[0-9.]+$/

/** What an extender answers to a verb. @throws ExtenderError */
export function ask(server: ApiServer, config: ExtenderConfiguration, verb: string, args: object): unknown {
  const url = `${config.urlPrefix.replace(/\/+$/, '')}/${verb}`
  const outcome = call(server, config, url, JSON.stringify(args))
  if ('failure' in outcome) throw new ExtenderError(`Post "${url}": ${outcome.message}`)
  const { status, body } = outcome.response
  if (status !== 200) throw new ExtenderError(`failed ${verb} with extender at URL ${url}, code ${status}`)
  try {
    return JSON.parse(fromBytes(body))
  } catch {
    throw new ExtenderError(`the answer of the extender at URL ${url} is no JSON`)
  }
}

function call(server: ApiServer, config: ExtenderConfiguration, url: string, body: string): CallOutcome {
  const { scheme, host, port, path } = placeOf(url, config.enableHTTPS === true)
  const request: CallRequest = {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: toBytes(body),
    scheme,
    timeoutMs: timeoutOf(config),
  }
  if (ADDRESS.test(host)) return server.calls.address(host, port, request)
  const [name = '', namespace] = host.split('.')
  if (namespace !== undefined) return server.calls.service(namespace, name, port, request)
  return { failure: 'noService', message: `dial tcp: lookup ${host}: no such host` }
}

/** The parts of a URL; `name.namespace[.svc…]` is a Service's. */
export function placeOf(url: string, enableHttps: boolean) {
  const [, stated, host = '', port, path = '/'] = /^(?:(https?):\/\/)?([^/:]*)(?::([0-9]+))?(\/.*)?$/.exec(url) ?? []
  const scheme: 'http' | 'https' = enableHttps || stated === 'https' ? 'https' : 'http'
  return { scheme, host, port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port), path }
}

function timeoutOf({ httpTimeout }: ExtenderConfiguration): number {
  return httpTimeout === undefined ? DEFAULT_TIMEOUT_MS : Number(parseDuration(httpTimeout) / NANOSECONDS_A_MS)
}

/** A field of an answer; Go takes its name in any case. */
export function fieldOf(answer: unknown, name: string): unknown {
  if (typeof answer !== 'object' || answer === null) return undefined
  const key = Object.keys(answer).find((each) => each.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : ((answer as Answer)[key] ?? undefined)
}

export function listOf(answer: unknown, name: string): readonly unknown[] | undefined {
  const value = fieldOf(answer, name)
  return Array.isArray(value) ? value : undefined
}

export function recordOf(answer: unknown, name: string): Answer {
  const value = fieldOf(answer, name)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Answer) : {}
}
