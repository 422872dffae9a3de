/** The columns of `-o wide` about a Pod template, and their cells. Source: pkg/printers/internalversion. */
import type { PrinterColumn } from '../../api/kind.ts'
import { formatLabelSelector } from '../../api/labelselector.ts'
import { wide } from '../define.ts'
import type { LabelSelector, PodTemplateSpec } from '../types.ts'

export const CONTAINER_COLUMNS: readonly PrinterColumn[] = [
  wide('Containers', 'string', 'Names of the containers in the template.'),
  wide('Images', 'string', 'Images of the containers in the template.'),
]

export const TEMPLATE_COLUMNS: readonly PrinterColumn[] = [
  ...CONTAINER_COLUMNS,
  wide('Selector', 'string', 'Labels by which it knows its Pods.'),
]

/** Names and images of a template's app containers. */
export function containerCells(template: PodTemplateSpec): [names: string, images: string] {
  const containers = template.spec?.containers ?? []
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')]
}

/** A selector as `-o wide` shows it. */
export function selectorCell(selector: LabelSelector | undefined): string {
  return formatLabelSelector(selector)
}
