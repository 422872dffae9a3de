/** Cells of several words. Source: pkg/printers/internalversion. */
import { formatLabelSelector } from '../../api/labelselector.ts'
import type { LabelSelector, PodTemplateSpec } from '../types.ts'

/** `a=b,c=d` sorted by key; `<none>` for an empty map. */
export function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${map?.[key] ?? ''}`)
  return pairs.length === 0 ? '<none>' : pairs.join(',')
}

/** Names and images of a template's app containers. */
export function containerCells(template: PodTemplateSpec): [names: string, images: string] {
  const containers = template.spec?.containers ?? []
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')]
}

/** A selector as `-o wide` shows it. */
export function selectorCell(selector: LabelSelector | undefined): string {
  return formatLabelSelector(selector)
}
