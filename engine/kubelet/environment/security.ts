/** Security contexts of Pod and container, merged (pkg/securitycontext), and what a kubelet checks of them. */
import type { ProcessSecurity } from '../../core/runtime.ts'
import type { Container, Pod } from '../../kinds/types.ts'
import { podPath } from '../texts.ts'

/** Undefined when nothing is asked for. */
export function securityOf({ spec }: Pod, { securityContext: own }: Container): ProcessSecurity | undefined {
  const shared = spec.securityContext
  if (!own && (!shared || Object.keys(shared).length === 0)) return undefined
  const runAsUser = own?.runAsUser ?? shared?.runAsUser
  const runAsGroup = own?.runAsGroup ?? shared?.runAsGroup
  const groups = [...(shared?.supplementalGroups ?? []), ...(shared?.fsGroup === undefined ? [] : [shared.fsGroup])]
  return {
    ...(runAsUser !== undefined && { runAsUser }),
    ...(runAsGroup !== undefined && { runAsGroup }),
    ...(groups.length > 0 && { groups }),
    ...(own?.readOnlyRootFilesystem !== undefined && { readOnlyRootFilesystem: own.readOnlyRootFilesystem }),
    ...(own?.allowPrivilegeEscalation !== undefined && { allowPrivilegeEscalation: own.allowPrivilegeEscalation }),
    ...(own?.privileged !== undefined && { privileged: own.privileged }),
    ...(own?.capabilities && { capabilities: own.capabilities }),
  }
}

/**
 * Why a container must not start although its image is there: it would run as root (security_context.go verifyRunAsNonRoot).
 * @param imageUser user the image names; undefined for root
 */
export function rootTrouble(
  pod: Pod,
  { name, securityContext: own }: Container,
  imageUser: string | undefined,
): string | undefined {
  const shared = pod.spec.securityContext
  if ((own?.runAsNonRoot ?? shared?.runAsNonRoot) !== true) return undefined
  const where = `(pod: "${podPath(pod)}", container: ${name})`
  const user = own?.runAsUser ?? shared?.runAsUser
  if (user === 0) return `container's runAsUser breaks non-root policy ${where}`
  if (user !== undefined) return undefined
  const named = imageUser?.split(':')[0] ?? ''
  if (named === '' || named === '0' || named === 'root')
    return `container has runAsNonRoot and image will run as root ${where}`
  if (/^\d+$/.test(named)) return undefined
  return `container has runAsNonRoot and image has non-numeric user (${named}), cannot verify user is non-root ${where}`
}
