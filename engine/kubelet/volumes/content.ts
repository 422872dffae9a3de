/**
 * What is in volumes that show objects of the API: configMap, secret, downwardAPI and projected (pkg/volume/configmap,
 * secret, downwardapi, projected).
 */
import { bytesOfBase64 } from '../../kinds/base64.ts'
import { toBytes } from '../../core/bytes.ts'
import type { ProjectedFile } from '../../core/files.ts'
import type { ConfigMap, Container, Node, Pod, Secret, Volume } from '../../kinds/types.ts'
import { fieldText, type Place, resourceText } from '../environment/downward.ts'

/** What the content of a volume is made of. */
export interface VolumeSources {
  configMap(name: string): ConfigMap | undefined
  secret(name: string): Secret | undefined
  /** The token of the Pod's account for an audience, bound to the Pod. */
  token(audience: string | undefined, expirationSeconds: number | undefined): string
}

export interface VolumeWhere extends Place {
  readonly node: Node | undefined
}

/** Why a volume cannot be set up; the message follows `MountVolume.SetUp failed for volume "x" : `. */
export class VolumeTrouble extends Error {}

interface Item {
  readonly key: string
  readonly path: string
  readonly mode?: number
}

interface Reference {
  readonly optional?: boolean
  readonly items?: readonly Item[]
}

type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number]
type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number]

/** Whether a volume's files come from the API: they are written by the kubelet and kept up to date. */
export const isProjected = ({ configMap, secret, downwardAPI, projected }: Volume): boolean =>
  configMap !== undefined || secret !== undefined || downwardAPI !== undefined || projected !== undefined

/** The files of such a volume. @throws VolumeTrouble when something that is not optional is missing */
export function filesOf(volume: Volume, pod: Pod, sources: VolumeSources, where: VolumeWhere): ProjectedFile[] {
  const { configMap, secret, downwardAPI, projected } = volume
  if (configMap) return configFiles(sources, configMap.name ?? '', configMap, configMap.defaultMode)
  if (secret) return secretFiles(sources, secret.secretName ?? '', secret, secret.defaultMode)
  if (downwardAPI) return downwardFiles(pod, downwardAPI.items, where, downwardAPI.defaultMode)
  return (projected?.sources ?? []).flatMap((source) =>
    projectionFiles(source, pod, sources, where, projected?.defaultMode),
  )
}

function projectionFiles(
  { configMap, secret, downwardAPI, serviceAccountToken }: Projection,
  pod: Pod,
  sources: VolumeSources,
  where: VolumeWhere,
  mode: number | undefined,
): ProjectedFile[] {
  if (configMap) return configFiles(sources, configMap.name ?? '', configMap, mode)
  if (secret) return secretFiles(sources, secret.name ?? '', secret, mode)
  if (downwardAPI) return downwardFiles(pod, downwardAPI.items, where, mode)
  if (!serviceAccountToken) return []
  const { path, audience, expirationSeconds } = serviceAccountToken
  return [file(path, sources.token(audience, expirationSeconds), mode)]
}

function configFiles(
  sources: VolumeSources,
  name: string,
  reference: Reference,
  mode: number | undefined,
): ProjectedFile[] {
  const found = sources.configMap(name)
  if (found === undefined) return missing(`configmap "${name}" not found`, reference)
  const data = new Map([
    ...Object.entries(found.data ?? {}).map(([key, text]): [string, string] => [key, toBytes(text)]),
    ...Object.entries(found.binaryData ?? {}).map(([key, text]): [string, string] => [key, bytesOfBase64(text) ?? '']),
  ])
  return chosen(data, reference, mode, 'config')
}

function secretFiles(
  sources: VolumeSources,
  name: string,
  reference: Reference,
  mode: number | undefined,
): ProjectedFile[] {
  const found = sources.secret(name)
  if (found === undefined) return missing(`secret "${name}" not found`, reference)
  const data = new Map(Object.entries(found.data ?? {}).map(([key, text]) => [key, bytesOfBase64(text) ?? '']))
  return chosen(data, reference, mode, 'secret')
}

function missing(text: string, { optional }: Reference): ProjectedFile[] {
  if (optional) return []
  throw new VolumeTrouble(text)
}

/** All keys, or those that the items name. */
function chosen(
  data: ReadonlyMap<string, string>,
  { items, optional }: Reference,
  mode: number | undefined,
  word: 'config' | 'secret',
): ProjectedFile[] {
  if (!items?.length) return [...data].map(([key, bytes]) => file(key, bytes, mode))
  return items.flatMap(({ key, path, mode: own }) => {
    const bytes = data.get(key)
    if (bytes !== undefined) return [file(path, bytes, own ?? mode)]
    if (optional) return []
    throw new VolumeTrouble(`references non-existent ${word} key: ${key}`)
  })
}

function downwardFiles(
  pod: Pod,
  items: readonly DownwardItem[] | undefined,
  where: VolumeWhere,
  mode: number | undefined,
): ProjectedFile[] {
  return (items ?? []).map(({ path, fieldRef, resourceFieldRef, mode: own }) => {
    const text = fieldRef ? fieldText(pod, fieldRef.fieldPath, where) : resourceOf(pod, resourceFieldRef, where)
    return file(path, toBytes(text ?? ''), own ?? mode)
  })
}

function resourceOf(pod: Pod, ref: DownwardItem['resourceFieldRef'], where: VolumeWhere): string {
  const all: Container[] = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const container = all.find(({ name }) => name === ref?.containerName)
  if (ref === undefined || container === undefined) return ''
  return resourceText(container, ref.resource, ref.divisor as string | undefined, where.node)
}

const file = (path: string, data: string, mode: number | undefined): ProjectedFile =>
  mode === undefined ? { path, data } : { path, data, mode }
