/**
 * A container's environment with references resolved (kubelet_pods.go makeEnvironmentVariables): envFrom in order, env over it, and the
 * Services' variables where nobody set them. Frozen at start, as upstream's.
 */
import { fromBase64 } from '../../kinds/base64.ts'
import type { ConfigMap, Container, Node, Pod, Secret, Service } from '../../kinds/types.ts'
import { expandVariables } from '../../rules/expansion.ts'
import { fieldText, type Place, resourceText } from './downward.ts'
import { serviceVariables } from './serviceenv.ts'

/** Where the values come from. */
export interface Sources {
  configMap(name: string): ConfigMap | undefined
  secret(name: string): Secret | undefined
  services(): readonly Service[]
}

export interface Where extends Place {
  readonly node: Node | undefined
}

/** Why a container cannot be configured; the text is CreateContainerConfigError's message. */
export class ConfigTrouble extends Error {}

type EnvVar = NonNullable<Container['env']>[number]
type ValueFrom = NonNullable<EnvVar['valueFrom']>

/** Name → value in order. @throws ConfigTrouble when something that is not optional is missing */
export function makeEnvironment(sources: Sources, pod: Pod, spec: Container, where: Where): Map<string, string> {
  const services = servicesHeard(sources, pod)
  const values = new Map<string, string>()
  for (const from of spec.envFrom ?? []) addAll(values, sources, from)
  for (const item of spec.env ?? []) {
    const text = item.value
      ? expandVariables(item.value, (name) => values.get(name) ?? services.get(name))
      : item.valueFrom
        ? fromSource(sources, pod, spec, item.valueFrom, where)
        : ''
    if (text !== undefined) values.set(item.name, text)
  }
  for (const [name, value] of services) if (!values.has(name)) values.set(name, value)
  return values
}

const servicesHeard = (sources: Sources, { metadata, spec }: Pod): Map<string, string> =>
  serviceVariables(sources.services(), metadata.namespace as string, spec.enableServiceLinks !== false)

function addAll(values: Map<string, string>, sources: Sources, from: NonNullable<Container['envFrom']>[number]): void {
  const { prefix = '', configMapRef, secretRef } = from
  if (configMapRef) {
    const found = sources.configMap(configMapRef.name ?? '')
    if (!found && !configMapRef.optional) throw new ConfigTrouble(`configmap "${configMapRef.name}" not found`)
    for (const [key, text] of Object.entries(found?.data ?? {})) values.set(prefix + key, text)
  } else if (secretRef) {
    const found = sources.secret(secretRef.name ?? '')
    if (!found && !secretRef.optional) throw new ConfigTrouble(`secret "${secretRef.name}" not found`)
    for (const [key, text] of Object.entries(found?.data ?? {})) values.set(prefix + key, decoded(text))
  }
}

/** The value behind `valueFrom`; undefined when it is optional and missing. */
function fromSource(sources: Sources, pod: Pod, spec: Container, from: ValueFrom, where: Where): string | undefined {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = from
  if (configMapKeyRef) {
    const { name = '', key, optional } = configMapKeyRef
    return keyOf(pod, 'ConfigMap', name, key, optional, sources.configMap(name))
  }
  if (secretKeyRef) {
    const { name = '', key, optional } = secretKeyRef
    const text = keyOf(pod, 'Secret', name, key, optional, sources.secret(name))
    return text === undefined ? undefined : decoded(text)
  }
  if (fieldRef) return fieldText(pod, fieldRef.fieldPath, where)
  if (!resourceFieldRef) return undefined
  const { containerName, resource, divisor } = resourceFieldRef
  const named = containerName ? pod.spec.containers.find(({ name }) => name === containerName) : undefined
  return resourceText(named ?? spec, resource, divisor as string | undefined, where.node)
}

function keyOf(
  { metadata }: Pod,
  kind: 'ConfigMap' | 'Secret',
  name: string,
  key: string,
  optional: boolean | undefined,
  found: ConfigMap | Secret | undefined,
): string | undefined {
  const text = (found?.data as Readonly<Record<string, string>> | undefined)?.[key]
  if (text !== undefined || optional) return text
  if (found === undefined) throw new ConfigTrouble(`${kind.toLowerCase()} "${name}" not found`)
  throw new ConfigTrouble(`couldn't find key ${key} in ${kind} ${metadata.namespace}/${name}`)
}

const decoded = (text: string): string => fromBase64(text) ?? ''
