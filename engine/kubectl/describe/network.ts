/** Services and endpoints. Source: describe.go. */
import type { Call } from '../call.ts'
import { type Json, list, map, num, object, strings, text } from '../base/json.ts'
import { items } from './describer.ts'
import { eventsBlock } from './events.ts'
import { head, labelled, orNone, orUnset, pairs } from './meta.ts'
import type { Writer } from './writer.ts'

export function service(call: Call, w: Writer, one: Json): void {
  const spec = object(one, 'spec')
  head(w, one)
  w.field(0, 'Selector', pairs(map(spec, 'selector')))
  w.field(0, 'Type', text(spec, 'type'))
  if (spec.ipFamilyPolicy !== undefined) w.field(0, 'IP Family Policy', text(spec, 'ipFamilyPolicy'))
  w.field(0, 'IP Families', orNone(strings(spec, 'ipFamilies').join(',')))
  w.field(0, 'IP', text(spec, 'clusterIP'))
  w.field(0, 'IPs', orNone(strings(spec, 'clusterIPs').join(',')))
  const external = strings(spec, 'externalIPs')
  if (external.length > 0) w.field(0, 'External IPs', external.join(','))
  if (text(spec, 'loadBalancerIP') !== '') w.field(0, 'Desired LoadBalancer IP', text(spec, 'loadBalancerIP'))
  if (text(spec, 'externalName') !== '') w.field(0, 'External Name', text(spec, 'externalName'))
  const ingress = list(one, 'status', 'loadBalancer', 'ingress')
  if (ingress.length > 0) {
    w.field(0, 'LoadBalancer Ingress', ingress.map(ingressText).join(', '))
  }
  const slices = slicesOf(call, one)
  for (const port of list(spec, 'ports')) portBlock(w, port, slices)
  w.field(0, 'Session Affinity', text(spec, 'sessionAffinity'))
  if (text(spec, 'externalTrafficPolicy') !== '')
    w.field(0, 'External Traffic Policy', text(spec, 'externalTrafficPolicy'))
  if (text(spec, 'internalTrafficPolicy') !== '')
    w.field(0, 'Internal Traffic Policy', text(spec, 'internalTrafficPolicy'))
  if (num(spec, 'healthCheckNodePort') !== 0) w.field(0, 'HealthCheck NodePort', num(spec, 'healthCheckNodePort'))
  const ranges = strings(spec, 'loadBalancerSourceRanges')
  if (ranges.length > 0) w.field(0, 'LoadBalancer Source Ranges', ranges.join(','))
  eventsBlock(call, w, one, 'Service')
}

function ingressText(one: Json): string {
  const ip = text(one, 'ip')
  if (ip === '') return text(one, 'hostname')
  return text(one, 'ipMode') === '' ? ip : `${ip} (${text(one, 'ipMode')})`
}

function slicesOf(call: Call, one: Json): Json[] {
  const path = `/apis/discovery.k8s.io/v1/namespaces/${text(one, 'metadata', 'namespace')}/endpointslices`
  return items(call, path, { labelSelector: `kubernetes.io/service-name=${text(one, 'metadata', 'name')}` })
}

function portBlock(w: Writer, port: Json, slices: readonly Json[]): void {
  const name = text(port, 'name') || '<unset>'
  const protocol = text(port, 'protocol')
  w.write(0, `Port:\t${name}\t${num(port, 'port')}/${protocol}\n`)
  w.field(0, 'TargetPort', `${text(port, 'targetPort')}/${protocol}`)
  if (num(port, 'nodePort') !== 0) w.write(0, `NodePort:\t${name}\t${num(port, 'nodePort')}/${protocol}\n`)
  w.field(0, 'Endpoints', endpointsText(slices, text(port, 'name')))
}

const MOST_ENDPOINTS = 3

/** At most three addresses, and how many more. @param portName undefined: all ports */
export function endpointsText(slices: readonly Json[], portName?: string): string {
  if (slices.length === 0) return '<none>'
  const found: string[] = []
  for (const slice of slices) {
    const ports = list(slice, 'ports').filter((port) => portName === undefined || text(port, 'name') === portName)
    const ready = list(slice, 'endpoints').filter((endpoint) => object(endpoint, 'conditions').ready !== false)
    const addresses = ready.map((endpoint) => strings(endpoint, 'addresses')[0] ?? '')
    if (list(slice, 'ports').length === 0) found.push(...addresses)
    for (const port of ports)
      found.push(...addresses.map((ip) => `${ip.includes(':') ? `[${ip}]` : ip}:${num(port, 'port')}`))
  }
  const shown = found.slice(0, MOST_ENDPOINTS).join(',')
  return found.length > MOST_ENDPOINTS ? `${shown} + ${found.length - MOST_ENDPOINTS} more...` : shown
}

export function endpoints(call: Call, w: Writer, one: Json): void {
  head(w, one)
  w.write(0, 'Subsets:\n')
  const ips = (subset: Json, field: string) =>
    orNone(
      list(subset, field)
        .map((each) => text(each, 'ip'))
        .join(','),
    )
  for (const subset of list(one, 'subsets')) {
    w.field(1, 'Addresses', ips(subset, 'addresses'))
    w.field(1, 'NotReadyAddresses', ips(subset, 'notReadyAddresses'))
    const ports = list(subset, 'ports')
    if (ports.length > 0) {
      w.write(1, 'Ports:\n')
      w.write(2, 'Name\tPort\tProtocol\n')
      w.write(2, '----\t----\t--------\n')
      for (const port of ports)
        w.write(2, `${text(port, 'name') || '<unset>'}\t${num(port, 'port')}\t${text(port, 'protocol')}\n`)
    }
    w.write(0, '\n')
  }
  eventsBlock(call, w, one, 'Endpoints')
}

export function endpointSlice(call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  labelled(w, one)
  w.field(0, 'AddressType', text(one, 'addressType'))
  const ports = list(one, 'ports')
  if (ports.length === 0) w.write(0, 'Ports: <unset>\n')
  else {
    w.write(0, 'Ports:\n  Name\tPort\tProtocol\n')
    w.write(1, '----\t----\t--------\n')
    for (const port of ports)
      w.write(1, `${text(port, 'name') || '<unset>'}\t${orUnset(port.port)}\t${text(port, 'protocol')}\n`)
  }
  const all = list(one, 'endpoints')
  w.write(0, all.length === 0 ? 'Endpoints: <none>\n' : 'Endpoints:\n')
  for (const endpoint of all) endpointBlock(w, endpoint)
  eventsBlock(call, w, one, 'EndpointSlice')
}

function endpointBlock(w: Writer, endpoint: Json): void {
  w.field(1, '- Addresses', strings(endpoint, 'addresses').join(', '))
  w.write(2, 'Conditions:\n')
  w.field(3, 'Ready', orUnset(object(endpoint, 'conditions').ready))
  w.field(2, 'Hostname', orUnset(endpoint.hostname))
  const target = object(endpoint, 'targetRef')
  if (target.kind !== undefined) w.field(2, 'TargetRef', `${text(target, 'kind')}/${text(target, 'name')}`)
  w.field(2, 'NodeName', orUnset(endpoint.nodeName))
  w.field(2, 'Zone', orUnset(endpoint.zone))
}
