/** Readiness of init containers, which no probe decides (prober/prober_manager.go UpdatePodStatus). */
import type { ContainerState } from '../../kinds/types.ts'

/** A regular init container is ready when it has succeeded. */
export const isReady = ({ terminated }: ContainerState): boolean => terminated?.exitCode === 0

/** It counts as started while it runs. */
export const isStarted = ({ running }: ContainerState): boolean => running !== undefined
