/** Adapters of small files: duration_format.json, env_expansion.json, conditions_meta.json (conditions). */
import { parseDuration } from '../../../api/duration.ts'
import { humanDuration } from '../../../kinds/printing/humanduration.ts'
import { findCondition, hasConditionStatus, setStatusCondition, withoutCondition } from '../../../rules/conditions.ts'
import { expandVariables } from '../../../rules/expansion.ts'
import { type Adapter, type Adapters, type Fields, plain, same, skip } from '../adapter.ts'

const DURATION = 'duration/duration_test.go'
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
  [`${DURATION}:TestShortHumanDurationBoundaries`]: () => skip('a form that no command of the release reported prints'),
  ...Object.fromEntries(
    [
      'TestKindToResource',
      'TestRESTMapperGroupForResource',
      'TestRESTMapperKindsFor',
      'TestRESTMapperRESTMapping',
      'TestRESTMapperRESTMappings',
      'TestRESTMapperResourceSingularizer',
      'TestRESTMapperResourcesFor',
      'TestRESTMapperVersionAndKindForResource',
    ].map((name) => [
      `meta/restmapper_test.go:${name}`,
      () => skip('a table that Go programs fill by hand; here kinds are looked up in what the server serves'),
    ]),
  ),
}
