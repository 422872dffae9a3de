/** PodTemplate: core/v1. Source: pkg/registry/core/podtemplate, pkg/printers/internalversion printPodTemplate. */
import { column, defineKind, NAME, resourceInfo } from './define.ts'
import { defaultPodTemplate } from './podspec/defaults.ts'
import { validatePodTemplate } from './podspec/template.ts'
import { containerCells } from './printing/template.ts'
import { formatMap } from './printing/text.ts'
import type { PodTemplate } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const podTemplate = defineKind<PodTemplate>({
  info: resourceInfo('', 'PodTemplate', 'podtemplates'),
  schema: 'io.k8s.api.core.v1.PodTemplate',
  status: false,
  generation: true,
  nameRule: 'subdomain',
  defaults(object) {
    object.template ??= { spec: { containers: [] } }
    defaultPodTemplate(object.template)
  },
  validate: ({ template }) => statusCauses(validatePodTemplate(template, 'template')),
  validateUpdate: ({ template }) => statusCauses(validatePodTemplate(template, 'template')),
  columns: [
    NAME,
    column('Containers', 'string', 'Names of the containers.'),
    column('Images', 'string', 'Images of the containers.'),
    column('Pod Labels', 'string', 'Labels that Pods made from it get.'),
  ],
  printRow: ({ metadata, template }) => [
    metadata.name,
    ...containerCells(template),
    formatMap(template.metadata?.labels),
  ],
})
