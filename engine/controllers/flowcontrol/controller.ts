/** Says of every FlowSchema whether its level is there. Source: apiserver pkg/util/flowcontrol/apf_controller.go. */
import type { Table } from '../../api/table.ts'
import type { FlowSchema } from '../../kinds/flowschema.ts'
import { setStatusCondition } from '../../rules/conditions.ts'
import { FLOW_SCHEMAS, LEVELS } from '../../rules/flowcontrol/bootstrap.ts'
import { dangling } from '../../rules/flowcontrol/dangling.ts'
import { type ControllerFactory, ownRows, type WatchRule } from '../runtime.ts'

export const flowSchemaController: ControllerFactory = ({ store, verbs, calendar, clock }) => {
  const [schemas, levels] = [store.table(FLOW_SCHEMAS), store.table(LEVELS)]
  return {
    name: 'flow-schema',
    title: 'Flow schemas',
    resource: FLOW_SCHEMAS,
    workers: 1,
    watches: [ownRows(FLOW_SCHEMAS), levelsOfSchemas(schemas)],
    reconcile: (row) => {
      const schema = schemas.get(row) as FlowSchema | undefined
      if (schema === undefined) return undefined
      const level = levelOf(schema)
      const condition = dangling(level, levels.find('', level) !== undefined)
      const now = calendar.seconds(clock.nowMs)
      const { conditions } = setStatusCondition(schema.status?.conditions ?? [], condition, now)
      verbs.replaceStatus<FlowSchema>(schemas, row, { ...schema.status, conditions: [...conditions] })
      return undefined
    },
  }
}

const levelOf = ({ spec }: FlowSchema): string => spec.priorityLevelConfiguration?.name ?? ''

/** A level that comes or goes concerns those that name it. */
const levelsOfSchemas = (schemas: Table): WatchRule => ({
  resource: LEVELS,
  rows: (before, after, enqueue) => {
    if (before !== undefined && after !== undefined) return
    const name = (after ?? before)?.metadata.name
    schemas.each(undefined, (schema, row) => {
      if (levelOf(schema as FlowSchema) === name) enqueue(row)
    })
  },
})
