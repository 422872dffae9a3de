/** What a policy says of a failed Pod. Source: pkg/controller/job/pod_failure_policy.go. */
import type { ContainerStatus, Pod, PodFailurePolicy, PodFailurePolicyRule } from '../../kinds/types.ts'

type OnExitCodes = NonNullable<PodFailurePolicyRule['onExitCodes']>
type Action = 'Ignore' | 'Count' | 'FailIndex' | 'FailJob'

export interface PolicyMatch {
  /** Whether the failure counts against the limits. */
  readonly counts: boolean
  readonly action?: Action
  /** Why the whole Job fails. */
  readonly jobFailure?: string
}

const UNMATCHED: PolicyMatch = { counts: true }

/** The first rule that matches decides; failures that no rule matches count. */
export function matchFailurePolicy(
  policy: PodFailurePolicy | null | undefined,
  pod: Pod,
  knowsFailIndex = true,
): PolicyMatch {
  for (const [i, rule] of (policy?.rules ?? []).entries()) {
    const what = whatMatches(rule, pod)
    if (what === undefined) continue
    if (rule.action === 'FailJob') {
      return { counts: true, action: 'FailJob', jobFailure: `${what} matching FailJob rule at index ${i}` }
    }
    if (rule.action === 'Ignore') return { counts: false, action: 'Ignore' }
    if (rule.action === 'Count') return { counts: true, action: 'Count' }
    if (rule.action === 'FailIndex' && knowsFailIndex) return { counts: true, action: 'FailIndex' }
  }
  return UNMATCHED
}

/** The part of the Pod that a rule is about, in words; undefined when it does not match. */
function whatMatches(
  { onExitCodes, onPodConditions }: PodFailurePolicyRule,
  { metadata, status }: Pod,
): string | undefined {
  const name = `${metadata.namespace ?? ''}/${metadata.name}`
  if (onExitCodes) {
    const statuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])]
    const container = statuses.find((candidate) => matchesExitCode(candidate, onExitCodes))
    if (container === undefined) return undefined
    return `Container ${container.name} for pod ${name} failed with exit code ${container.state?.terminated?.exitCode}`
  }
  const condition = (status.conditions ?? []).find(({ type, status: value }) =>
    onPodConditions?.some((pattern) => pattern.type === type && pattern.status === value),
  )
  return condition === undefined ? undefined : `Pod ${name} has condition ${condition.type}`
}

function matchesExitCode({ name, state }: ContainerStatus, { containerName, operator, values }: OnExitCodes): boolean {
  const code = state?.terminated?.exitCode
  if (code === undefined || code === 0 || (containerName ?? name) !== name) return false
  if (operator === 'In') return values.includes(code)
  return operator === 'NotIn' && !values.includes(code)
}
