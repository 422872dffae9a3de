/** Pods that a machine never ends for its own sake: static ones and those of the system (types.IsCriticalPod). */
import { isMirror } from '../../kinds/pod/mirror.ts'
import type { Pod } from '../../kinds/types.ts'
import { CONFIG_SOURCE } from '../static/manifest.ts'

const SYSTEM_CRITICAL = 2_000_000_000

export const isCritical = (pod: Pod): boolean =>
  isStatic(pod) || isMirror(pod) || (pod.spec.priority ?? 0) >= SYSTEM_CRITICAL

/** Whether a machine has the Pod from a file of its own. */
export const isStatic = ({ metadata }: Pod): boolean => metadata.annotations?.[CONFIG_SOURCE] === 'file'
