/** Environment variables of a container, and where they come from. Source: describe.go describeContainerEnvVars. */
import { formatQuantity, parseQuantity } from '../../api/quantity.ts'
import { scaledValue } from '../../api/quantitymath.ts'
import { type Json, list, map, object, text } from '../base/json.ts'
import type { Writer } from './writer.ts'

/** `envFrom`. */
export function sources(w: Writer, container: Json): void {
  const from = list(container, 'envFrom')
  if (from.length === 0) return
  w.write(2, 'Environment Variables from:\n')
  for (const source of from) {
    const [kind, reference] =
      source.configMapRef === undefined
        ? ['Secret', object(source, 'secretRef')]
        : ['ConfigMap', object(source, 'configMapRef')]
    const prefix = text(source, 'prefix')
    const words = prefix === '' ? kind : `${kind} with prefix '${prefix}'`
    w.write(3, `${text(reference, 'name')}\t${words}\tOptional: ${reference.optional === true}\n`)
  }
}

export function environment(w: Writer, container: Json, pod: Json | undefined): void {
  const variables = list(container, 'env')
  w.write(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}\n`)
  for (const variable of variables) {
    const name = text(variable, 'name')
    if (variable.valueFrom === undefined) {
      const [first = '', ...rest] = text(variable, 'value').split('\n')
      w.field(3, name, first)
      for (const line of rest) w.write(3, `\t${line}\n`)
    } else valueFrom(w, name, object(variable, 'valueFrom'), container, pod)
  }
}

function valueFrom(w: Writer, name: string, from: Json, container: Json, pod: Json | undefined): void {
  if (from.fieldRef !== undefined) {
    const path = text(from, 'fieldRef', 'fieldPath')
    const value = pod === undefined ? '' : podField(pod, path)
    w.field(3, name, `${value} (${text(from, 'fieldRef', 'apiVersion') || 'v1'}:${path})`)
  } else if (from.resourceFieldRef !== undefined) {
    const reference = object(from, 'resourceFieldRef')
    const resource = text(reference, 'resource')
    const value = resourceValue(container, resource, text(reference, 'divisor'))
    const shown =
      value === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : value
    w.field(3, name, `${shown} (${resource})`)
  } else if (from.secretKeyRef !== undefined) {
    const { key, name: secret, optional } = object(from, 'secretKeyRef')
    w.write(3, `${name}:\t<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional === true}\n`)
  } else if (from.configMapKeyRef !== undefined) {
    const { key, name: config, optional } = object(from, 'configMapKeyRef')
    w.write(3, `${name}:\t<set to the key '${key}' of config map '${config}'>\tOptional: ${optional === true}\n`)
  }
}

/** Only metadata is resolved (fieldpath.ExtractFieldPathAsString). */
function podField(pod: Json, path: string): string {
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path)
  if (subscript !== null) return map(pod, 'metadata', subscript[1] as string)[subscript[2] as string] ?? ''
  const simple = /^metadata\.(name|namespace|uid)$/.exec(path)
  return simple === null ? '' : text(pod, 'metadata', simple[1] as string)
}

/** ExtractContainerResourceValue: rounded up to the divisor. */
function resourceValue(container: Json, resource: string, divisor: string): string {
  const [field = '', ...name] = resource.split('.')
  const amount = map(container, 'resources', field)[name.join('.')]
  if (amount === undefined) return '0'
  const by = parseQuantity(divisor === '' || divisor === '0' ? '1' : divisor)
  const scale = name[0] === 'cpu' ? -3 : 0
  const whole = scaledValue(parseQuantity(amount), scale)
  const part = scaledValue(by, scale)
  return part === 0n ? formatQuantity(parseQuantity(amount)) : String((whole + part - 1n) / part)
}
