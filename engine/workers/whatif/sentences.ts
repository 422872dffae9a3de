/** A preview in a few plain sentences: short, exact, with the numbers. */
import type { Preview, PreviewPod } from '../../protocol/time.ts'

const MOST_SENTENCES = 12

/** @param consequences what it comes to for kinds that run no Pods */
export function previewSentences(
  { documents, pods, objects, refusals, settled, ranMs }: Preview,
  consequences: readonly string[] = [],
): string[] {
  const said = [
    ...documents.flatMap(({ error, object }) =>
      error ? [`The API server would refuse ${object || 'a document'}: ${error.message}`] : [],
    ),
    ...objects.filter(({ ref }) => ref.kind !== 'ReplicaSet').map(objectSentence),
    ...podSentences(pods),
    ...consequences,
    ...troubles(refusals),
  ]
  if (said.length === 0) return ['Nothing would change.']
  if (!settled) said.push(`After ${Math.round(ranMs / 1000)} s it would still be under way.`)
  return said.slice(0, MOST_SENTENCES)
}

function objectSentence({ ref, verb, changes }: Preview['objects'][number]): string {
  const [first] = changes
  const what = `${ref.kind} ${ref.name}`
  if (verb !== 'changed' || !first) return `${what} would be ${verb}.`
  const more = changes.length > 1 ? `, and ${changes.length - 1} more` : ''
  return `${what} would change: ${first.path} ${short(first.before)} → ${short(first.after)}${more}.`
}

function short(value: unknown): string {
  if (value === undefined) return 'unset'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

function podSentences(pods: readonly PreviewPod[]): string[] {
  const of = (change: PreviewPod['change']) => pods.filter((pod) => pod.change === change)
  const [fresh, gone, changed] = [of('new'), of('gone'), of('changed')]
  const placed = fresh.filter(({ node }) => node)
  const nowhere = fresh.filter(({ node, state }) => !node && state === 'unscheduled')
  return [
    ...(placed.length > 0 ? [`${count(placed)} would start: ${onNodes(placed)}.`] : []),
    ...(nowhere.length > 0 ? [`${count(nowhere)} would fit nowhere: ${nowhere[0]?.note ?? ''}`] : []),
    ...(gone.length > 0 ? [`${count(gone)} would go: ${onNodes(gone)}.`] : []),
    ...(changed.length > 0 ? [`${count(changed)} would end up ${changed[0]?.state} instead.`] : []),
  ]
}

const count = ({ length }: readonly unknown[]): string => `${length} ${length === 1 ? 'Pod' : 'Pods'}`

/** `2 on node-1, 1 on node-2`. */
function onNodes(pods: readonly PreviewPod[]): string {
  const counts = new Map<string, number>()
  for (const { node } of pods) counts.set(node || 'no node', (counts.get(node || 'no node') ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([node, n]) => `${n} on ${node}`)
    .join(', ')
}

/** The scheduler's words are told with the Pods already. */
function troubles(refusals: Preview['refusals']): string[] {
  const told = new Map<string, string>()
  for (const { actor, reason, message } of refusals) {
    if (reason === 'FailedScheduling' || actor === 'API server' || told.has(reason)) continue
    told.set(reason, `${actor} would warn: ${reason}, ${message}`)
  }
  return [...told.values()]
}
