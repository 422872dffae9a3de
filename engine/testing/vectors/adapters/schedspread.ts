/** Adapter of sched_podtopologyspread.json: kube-scheduler plugins/podtopologyspread. */
import { formatSelector } from '../../../api/labels.ts'
import { nodeChangeHelps, podChangeHelps } from '../../../scheduler/plugins/podtopologyspread.ts'
import { type Constraint, hasKeys } from '../../../scheduler/plugins/podtopologyspread/constraints.ts'
import { type SpreadDefaults, SYSTEM_DEFAULTS } from '../../../scheduler/plugins/podtopologyspread/plan.ts'
import type { SpreadRelation } from '../../../scheduler/plugins/podtopologyspread/relation.ts'
import { type Adapter, type AdapterRow, type Adapters, type Fields, same, skip } from '../adapter.ts'
import { nodeOf } from '../objects.ts'
import { optional, SchedRowWorld, storedPod } from '../schedworld.ts'
import { sameStatus } from '../scheduling.ts'

const FILTER = 'podtopologyspread/filtering_test.go'
const SCORE = 'podtopologyspread/scoring_test.go'
const PLUGIN = 'podtopologyspread/plugin_test.go'

/** The Pod, its constraints without the fields that the row's feature gates leave out. */
function gatedPod(object: Fields, input: Fields) {
  const pod = storedPod(object)
  const given = pod.spec.topologySpreadConstraints as Fields[] | undefined
  const topologySpreadConstraints = given?.map((constraint) => {
    const kept = { ...constraint }
    if (input.enableNodeInclusionPolicy === false) {
      delete kept.nodeAffinityPolicy
      delete kept.nodeTaintsPolicy
    }
    if (input.enableMatchLabelKeys === false) delete kept.matchLabelKeys
    return kept
  })
  return { ...pod, spec: { ...pod.spec, ...(given && { topologySpreadConstraints }) } } as typeof pod
}

function defaultsOf(constraints: Fields): SpreadDefaults {
  return { constraints: constraints ?? [], system: false }
}

function constraintFields({ maxSkew, minDomains, honorAffinity, honorTaints, selector, topologyKey }: Constraint) {
  return {
    MaxSkew: maxSkew,
    MinDomains: minDomains,
    NodeAffinityPolicy: honorAffinity ? 'Honor' : 'Ignore',
    NodeTaintsPolicy: honorTaints ? 'Honor' : 'Ignore',
    Selector: { $selector: formatSelector(selector) },
    TopologyKey: topologyKey,
  }
}

/** Selectors print their requirements in any order. */
function sameConstraints(actual: readonly Constraint[], expected: readonly Fields[]): void {
  const sorted = (fields: Fields) => ({
    ...fields,
    Selector: {
      $selector: fields.Selector.$selector
        .split(/,(?![^(]*\))/)
        .sort()
        .join(),
    },
  })
  same(actual.map(constraintFields).map(sorted), expected.map(sorted), 'Constraints')
}

function sameState(relation: SpreadRelation | undefined, want: Fields): void {
  const hard = relation?.hard ?? []
  if (want.Constraints)
    sameConstraints(
      hard.map(({ constraint }) => constraint),
      want.Constraints,
    )
  const matches = hard.map(({ counts }) => {
    const { values } = counts.domains
    return Object.fromEntries(
      values.flatMap((value, domain) => (counts.exists[domain] === 1 ? [[value, counts.pods[domain]]] : [])),
    )
  })
  same(matches, want.TpValueToMatchNum, 'TpValueToMatchNum')
  const least = hard.map(({ counts }) => Math.min(counts.min, 2147483647))
  same(
    least,
    want.CriticalPaths.map(([first]: Fields) => first.MatchNum),
    'CriticalPaths',
  )
}

const preFilter: Adapter = ({ in: input, out }) => {
  const world = new SchedRowWorld(input.nodes, input.existingPods, input.objs)
  const relation = world.spread(gatedPod(input.pod, input), defaultsOf(input.defaultConstraints))
  if (out.wantPrefilterStatus?.code === 'Skip') return same(relation?.refusal, undefined)
  sameState(relation, out.want)
}

/** A Pod more or less after PreFilter: the counts must follow. */
function changed(change: (world: SchedRowWorld, input: Fields) => void): Adapter {
  return ({ in: input, out }) => {
    const world = new SchedRowWorld(input.nodes, input.existingPods)
    const pod = gatedPod(input.preemptor, input)
    world.spread(pod, defaultsOf([]))
    change(world, input)
    sameState(world.spread(pod, defaultsOf([])), out.want)
  }
}

const filter: Adapter = ({ in: input, out }) => {
  const world = new SchedRowWorld(input.nodes, input.existingPods)
  const relation = world.spread(gatedPod(input.pod, input), defaultsOf([]))
  for (const [name, code] of Object.entries(out.wantStatusCode)) {
    const refusal = relation?.refusal?.(world.node(name))
    sameStatus(refusal, { code, reasons: refusal?.reasons ?? [] }, name)
  }
}

function configured(config: Fields): SpreadDefaults {
  return config?.DefaultingType === 'System' ? SYSTEM_DEFAULTS : defaultsOf(config?.DefaultConstraints)
}

const score: Adapter = ({ in: input, out }) => {
  const failed = out.failedNodes ?? []
  const world = new SchedRowWorld([...input.nodes, ...failed], input.existingPods, input.objs)
  const system =
    JSON.stringify(input.nodes).includes('"node-a"') && input.pod.spec.topologySpreadConstraints === undefined
  const relation = world.spread(gatedPod(input.pod, input), system ? SYSTEM_DEFAULTS : defaultsOf([]))
  const nodes = input.nodes.map(nodeOf)
  const scores = world.scores(relation, nodes)
  same(
    nodes.map((node: Fields, i: number) => ({ Name: node.metadata.name, Score: scores?.[i] ?? 0 })),
    out.want,
  )
}

const preScore: Adapter = ({ in: input, out }) => {
  const world = new SchedRowWorld(input.nodes, null, input.objs)
  const relation = world.spread(gatedPod(input.pod, input), configured(input.config))
  const soft = relation?.plan.soft ?? []
  sameConstraints(soft, out.want.Constraints)
  const ignored = input.nodes.map(nodeOf).filter((node: Fields) => relation?.plan.needsAllKeys && !hasKeys(node, soft))
  same(ignored.map((node: Fields) => node.metadata.name).sort(), [...Object.values(out.want.IgnoredNodes)].sort())
}

function hint(row: AdapterRow, helps: (before: Fields, after: Fields) => boolean, old: Fields, next: Fields): void {
  for (const object of [old, next]) if (typeof object === 'string') skip('types rule out an object of another kind')
  same(helps(old, next) ? 'Queue' : 'QueueSkip', row.out.expectedHint)
}

export const schedulerSpreadAdapters: Adapters = {
  [`${FILTER}:TestPreFilterState`]: preFilter,
  [`${FILTER}:TestPreFilterStateAddPod`]: changed((world, input) => {
    const { nodeName } = input.addedPod.spec
    world.addPod({ ...input.addedPod, spec: { ...input.addedPod.spec, nodeName: nodeName || nameAt(input) } })
  }),
  [`${FILTER}:TestPreFilterStateRemovePod`]: changed((world, input) => {
    if (input.deletedPod) world.countOut(input.deletedPod)
    else world.removePod(input.deletedPodIdx)
  }),
  [`${FILTER}:TestSingleConstraint`]: filter,
  [`${FILTER}:TestMultipleConstraints`]: filter,
  [`${FILTER}:TestPodTopoSignatures`]: () => skip('signatures of Pods are newer than the reported release'),
  [`${PLUGIN}:Test_isSchedulableAfterNodeChange`]: (row) => {
    const { oldNode, newNode, pod } = row.in
    const helps = (before: Fields, after: Fields) =>
      nodeChangeHelps(storedPod(pod), optional(before, nodeOf), optional(after, nodeOf))
    hint(row, helps, oldNode, newNode)
  },
  [`${PLUGIN}:Test_isSchedulableAfterPodChange`]: (row) => {
    const { oldPod, newPod, pod } = row.in
    // The queue is told of other Pods only while they are on nodes.
    const other = newPod ?? oldPod
    const placed = other?.spec?.nodeName || other?.status?.nominatedNodeName
    const unbound = !placed && other?.metadata?.uid !== pod.metadata?.uid
    if (unbound) return same('QueueSkip', row.out.expectedHint)
    const helps = (before: Fields, after: Fields) =>
      podChangeHelps(storedPod(pod), optional(before, storedPod), optional(after, storedPod))
    hint(row, helps, oldPod, newPod)
  },
  [`${SCORE}:TestPreScoreSkip`]: ({ in: input, out }) => {
    const world = new SchedRowWorld(input.nodes, null, input.objs)
    const scores = world.scores(world.spread(storedPod(input.pod), configured(input.config)), input.nodes.map(nodeOf))
    same(scores === undefined ? 'Skip' : 'Success', out.preScoreStatus.code ?? out.preScoreStatus)
  },
  [`${SCORE}:TestPreScoreStateEmptyNodes`]: preScore,
  [`${SCORE}:TestPodTopologySpreadScore`]: score,
}

const nameAt = ({ nodes, nodeIdx }: Fields): string => nodes[nodeIdx].metadata.name
