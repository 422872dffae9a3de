/** ConfigMaps, Secrets, ServiceAccounts, PriorityClasses. Source: describe.go. */

import type { Call } from '../call.ts'
import { decodedLength, fromBase64 } from '../../kinds/base64.ts'
import { type Json, list, map, num, text } from '../base/json.ts'
import { items } from './describer.ts'
import { eventsBlock } from './events.ts'
import { head, pairs, selectorWords } from './meta.ts'
import type { Writer } from './writer.ts'

export function configMap(call: Call, w: Writer, one: Json): void {
  head(w, one)
  w.write(0, '\nData\n====\n')
  const data = map(one, 'data')
  for (const key of Object.keys(data).sort()) {
    w.write(0, `${key}:\n----\n`)
    w.write(0, `${data[key]}\n`)
    w.write(0, '\n')
  }
  w.write(0, '\nBinaryData\n====\n')
  const binary = map(one, 'binaryData')
  for (const key of Object.keys(binary).sort()) w.write(0, `${key}: ${decodedLength(binary[key] as string)} bytes\n`)
  w.write(0, '\n')
  eventsBlock(call, w, one, 'ConfigMap')
}

export function secret(_call: Call, w: Writer, one: Json): void {
  head(w, one)
  const type = text(one, 'type')
  w.write(0, `\nType:\t${type}\n`)
  w.write(0, '\nData\n====\n')
  const data = map(one, 'data')
  for (const key of Object.keys(data).sort()) {
    const value = data[key] as string
    if (key === 'token' && type === 'kubernetes.io/service-account-token') w.field(0, key, fromBase64(value) ?? '')
    else w.field(0, key, `${decodedLength(value)} bytes`)
  }
}

export function serviceAccount(call: Call, w: Writer, one: Json): void {
  head(w, one)
  const secrets = items(call, `/api/v1/namespaces/${text(one, 'metadata', 'namespace')}/secrets`)
  const names = new Set(secrets.map((each) => text(each, 'metadata', 'name')))
  const account = text(one, 'metadata', 'name')
  const tokens = secrets.filter(
    (each) =>
      text(each, 'type') === 'kubernetes.io/service-account-token' &&
      map(each, 'metadata', 'annotations')['kubernetes.io/service-account.name'] === account,
  )
  const lines: [string, string[]][] = [
    ['Image pull secrets:', list(one, 'imagePullSecrets').map((each) => text(each, 'name'))],
    ['Mountable secrets: ', list(one, 'secrets').map((each) => text(each, 'name'))],
    ['Tokens:            ', tokens.map((each) => text(each, 'metadata', 'name'))],
  ]
  for (const [title, all] of lines) {
    if (all.length === 0) w.write(0, `${title}\t<none>\n`)
    for (const [at, name] of all.entries()) {
      w.write(0, `${at === 0 ? title : ' '.repeat(19)}\t${name}${names.has(name) ? '' : ' (not found)'}\n`)
    }
  }
  eventsBlock(call, w, one, 'ServiceAccount')
}

export function priorityClass(call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Value', num(one, 'value'))
  w.field(0, 'GlobalDefault', one.globalDefault === true)
  w.field(0, 'PreemptionPolicy', text(one, 'preemptionPolicy'))
  w.field(0, 'Description', text(one, 'description'))
  w.field(0, 'Annotations', pairs(map(one, 'metadata', 'annotations')))
  eventsBlock(call, w, one, 'PriorityClass')
}

export function podDisruptionBudget(call: Call, w: Writer, one: Json): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  if (text(one, 'spec', 'minAvailable') !== '') w.field(0, 'Min available', text(one, 'spec', 'minAvailable'))
  else if (text(one, 'spec', 'maxUnavailable') !== '')
    w.field(0, 'Max unavailable', text(one, 'spec', 'maxUnavailable'))
  const selector = (one.spec as Json).selector
  w.field(0, 'Selector', selector === undefined ? '<unset>' : selectorWords(selector))
  w.write(0, 'Status:\n')
  w.field(2, 'Allowed disruptions', num(one, 'status', 'disruptionsAllowed'))
  w.field(2, 'Current', num(one, 'status', 'currentHealthy'))
  w.field(2, 'Desired', num(one, 'status', 'desiredHealthy'))
  w.field(2, 'Total', num(one, 'status', 'expectedPods'))
  eventsBlock(call, w, one, 'PodDisruptionBudget')
}
