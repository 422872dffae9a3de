/**
 * Which node a tie goes to is not compared, and neither is what follows from it: which of Pods that are alike in everything but
 * their names is preempted. Where another one than the recorder's went, the two change names.
 */
import type { KObject } from '../../api/object.ts'
import type { Pod } from '../../kinds/types.ts'
import type { Recording } from './recording.ts'
import type { GoldenWorld } from './world.ts'

const PREEMPTED = 'Preempted'

/** Puts the recorder's names in place of ours. */
export function tieRenamer(recording: Recording, world: GoldenWorld): (text: string) => string {
  const theirs = recording.events
    .filter(({ reason }) => reason === PREEMPTED)
    .map(({ object }) => object.split('/')[1] ?? '')
  const ours = world
    .events()
    .filter((event) => reasonOf(event) === PREEMPTED)
    .map(victimOf)
  const [mine, recorded] = [
    ours.filter((name) => !theirs.includes(name)),
    theirs.filter((name) => !ours.includes(name)),
  ]
  const pairs = mine.map((name, i) => [name, recorded[i]] as const)
  const swapped = new Map<string, string>()
  for (const [a, b] of pairs) {
    if (b === undefined || !alike(world, a, b)) continue
    swapped.set(a, b)
    swapped.set(b, a)
  }
  if (swapped.size === 0) return (text) => text
  const any = new RegExp(`\\b(${[...swapped.keys()].join('|')})\\b`, 'g')
  return (text) => text.replace(any, (name) => swapped.get(name) ?? name)
}

const reasonOf = (event: KObject) => (event as KObject & { reason?: string }).reason
const victimOf = (event: KObject) => (event as KObject & { involvedObject: { name: string } }).involvedObject.name

/** Whether two Pods were sent with the same words but for their names. */
function alike(world: GoldenWorld, a: string, b: string): boolean {
  const sent = (name: string) => {
    const pod = world.made('pods').find(({ metadata }) => metadata.name === name) as Pod | undefined
    const { labels, annotations } = pod?.metadata ?? {}
    return pod && JSON.stringify([pod.spec, labels, annotations]).replaceAll(new RegExp(`\\b${name}\\b`, 'g'), '*')
  }
  const [x, y] = [sent(a), sent(b)]
  return x !== undefined && withoutMadeUp(x) === withoutMadeUp(y ?? '')
}

/** The token's volume has a made-up name. */
const withoutMadeUp = (text: string) => text.replace(/kube-api-access-\w+/g, 'kube-api-access')
