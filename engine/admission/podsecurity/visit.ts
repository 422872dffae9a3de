/** What the checks of Pod Security look at, and how they name it. Source: k8s.io/pod-security-admission/policy. */
import type { Container, Pod, PodSpec } from '../../kinds/types.ts'

export interface Finding {
  /** What is wrong, in a few words. */
  reason: string
  /** Who does it, and what to do. */
  detail: string
}

/** One rule of a level; `since` and `until` are the minor releases in which this form of it holds. */
export interface Check {
  id: string
  level: 'baseline' | 'restricted'
  since: number
  until?: number
  /** Rules of the lower level that it says more than. */
  overrides?: readonly string[]
  check(pod: CheckedPod): Finding | undefined
}

export interface CheckedPod {
  metadata: Partial<Pod['metadata']>
  spec: PodSpec
}

export type Security = NonNullable<Container['securityContext']> & { appArmorProfile?: Profile }
export type PodSecurity = NonNullable<PodSpec['securityContext']> & { appArmorProfile?: Profile }

export interface Profile {
  type?: string
  localhostProfile?: string
}

/** Init, app and ephemeral containers, in this order. */
export function containersOf({ spec }: CheckedPod): Container[] {
  const ephemeral = (spec.ephemeralContainers ?? []) as unknown as Container[]
  return [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...ephemeral]
}

/** Names of the containers that something is true of. */
export const named = (pod: CheckedPod, bad: (security: Security, container: Container) => boolean): string[] =>
  containersOf(pod)
    .filter((container) => bad((container.securityContext ?? {}) as Security, container))
    .map(({ name }) => name)

export const podSecurity = ({ spec }: CheckedPod): PodSecurity => (spec.securityContext ?? {}) as PodSecurity

export const quoted = (texts: readonly string[]): string => texts.map((text) => `"${text}"`).join(', ')

export const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many)

/** `container "a"` or `containers "a", "b"`. */
export const containersText = (names: readonly string[]): string =>
  `${plural('container', 'containers', names.length)} ${quoted(names)}`

/** `pod and container "a"`: whoever sets something. */
export function settersText(byPod: boolean, names: readonly string[]): string {
  return [...(byPod ? ['pod'] : []), ...(names.length > 0 ? [containersText(names)] : [])].join(' and ')
}

/** In order and each once. */
export const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort()

export const isWindows = ({ spec }: CheckedPod): boolean => spec.os?.name === 'windows'
