/** DaemonSet: apps/v1. Source: pkg/registry/apps/daemonset, pkg/apis/apps/v1/defaults.go. */
import { equal } from '../api/equal.ts'
import { validateDaemonSet, validateDaemonSetStatus, validateDaemonSetUpdate } from './daemonset/validation.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { templateWarnings } from './podspec/warnings.ts'
import { ageOf } from './printing/age.ts'
import { containerCells, selectorCell, TEMPLATE_COLUMNS } from './printing/template.ts'
import { formatMap } from './printing/text.ts'
import type { DaemonSet } from './types.ts'
import { statusCauses } from './validation/causes.ts'

/** Counts the template's versions; a field of the oldest API that lives on as an annotation. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'

const NO_STATUS = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 }

export const daemonSet = defineKind<DaemonSet>({
  info: resourceInfo('apps', 'DaemonSet', 'daemonsets', { shortNames: ['ds'], categories: ['all'] }),
  schema: 'io.k8s.api.apps.v1.DaemonSet',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  defaults: defaultDaemonSet,
  prepareForCreate(object) {
    object.status = { ...NO_STATUS }
    setGeneration(object, Math.max(1, templateGeneration(object) ?? 0))
  },
  prepareForUpdate(next, old) {
    const before = templateGeneration(old) ?? 0
    setGeneration(next, equal(next.spec.template, old.spec.template) ? before : before + 1)
  },
  validate: (object) => statusCauses(validateDaemonSet(object)),
  validateUpdate: (next, old) => statusCauses(validateDaemonSetUpdate(next, old)),
  validateStatusUpdate: (next, old) => statusCauses(validateDaemonSetStatus(next, old)),
  warnings: (object, old) => templateWarnings(object, old, object.spec.template),
  columns: [
    NAME,
    column('Desired', 'integer', 'Nodes that should run one of its Pods.'),
    column('Current', 'integer', 'Nodes that should and have one.'),
    column('Ready', 'integer', 'Nodes that should and whose Pod is ready.'),
    column('Up-to-date', 'integer', 'Nodes whose Pod runs the newest template.'),
    column('Available', 'integer', 'Nodes whose Pod has been ready for long enough.'),
    column('Node Selector', 'string', 'Labels of the nodes it is meant for.'),
    AGE,
    ...TEMPLATE_COLUMNS,
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    formatMap(spec.template?.spec?.nodeSelector),
    ageOf(metadata.creationTimestamp, clock),
    ...containerCells(spec.template),
    selectorCell(spec.selector),
  ],
})

function defaultDaemonSet(object: DaemonSet): void {
  object.spec ??= {} as DaemonSet['spec']
  const { spec } = object
  spec.template ??= {}
  defaultPodTemplate(spec.template)
  spec.updateStrategy ??= {}
  spec.updateStrategy.type ||= 'RollingUpdate'
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {}
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0
  }
  spec.revisionHistoryLimit ??= 10
  object.status ??= { ...NO_STATUS }
  if (templateGeneration(object) === undefined) setGeneration(object, 0)
}

/** The number in the annotation; undefined when there is none. */
export function templateGeneration({ metadata }: DaemonSet): number | undefined {
  const text = metadata.annotations?.[TEMPLATE_GENERATION]
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined
}

function setGeneration(object: DaemonSet, generation: number): void {
  object.metadata.annotations = { ...object.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) }
}
