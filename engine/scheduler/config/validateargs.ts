/** What is wrong with the arguments of a plugin. Source: pkg/scheduler/apis/config/validation/validation_pluginargs.go. */
import { type FieldError, forbidden, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import type {
  DefaultPreemptionArgs,
  InterPodAffinityArgs,
  NodeResourcesBalancedAllocationArgs,
  NodeResourcesFitArgs,
  PodTopologySpreadArgs,
  ResourceSpec,
  VolumeBindingArgs,
} from './types.ts'

const STRATEGIES = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio']
const MAX_WEIGHT = 100
const MAX_UTILIZATION = 100
const MAX_CURVE_SCORE = 10

type Validate = (args: never, path: string) => FieldError[]

const VALIDATORS: Readonly<Record<string, Validate>> = {
  DefaultPreemption: preemption,
  InterPodAffinity: interPodAffinity,
  NodeResourcesFit: fit,
  NodeResourcesBalancedAllocation: balanced,
  PodTopologySpread: spread,
  VolumeBinding: volumeBinding,
}

/** @param path where the arguments stand in the manifest */
export function validateArgs(plugin: string, args: object, path: string): FieldError[] {
  return VALIDATORS[plugin]?.(args as never, path) ?? []
}

function preemption(args: DefaultPreemptionArgs, path: string): FieldError[] {
  const { minCandidateNodesPercentage: share = 10, minCandidateNodesAbsolute: absolute = 100 } = args
  const [sharePath, absolutePath] = [
    child(path, 'minCandidateNodesPercentage'),
    child(path, 'minCandidateNodesAbsolute'),
  ]
  const errors: FieldError[] = []
  if (share < 0 || share > 100) errors.push(invalid(sharePath, share, 'not in valid range [0, 100]'))
  if (absolute < 0) errors.push(invalid(absolutePath, absolute, 'not in valid range [0, inf)'))
  if (share === 0 && absolute === 0) {
    errors.push(invalid(sharePath, share, 'cannot be zero at the same time as minCandidateNodesAbsolute'))
    errors.push(invalid(absolutePath, absolute, 'cannot be zero at the same time as minCandidateNodesPercentage'))
  }
  return errors
}

function interPodAffinity({ hardPodAffinityWeight: weight = 1 }: InterPodAffinityArgs, path: string): FieldError[] {
  const ok = weight >= 0 && weight <= 100
  return ok ? [] : [invalid(child(path, 'hardPodAffinityWeight'), weight, 'not in valid range [0-100]')]
}

/** Resources that count in a score; a weight that is not given is 1. */
function resources(list: readonly ResourceSpec[] | undefined, path: string): FieldError[] {
  return (list ?? []).flatMap(({ name, weight = 1 }, i) => {
    const ok = weight >= 1 && weight <= MAX_WEIGHT
    const detail = `resource weight of ${name} not in valid range [1, ${MAX_WEIGHT}]`
    return ok ? [] : [invalid(child(index(path, i), 'weight'), weight, detail)]
  })
}

function fit({ ignoredResources, ignoredResourceGroups, scoringStrategy }: NodeResourcesFitArgs, path: string) {
  const errors: FieldError[] = []
  ignoredResources?.forEach((name, i) => {
    if (name === '')
      errors.push(invalid(index(child(path, 'ignoredResources'), i), name, 'name part must be non-empty'))
  })
  ignoredResourceGroups?.forEach((name, i) => {
    const here = index(child(path, 'ignoredResourceGroups'), i)
    if (name.includes('/')) errors.push(invalid(here, name, "resource group name can't contain '/'"))
  })
  if (scoringStrategy === undefined) return errors
  const here = child(path, 'scoringStrategy')
  const { type = 'LeastAllocated', resources: list, requestedToCapacityRatio } = scoringStrategy
  if (!STRATEGIES.includes(type)) errors.push(notSupported(child(here, 'type'), type, STRATEGIES))
  errors.push(...resources(list, child(here, 'resources')))
  if (type === 'RequestedToCapacityRatio') {
    errors.push(...curve(requestedToCapacityRatio?.shape ?? [], child(here, 'shape')))
  }
  return errors
}

function curve(shape: readonly { utilization: number; score: number }[], path: string): FieldError[] {
  if (shape.length === 0) return [required(path, 'at least one point must be specified')]
  const errors: FieldError[] = []
  shape.forEach(({ utilization, score }, i) => {
    const here = index(path, i)
    if (utilization < 0 || utilization > MAX_UTILIZATION)
      errors.push(invalid(child(here, 'utilization'), utilization, 'not in valid range [0-100]'))
    if (score < 0 || score > MAX_CURVE_SCORE)
      errors.push(invalid(child(here, 'score'), score, 'not in valid range [0-10]'))
    const before = shape[i - 1]
    if (before !== undefined && utilization <= before.utilization) {
      const detail = 'utilization values must be sorted in increasing order'
      errors.push(invalid(child(here, 'utilization'), utilization, detail))
    }
  })
  return errors
}

function balanced(args: NodeResourcesBalancedAllocationArgs, path: string): FieldError[] {
  const seen = new Set<string>()
  return (args.resources ?? []).flatMap(({ name, weight = 1 }, i) => {
    const here = index(child(path, 'resources'), i)
    const repeated = seen.has(name)
    seen.add(name)
    if (weight !== 1) return [invalid(child(here, 'weight'), weight, 'must be 1')]
    return repeated ? [invalid(child(here, 'name'), name, 'Duplicate value')] : []
  })
}

function spread({ defaultConstraints = [], defaultingType = 'System' }: PodTopologySpreadArgs, path: string) {
  const errors: FieldError[] = []
  const here = child(path, 'defaultConstraints')
  if (!['System', 'List'].includes(defaultingType)) {
    errors.push(notSupported(child(path, 'defaultingType'), defaultingType, ['System', 'List']))
  }
  if (defaultingType === 'System' && defaultConstraints.length > 0)
    errors.push(invalid(child(path, 'defaultingType'), defaultingType, 'when .defaultConstraints are not empty'))
  const seen = new Set<string>()
  defaultConstraints.forEach(({ maxSkew, topologyKey, whenUnsatisfiable, labelSelector }, i) => {
    const at = index(here, i)
    if (maxSkew <= 0) errors.push(invalid(child(at, 'maxSkew'), maxSkew, 'not in valid range (0, inf)'))
    if (!topologyKey) errors.push(required(child(at, 'topologyKey'), 'can not be empty'))
    if (!['DoNotSchedule', 'ScheduleAnyway'].includes(whenUnsatisfiable))
      errors.push(notSupported(child(at, 'whenUnsatisfiable'), whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']))
    if (labelSelector) {
      const detail = 'constraint must not define a selector, as they deduced for each pod'
      errors.push(forbidden(child(at, 'labelSelector'), detail))
    }
    const pair = `{${topologyKey}, ${whenUnsatisfiable}}`
    if (seen.has(pair)) errors.push(invalid(child(at, '{topologyKey, whenUnsatisfiable}'), pair, 'Duplicate value'))
    seen.add(pair)
  })
  return errors
}

function volumeBinding({ bindTimeoutSeconds = 600 }: VolumeBindingArgs, path: string): FieldError[] {
  const detail = 'invalid BindTimeoutSeconds, should not be a negative value'
  return bindTimeoutSeconds < 0 ? [invalid(child(path, 'bindTimeoutSeconds'), bindTimeoutSeconds, detail)] : []
}
