/** Whether a container starts again after it exited. Source: pkg/api/v1/pod (container restart policies and rules). */
import type { Container, ContainerState, PodSpec } from '../kinds/types.ts'

/** Restart rules are newer than the types. */
export interface RestartRule {
  readonly action: string
  readonly exitCodes?: { readonly operator: string; readonly values?: readonly number[] }
}

export const RESTART_ALL_CONTAINERS = 'RestartAllContainers'
/** Why a container was removed while all of them restart. */
export const RESTARTING_ALL_CONTAINERS = 'RestartingAllContainers'

export function restartRules(container: Container): readonly RestartRule[] {
  return (container as { restartPolicyRules?: RestartRule[] }).restartPolicyRules ?? []
}

/** The first rule that names the exit code. */
export function matchingRestartRule(container: Container, exitCode: number): RestartRule | undefined {
  return restartRules(container).find(({ exitCodes }) => {
    const listed = exitCodes?.values?.includes(exitCode) ?? false
    if (exitCodes?.operator === 'In') return listed
    return exitCodes?.operator === 'NotIn' && !listed
  })
}

/** Whether the container starts again after exiting with the code: its rules, then its own policy, then the Pod's. */
export function shouldRestart(container: Container, spec: PodSpec, exitCode: number): boolean {
  const rule = matchingRestartRule(container, exitCode)
  if (rule !== undefined) return rule.action === 'Restart' || rule.action === RESTART_ALL_CONTAINERS
  return policyAllows(container.restartPolicy || spec.restartPolicy || 'Always', exitCode)
}

function policyAllows(policy: string, exitCode: number): boolean {
  if (policy === 'Never') return false
  return policy === 'OnFailure' ? exitCode !== 0 : true
}

/** Whether a stopped container comes back: by its policy, or because all of them restart. */
export function comesBack(container: Container, spec: PodSpec, terminated: ContainerState['terminated']): boolean {
  if (terminated === undefined) return false
  return shouldRestart(container, spec, terminated.exitCode) || terminated.reason === RESTARTING_ALL_CONTAINERS
}

/** Whether some exit could make the container start again. */
export function isRestartable(container: Container, spec: PodSpec): boolean {
  if (restartRules(container).length > 0) return true
  return (container.restartPolicy || spec.restartPolicy) !== 'Never'
}
