/** Adapters of small files: duration_format.json, env_expansion.json, conditions_meta.json (conditions). */
import { parseDuration } from '../../../api/duration.ts'
import { pluralOf } from '../../../api/plural.ts'
import { humanDuration } from '../../../kinds/printing/humanduration.ts'
import { Mapper, type Mapping } from '../../../kubectl/client/mapping.ts'
import { findCondition, hasConditionStatus, setStatusCondition, withoutCondition } from '../../../rules/conditions.ts'
import { expandVariables } from '../../../rules/expansion.ts'
import { type Adapter, type Adapters, type Fields, plain, same, skip } from '../adapter.ts'

const DURATION = 'duration/duration_test.go'
const MAPPER = 'meta/restmapper_test.go'
const CONDITIONS = 'meta/conditions_test.go'

/** Mind: from nanoseconds, so that a fraction of a millisecond counts. */
const human: Adapter = ({ in: input, out }) => same(humanDuration(Number(parseDuration(input.d)) / 1e6), out.want)

function conditionsOf(conditions: Fields): Fields[] {
  return (plain(conditions) as Fields) ?? []
}

export const smallAdapters: Adapters = {
  [`${DURATION}:TestHumanDuration`]: human,
  [`${DURATION}:TestHumanDurationBoundaries`]: human,
  'expansion/expand_test.go:doExpansionTest': ({ in: input, out }) => {
    const values = new Map<string, string>(Object.entries(input.env))
    same(
      expandVariables(input.input, (name) => values.get(name)),
      out.expected,
    )
  },
  [`${CONDITIONS}:TestSetStatusCondition`]: ({ in: input, out }) => {
    const added = plain(input.toAdd) as Fields
    const { conditions, changed } = setStatusCondition(conditionsOf(input.conditions), added, '1970-01-01T00:00:00Z')
    same([conditions, changed], [out.expected ?? [], out.expectChanged])
  },
  [`${CONDITIONS}:TestRemoveStatusCondition`]: ({ in: input, out }) => {
    const present = conditionsOf(input.conditions)
    const kept = withoutCondition(present, input.conditionType)
    same([kept, kept !== present], [out.expected ?? [], out.expectRemoval])
  },
  [`${CONDITIONS}:TestFindStatusCondition`]: ({ in: input, out }) => {
    same(findCondition(conditionsOf(input.conditions), input.conditionType), out.expected)
  },
  [`${CONDITIONS}:TestIsStatusConditionPresentAndEqual`]: ({ in: input, out }) => {
    same(hasConditionStatus(conditionsOf(input.conditions), input.conditionType, input.conditionStatus), out.expected)
  },
  [`${DURATION}:TestShortHumanDurationBoundaries`]: () =>
    skip('ShortHumanDuration: nothing upstream calls it; kubectl and the printers use HumanDuration, whose rows pass'),
  [`${MAPPER}:TestKindToResource`]: ({ in: { Kind }, out }) => {
    same([pluralOf(Kind), mapperOf([{ Kind }]).look(pluralOf(Kind))?.singular], [out.Plural, out.Singular])
  },
  [`${MAPPER}:TestRESTMapperResourceSingularizer`]: ({ in: { Kind, Plural }, out }) => {
    same(mapperOf([{ Kind }]).look(Plural)?.singular, out.Singular)
  },
  [`${MAPPER}:TestRESTMapperVersionAndKindForResource`]: ({ in: { Resource: asked }, out }) => {
    const [found] = mapperOf([{ Group: 'test.group', Version: 'test', Kind: 'InternalObject' }]).resourcesFor(
      wordOf(asked),
    )
    same(found === undefined, out.Err)
    if (found !== undefined) same(kindOf(found), out.ExpectedGVK)
  },
  [`${MAPPER}:TestRESTMapperGroupForResource`]: ({ in: { GroupVersionKind: kind, Resource: asked }, out }) => {
    const [found] = mapperOf([kind]).resourcesFor(wordOf(asked))
    same(found?.group, out.Err ? undefined : kind.Group)
  },
  [`${MAPPER}:TestRESTMapperKindsFor`]: ({ in: input, out }) => {
    const found = mapperOf(input.KindsToRegister, input.PreferredOrder).resourcesFor(
      wordOf(input.PartialResourceToRequest),
    )
    same(found.map(kindOf), out.ExpectedKinds)
  },
  [`${MAPPER}:TestRESTMapperResourcesFor`]: ({ in: input, out }) => {
    const mapper = mapperOf(input.KindsToRegister, input.PreferredOrder)
    for (const asked of [input.PluralPartialResourceToRequest, input.SingularPartialResourceToRequest]) {
      const found = mapper.resourcesFor(wordOf(asked))
      same(
        found.map(({ group, version, plural }) => ({ Group: group, Resource: plural, Version: version })),
        out.ExpectedResources,
      )
    }
  },
  [`${MAPPER}:TestRESTMapperRESTMapping`]: ({ in: input, out }) => {
    const { Group = '', Version = '' } = input.APIGroupVersions?.[0] ?? {}
    const mapper = mapperOf([{ Group: 'tgroup', Version: 'test', Kind: 'InternalObject' }])
    const found = mapper.ofKind(Group === '' ? Version : `${Group}/${Version}`, input.Kind)
    same(found === undefined, out.Err)
    if (found !== undefined) same([found.group, found.version, found.plural], Object.values(order(input.Resource)))
  },
  [`${MAPPER}:TestRESTMapperRESTMappings`]: ({ in: input, out }) => {
    const mapper = mapperOf(input.AddGroupVersionKind ?? [])
    const found = (input.APIGroupVersions ?? []).flatMap(
      ({ Group, Version }: Fields) => mapper.ofKind(`${Group}/${Version}`, input.Kind) ?? [],
    )
    same(found.length === 0, out.Err)
  },
}

const order = ({ Group, Version, Resource }: Fields) => ({ Group, Version, Resource })
const wordOf = ({ Group, Version, Resource }: Fields) => ({
  name: Resource.toLowerCase(),
  group: Group,
  version: Version,
})
const kindOf = ({ group, version, kind }: Mapping) => ({ Group: group, Version: version, Kind: kind })

/** A server's discovery with these kinds, preferred versions first. */
function mapperOf(kinds: Fields[], preferred: Fields[] = []): Mapper {
  const rank = ({ Group, Version }: Fields) =>
    preferred.findIndex((one) => one.Group === Group && one.Version === Version)
  const mappings = [...kinds]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ Group = '', Version = 'v1', Kind }) => ({
      group: Group,
      version: Version,
      kind: Kind,
      plural: pluralOf(Kind),
      singular: Kind.toLowerCase(),
      shortNames: [],
    }))
  return new Mapper(mappings as unknown as Mapping[])
}
