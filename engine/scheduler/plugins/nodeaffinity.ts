/** Node selectors and node affinity, required and preferred. Source: plugins/nodeaffinity. */
import type { PreferredSchedulingTerm } from 'kubernetes-types/core/v1'
import { labelsContain } from '../../api/labels.ts'
import type { Node, NodeSelector, Pod } from '../../kinds/types.ts'
import {
  compilePreferredTerms,
  nodeSelectorMatches,
  preferredScore,
  type WeightedTerm,
} from '../../rules/nodeaffinity.ts'
import { ClusterChange } from '../changes.ts'
import { type NodePlugin, refusal } from '../plugin.ts'

const NAME = 'NodeAffinity'
export const AFFINITY_MISMATCH = "node(s) didn't match Pod's node affinity/selector"
const MISMATCH = refusal(NAME, true, AFFINITY_MISMATCH)
export const ENFORCED_MISMATCH = "node(s) didn't match scheduler-enforced node affinity"
const ENFORCED = refusal(NAME, true, ENFORCED_MISMATCH)
const CONFLICT = refusal(NAME, true, 'pod affinity terms conflict')

export interface NodeAffinityAspect {
  readonly nodeSelector: Readonly<Record<string, string>> | undefined
  readonly required: NodeSelector | undefined
  readonly preferred: readonly PreferredSchedulingTerm[]
  readonly terms: readonly WeightedTerm[]
}

/** Affinity that a profile adds to every Pod's own (NodeAffinityArgs.addedAffinity). */
export interface AddedAffinity {
  readonly required?: NodeSelector | undefined
  readonly preferred?: readonly PreferredSchedulingTerm[] | undefined
}

export function nodeAffinityWith(added: AddedAffinity): NodePlugin<NodeAffinityAspect> {
  const nodeMatches = (aspect: NodeAffinityAspect, node: Node) =>
    labelsContain(node.metadata.labels, aspect.nodeSelector) &&
    (aspect.required === undefined || nodeSelectorMatches(aspect.required, node))
  const enforced = (node: Node) => added.required === undefined || nodeSelectorMatches(added.required, node)

  /** The node matches now and did not before. */
  const nodeChangeHelps = (pod: Pod, before: unknown, after: unknown) => {
    const aspect = aspectOf(pod, added)
    if (aspect === undefined) return true
    const matches = (node: unknown) => enforced(node as Node) && nodeMatches(aspect, node as Node)
    return matches(after) && (before === undefined || !matches(before))
  }

  return {
    name: NAME,
    reads: 'node',
    aspect: (pod) => aspectOf(pod, added),
    key: ({ nodeSelector, required, preferred }) => JSON.stringify([nodeSelector, required, preferred]),
    onlyNodes: ({ required }) => {
      const names = namedNodes(required)
      return names?.length === 0 ? CONFLICT : names
    },
    filter: (aspect, { node }) => {
      if (node === undefined) return MISMATCH
      if (!enforced(node)) return ENFORCED
      return nodeMatches(aspect, node) ? undefined : MISMATCH
    },
    scores: ({ terms }) => terms.length > 0,
    score: ({ terms }, { node }) => (node === undefined ? 0 : preferredScore(terms, node)),
    normalize: 'byMax',
    wakes: [{ on: ClusterChange.NODE_ADD | ClusterChange.NODE_LABEL, helps: nodeChangeHelps }],
  }
}

function aspectOf(pod: Pod, added: AddedAffinity): NodeAffinityAspect | undefined {
  const { nodeSelector, affinity } = pod.spec
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? undefined
  const own = affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
  const preferred = [...(added.preferred ?? []), ...own]
  if (!nodeSelector && !required && preferred.length === 0 && !added.required) return undefined
  return { nodeSelector, required, preferred, terms: compilePreferredTerms(preferred).terms }
}

/** The names every alternative of a required affinity asks for, when each one names nodes. */
export function namedNodes(required: NodeSelector | undefined): readonly string[] | undefined {
  const terms = required?.nodeSelectorTerms ?? []
  if (terms.length === 0) return undefined
  const names = new Set<string>()
  for (const { matchFields = [] } of terms) {
    const named = namesOfTerm(matchFields)
    if (named === undefined) return undefined
    for (const name of named) names.add(name)
  }
  return [...names].sort()
}

/** Names that meet all `metadata.name In` requirements of one term; undefined when it has none. */
function namesOfTerm(fields: NonNullable<NodeSelector['nodeSelectorTerms'][number]['matchFields']>) {
  let names: string[] | undefined
  for (const { key, operator, values = [] } of fields ?? []) {
    if (key !== 'metadata.name' || operator !== 'In') continue
    names = names === undefined ? [...values] : names.filter((name) => values.includes(name))
  }
  return names
}
