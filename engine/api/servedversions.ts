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
      const { group = info.group, version, schema, validate, validateUpdate, fields } = conversion
      const own = {
        ...(validate && { validate }),
        ...(validateUpdate && { validateUpdate }),
        ...(fields && { fields }),
      }
      return { ...definition, ...own, info: { ...info, group, version }, schema, conversion } as KindDefinition
    })
    all = [definition, ...others]
    derived.set(definition, all)
  }
  return all
}
