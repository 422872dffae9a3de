/** Ingresses, their classes, network policies. Source: describe.go. */
import type { Call } from '../call.ts'
import { Refused } from '../base/failure.ts'
import { type Json, list, map, num, object, strings, text } from '../base/json.ts'
import { items } from './describer.ts'
import { eventsBlock } from './events.ts'
import { annotationsBlock, labelled, labelsBlock, selectorWords } from './meta.ts'
import { endpointsText } from './network.ts'
import type { Writer } from './writer.ts'

export function ingress(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  labelsBlock(w, 'Labels', map(one, 'metadata', 'labels'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  const addresses = list(one, 'status', 'loadBalancer', 'ingress').map(
    (each) => text(each, 'ip') || text(each, 'hostname'),
  )
  w.field(0, 'Address', addresses.join(','))
  w.field(0, 'Ingress Class', text(spec, 'ingressClassName') || '<none>')
  const fallback = spec.defaultBackend === undefined ? '<default>' : backend(call, one, object(spec, 'defaultBackend'))
  w.field(0, 'Default backend', fallback)
  const tls = list(spec, 'tls')
  if (tls.length > 0) w.write(0, 'TLS:\n')
  for (const each of tls) {
    const hosts = strings(each, 'hosts').join(',')
    const secret = text(each, 'secretName')
    w.write(1, secret === '' ? `SNI routes ${hosts}\n` : `${secret} terminates ${hosts}\n`)
  }
  w.write(0, 'Rules:\n  Host\tPath\tBackends\n')
  w.write(1, '----\t----\t--------\n')
  const rules = list(spec, 'rules').filter(({ http }) => http !== undefined)
  for (const rule of rules) {
    w.write(1, `${text(rule, 'host') || '*'}\t\n`)
    for (const path of list(rule, 'http', 'paths')) {
      w.write(2, `\t${text(path, 'path')} \t${backend(call, one, object(path, 'backend'))}\n`)
    }
  }
  if (rules.length === 0) w.write(1, `*\t*\t${fallback}\n`)
  annotationsBlock(w, 'Annotations', map(one, 'metadata', 'annotations'))
  eventsBlock(call, w, one, 'Ingress')
}

/** `web:80 (10.244.0.3:80)`. */
function backend(call: Call, one: Json, said: Json): string {
  if (said.service === undefined) {
    const { apiGroup, kind, name } = object(said, 'resource')
    return `APIGroup: ${apiGroup ?? '<none>'}, Kind: ${kind}, Name: ${name}`
  }
  const name = text(said, 'service', 'name')
  const port = object(said, 'service', 'port')
  const shown = `${name}:${text(port, 'name') || num(port, 'number')}`
  const namespace = text(one, 'metadata', 'namespace')
  try {
    const service = call.client.get(`/api/v1/namespaces/${namespace}/services/${name}`)
    const found = list(service, 'spec', 'ports').find((each) =>
      port.number === undefined ? each.name === port.name : each.port === port.number,
    )
    const slices = items(call, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
      labelSelector: `kubernetes.io/service-name=${name}`,
    })
    return `${shown} (${endpointsText(slices, text(found, 'name'))})`
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return `${shown} (<error: ${error.message}>)`
  }
}

export function ingressClass(call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  labelled(w, one)
  w.field(0, 'Controller', text(one, 'spec', 'controller'))
  const parameters = object(one, 'spec', 'parameters')
  if (parameters.kind !== undefined) {
    w.write(0, 'Parameters:\n')
    if (text(parameters, 'apiGroup') !== '') w.field(1, 'APIGroup', text(parameters, 'apiGroup'))
    w.field(1, 'Kind', text(parameters, 'kind'))
    w.field(1, 'Name', text(parameters, 'name'))
  }
  eventsBlock(call, w, one, 'IngressClass')
}

// ------------------------------------------------------------------------------------------------- policies

const INDENT = '    '

export function networkPolicy(_call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  const created = text(one, 'metadata', 'creationTimestamp')
  w.field(0, 'Created on', created.replace('T', ' ').replace('Z', ' +0000 UTC'))
  labelled(w, one)
  w.write(0, 'Spec:\n')
  w.write(1, 'PodSelector: ')
  const selector = object(spec, 'podSelector')
  const all = Object.keys(map(selector, 'matchLabels')).length === 0 && list(selector, 'matchExpressions').length === 0
  w.write(
    2,
    all ? '<none> (Allowing the specific traffic to all pods in this namespace)\n' : `${selectorWords(selector)}\n`,
  )
  const types = strings(spec, 'policyTypes')
  if (types.includes('Ingress')) {
    w.write(1, 'Allowing ingress traffic:\n')
    traffic(w, list(spec, 'ingress'), 'from', 'From', 'source', 'ingress')
  } else w.write(1, 'Not affecting ingress traffic\n')
  if (types.includes('Egress')) {
    w.write(1, 'Allowing egress traffic:\n')
    traffic(w, list(spec, 'egress'), 'to', 'To', 'destination', 'egress')
  } else w.write(1, 'Not affecting egress traffic\n')
  w.write(1, `Policy Types: ${types.join(', ')}\n`)
}

function traffic(w: Writer, rules: readonly Json[], field: string, word: string, end: string, direction: string): void {
  if (rules.length === 0) {
    return w.write(0, `${INDENT}<none> (Selected pods are isolated for ${direction} connectivity)\n`)
  }
  for (const [at, rule] of rules.entries()) {
    const ports = list(rule, 'ports')
    if (ports.length === 0) w.write(0, `${INDENT}To Port: <any> (traffic allowed to all ports)\n`)
    for (const port of ports) w.write(0, `${INDENT}To Port: ${text(port, 'port')}/${text(port, 'protocol') || 'TCP'}\n`)
    const peers = list(rule, field)
    if (peers.length === 0) w.write(0, `${INDENT}${word}: <any> (traffic not restricted by ${end})\n`)
    for (const peer of peers) peerBlock(w, peer, word)
    if (at < rules.length - 1) w.write(0, `${INDENT}----------\n`)
  }
}

function peerBlock(w: Writer, peer: Json, word: string): void {
  w.write(0, `${INDENT}${word}:\n`)
  if (peer.namespaceSelector !== undefined)
    w.write(1, `${INDENT}NamespaceSelector: ${selectorWords(peer.namespaceSelector)}\n`)
  if (peer.podSelector !== undefined) w.write(1, `${INDENT}PodSelector: ${selectorWords(peer.podSelector)}\n`)
  if (peer.ipBlock === undefined) return
  w.write(1, `${INDENT}IPBlock:\n`)
  w.write(2, `${INDENT}CIDR: ${text(peer, 'ipBlock', 'cidr')}\n`)
  w.write(2, `${INDENT}Except: ${strings(peer, 'ipBlock', 'except').join(', ')}\n`)
}
