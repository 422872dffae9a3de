/** Kinds in every version they are served in. */
import type { KindDefinition } from './kind.ts'

const derived = new WeakMap<KindDefinition, readonly KindDefinition[]>()

/** A definition and those that stand for its other versions, the stored one first. */
export function servedVersions(definition: KindDefinition): readonly KindDefinition[] {
  const { info, otherVersions } = definition
  if (otherVersions === undefined) return [definition]
  let all = derived.get(definition)
  if (all === undefined) {
    const others = otherVersions.map((conversion) => {
      const { version, schema } = conversion
      return { ...definition, info: { ...info, version }, schema, conversion }
    })
    all = [definition, ...others]
    derived.set(definition, all)
  }
  return all
}
