/** Finds the shape of a Pod, by identity of the spec's parts where templates share them, else by content. */
import type { Pod } from '../kinds/types.ts'
import { nonZeroRequestNumbers, requestNumbers } from '../rules/requestnumbers.ts'
import { Judge } from './judge.ts'
import type { Footprint } from './nodeinfo.ts'
import { hostPorts } from './plugins/nodeports.ts'
import type { Profile } from './profile.ts'
import type { Refusal } from './plugin.ts'
import type { Refusals } from './refusals.ts'
import { partsOf, Shape, sameParts, type Scorer } from './shape.ts'
import type { Snapshot } from './snapshot.ts'

/** Bytes of columns kept before all are given back. */
const COLUMN_BUDGET = 64 << 20
/** Bytes a node costs in a shape's columns and its judges', about. */
const BYTES_A_NODE = 44
const SHAPE_LIMIT = 16_384

interface Known {
  spec: Pod['spec']
  shape: Shape
}

export class Shapes {
  /** By the affinity, which each Pod of a DaemonSet has for itself, or else by the containers. */
  private byPart = new WeakMap<object, Known[]>()
  private readonly byKey = new Map<string, Shape>()
  /** By the text of the parts: templates that ask for the same need not be asked aspect by aspect. */
  private readonly byText = new Map<string, Shape>()
  private readonly judges = new Map<string, Judge>()
  private columns: Shape[] = []

  constructor(
    private readonly profile: Profile,
    private readonly snapshot: Snapshot,
    private readonly refusals: Refusals,
  ) {}

  /** The shape of a Pod, its columns not yet ready. */
  of(pod: Pod): Shape {
    const { spec } = pod
    const part = spec.affinity ?? spec.containers
    const known = this.byPart.get(part)
    for (const k of known ?? []) if (sameParts(k.spec, spec)) return k.shape
    const shape = this.byContent(pod)
    if (known === undefined) this.byPart.set(part, [{ spec, shape }])
    else if (known.length < 8) known.push({ spec, shape })
    return shape
  }

  /** The shape with columns that can be read and filled. */
  ready(pod: Pod): Shape {
    const shape = this.of(pod)
    if (shape.ready()) {
      this.columns.push(shape)
      if (this.columns.length * this.snapshot.version.length * BYTES_A_NODE > COLUMN_BUDGET) this.giveBack(shape)
    }
    return shape
  }

  private byContent(pod: Pod): Shape {
    // Each Pod of a DaemonSet has an affinity of its own: its text would be kept for nobody else.
    if (pod.spec.affinity !== undefined) return this.byAspects(pod)
    const text = JSON.stringify(partsOf(pod.spec))
    let shape = this.byText.get(text)
    if (shape === undefined) {
      if (this.byText.size >= SHAPE_LIMIT) this.forget()
      shape = this.byAspects(pod)
      this.byText.set(text, shape)
    }
    return shape
  }

  private byAspects(pod: Pod): Shape {
    // A shape is what a Pod asks of any node: where it stands already is no part of it.
    const asking = pod.spec.nodeName ? { ...pod, spec: { ...pod.spec, nodeName: undefined } } : pod
    const judges = this.profile.nodePlugins.map(({ plugin }) => this.judgeOf(plugin, asking))
    const key = judges.map((found) => found?.key ?? '').join('\u0001')
    let shape = this.byKey.get(key)
    if (shape === undefined) {
      if (this.byKey.size >= SHAPE_LIMIT) this.forget()
      shape = this.build(
        asking,
        judges.map((found) => found?.judge),
      )
      this.byKey.set(key, shape)
    }
    return shape
  }

  private judgeOf(plugin: Profile['nodePlugins'][number]['plugin'], pod: Pod) {
    const aspect = plugin.aspect(pod)
    if (aspect === undefined) return undefined
    const key = `${plugin.name}\0${plugin.key(aspect)}`
    let judge = this.judges.get(key)
    if (judge === undefined) {
      judge = new Judge(plugin, aspect, this.snapshot, this.refusals)
      this.judges.set(key, judge)
    }
    return { key, judge }
  }

  private build(pod: Pod, judges: readonly (Judge | undefined)[]): Shape {
    const scorers: Scorer[] = this.profile.nodePlugins.flatMap(({ plugin, weight }, i) => {
      const judge = judges[i]
      if (judge === undefined || weight === 0 || plugin.score === undefined) return []
      return plugin.scores?.(judge.aspect) === false ? [] : [{ judge, weight }]
    })
    const present = judges.filter((judge) => judge !== undefined)
    return new Shape(footprintOf(pod), present, scorers, onlyNodes(present), this.snapshot)
  }

  private giveBack(keep: Shape): void {
    for (const shape of this.columns) if (shape !== keep) shape.drop()
    this.columns = [keep]
    for (const judge of this.judges.values()) judge.drop()
  }

  private forget(): void {
    this.byKey.clear()
    this.byText.clear()
    this.judges.clear()
    this.columns = []
    this.byPart = new WeakMap()
  }
}

/** What a Pod takes of its node. */
export function footprintOf(pod: Pod): Footprint {
  return {
    requests: requestNumbers(pod.spec),
    nonZero: nonZeroRequestNumbers(pod.spec),
    hostPorts: hostPorts(pod),
  }
}

function onlyNodes(judges: readonly Judge[]): Shape['onlyNodes'] {
  let names: readonly string[] | undefined
  const plugins: string[] = []
  for (const { plugin, aspect } of judges) {
    const found = plugin.onlyNodes?.(aspect)
    if (found === undefined) continue
    if (!isNames(found)) return found
    const before = names
    names = before === undefined ? found : found.filter((name) => before.includes(name))
    plugins.push(plugin.name)
  }
  return names && { names, plugins }
}

const isNames = (found: readonly string[] | Refusal): found is readonly string[] => Array.isArray(found)
