/** What was decided at each hop of a request, in words: who decided, what, and how long it took. Pure. */
import type { Decision, Followed } from '../../../engine/protocol/network.ts'
import { plural } from '../../draw/countdown.ts'
import type { ObjectRef } from '../../../engine/protocol/object.ts'

export interface HopLine {
  who: string
  what: string
  /** Empty where deciding takes no time. */
  took: string
  isBad: boolean
  /** Who can be looked at. */
  about?: ObjectRef
}

export function hopLines(followed: Followed): HopLine[] {
  return [...told(followed.hops).map(lineOf), answerLine(followed)]
}

/** Policies are told where some isolate; where none does, once. */
function told(hops: readonly Decision[]): Decision[] {
  const named = hops.findIndex(({ at }) => at === 'name')
  let isTold = hops.some((hop, i) => i > named && hop.at === 'policy' && hop.isolating.length > 0)
  return hops.filter((hop, i) => {
    if (hop.at !== 'policy' || hop.isolating.length > 0) return true
    if (i < named || isTold) return false
    isTold = true
    return true
  })
}

function lineOf(hop: Decision): HopLine {
  if (hop.at === 'name') return nameLine(hop)
  if (hop.at === 'service') return serviceLine(hop)
  if (hop.at === 'policy') return policyLine(hop)
  if (hop.at === 'way') return wayLine(hop)
  return podLine(hop)
}

type Hop<At extends Decision['at']> = Extract<Decision, { at: At }>

function nameLine({ name, server, asked, code, data, tookMs }: Hop<'name'>): HopLine {
  const tries = asked.length > 1 ? `, after ${asked.length} names of its search path` : ''
  const what =
    code === 'TIMEOUT'
      ? 'does not answer'
      : data.length === 0
        ? `knows no address of ${name}${tries}`
        : `${name} is ${data.slice(0, 4).join(', ')}${data.length > 4 ? ` and ${data.length - 4} more` : ''}${tries}`
  return { who: `Name service ${server}`, what, took: ms(tookMs), isBad: data.length === 0 }
}

function serviceLine({ service, node, to, endpoints, candidates, taken }: Hop<'service'>): HopLine {
  const out = endpoints.filter(({ ready }) => !ready)
  const shut =
    out.length > 0
      ? `; out of rotation: ${out
          .slice(0, 3)
          .map(
            ({ pod, address, terminating }) => `${nameOf(pod) || address} (${terminating ? 'it ends' : 'not ready'})`,
          )
          .join(', ')}${out.length > 3 ? ` and ${out.length - 3} more` : ''}`
      : ''
  const what =
    to === 'endpoint'
      ? `${taken}, one of ${plural(candidates, 'endpoint')} it may take${shut}`
      : to === 'api'
        ? 'is the API server itself'
        : to === 'refused'
          ? `no endpoint is ready, so it refuses at once${shut}`
          : `no rule for this port, or no endpoint that this traffic may use: dropped${shut}`
  return {
    who: `Rule of Service ${nameOf(service)} on ${node}`,
    what,
    took: '',
    isBad: to === 'refused' || to === 'nowhere',
    about: { apiVersion: 'v1', kind: 'Service', ...placed(service) },
  }
}

function policyLine({ pod, direction, isolating, by, allowed }: Hop<'policy'>): HopLine {
  const side = direction === 'Egress' ? 'what it sends' : 'what it gets'
  if (isolating.length === 0) return { who: 'NetworkPolicy', what: 'none isolates either end', took: '', isBad: false }
  const names = isolating.join(', ')
  return {
    who: `NetworkPolicy of ${nameOf(pod)}, for ${side}`,
    what: allowed ? `${by} lets it pass (of ${names})` : `${names}: no rule lets it pass, so it is dropped in silence`,
    took: '',
    isBad: !allowed,
    about: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      namespace: placed(pod).namespace,
      name: by ?? isolating[0] ?? '',
    },
  }
}

function wayLine({ from, to, reached, tookMs }: Hop<'way'>): HopLine {
  const who = from === to ? `Within ${to}` : `From ${from} to ${to}`
  const what = reached ? 'the way is open' : 'no power, or cut off: silence'
  return { who, what, took: reached && tookMs > 0 ? `${ms(tookMs)} each way` : '', isBad: !reached }
}

function podLine({ pod, node, address, port, listens, ready }: Hop<'pod'>): HopLine {
  const what = `${address} on ${node}, ${ready ? 'Ready' : 'not Ready'}; ${listens ? `listens on ${port}` : `nobody listens on ${port}: refused`}`
  return {
    who: `Pod ${nameOf(pod)}`,
    what,
    took: '',
    isBad: !listens,
    about: { apiVersion: 'v1', kind: 'Pod', ...placed(pod) },
  }
}

const OUTCOMES: Readonly<Record<string, string>> = {
  refused: 'connection refused',
  timeout: 'nothing came back: the caller gave up',
  unreachable: 'no route to the address',
  reset: 'the connection broke before an answer',
  name: 'the name could not be resolved',
}

/** `200 in 14 ms`, `connection refused after 2 ms`. */
export function outcomeWords({ outcome, tookMs }: Pick<Followed, 'outcome' | 'tookMs'>): string {
  const words = OUTCOMES[outcome]
  return words ? `${words} after ${ms(tookMs)}` : `${outcome} in ${ms(tookMs)}`
}

function answerLine(followed: Followed): HopLine {
  const { outcome, said, servedMs, tookMs } = followed
  const isBad = !/^[123]\d\d$/.test(outcome)
  const program = servedMs > 0 ? `, of which the program took ${ms(servedMs)}` : ''
  return {
    who: 'Answer',
    what: `${OUTCOMES[outcome] ?? `status ${outcome}`}${program}${said ? `: ${said}` : ''}`,
    took: `${ms(tookMs)} in all`,
    isBad,
  }
}

const ms = (value: number): string => (value < 1 ? 'less than 1 ms' : `${Math.round(value)} ms`)
const nameOf = (key: string): string => key.slice(key.indexOf('/') + 1)
const placed = (key: string) => ({ namespace: key.slice(0, Math.max(0, key.indexOf('/'))), name: nameOf(key) })
