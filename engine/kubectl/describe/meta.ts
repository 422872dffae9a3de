/** Labels, annotations, tolerations and the like: parts many describers share. Source: kubectl pkg/describe/describe.go. */
import { formatLabelSelector, labelSelector } from '../../api/labelselector.ts'
import { formatSelector } from '../../api/labels.ts'
import { type Json, list, map, num, text } from '../base/json.ts'
import { LAST_APPLIED } from '../verbs/apply.ts'
import type { Writer } from './writer.ts'

const MAX_ANNOTATION = 140

/** `Labels:` with a pair a line. @param indent stands before the title and before every further line */
export function labelsBlock(w: Writer, title: string, labels: Record<string, string>, indent = ''): void {
  w.write(0, `${indent}${title}:\t`)
  const keys = Object.keys(labels).sort()
  if (keys.length === 0) return w.write(0, '<none>\n')
  for (const [at, key] of keys.entries()) w.write(0, `${at > 0 ? `${indent}\t` : ''}${key}=${labels[key]}\n`)
}

export function annotationsBlock(w: Writer, title: string, annotations: Record<string, string>, indent = ''): void {
  w.write(0, `${indent}${title}:\t`)
  const keys = Object.keys(annotations)
    .filter((key) => key !== LAST_APPLIED)
    .sort()
  if (keys.length === 0) return w.write(0, '<none>\n')
  const further = `${indent}\t`
  for (const [at, key] of keys.entries()) {
    if (at > 0) w.write(0, further)
    const value = (annotations[key] as string).replace(/\n$/, '')
    if (value.length + key.length + 2 <= MAX_ANNOTATION && !value.includes('\n')) w.write(0, `${key}: ${value}\n`)
    else {
      w.write(0, `${key}:\n`)
      for (const line of value.split('\n')) w.write(0, `${further}  ${shorten(line, MAX_ANNOTATION - 2)}\n`)
    }
  }
}

export const shorten = (line: string, most: number): string => (line.length > most ? `${line.slice(0, most)}...` : line)

/** Name, namespace, labels, annotations: how most begin. */
export function head(w: Writer, one: Json, withNamespace = true): void {
  w.field(0, 'Name', text(one, 'metadata', 'name'))
  if (withNamespace) w.field(0, 'Namespace', text(one, 'metadata', 'namespace'))
  labelled(w, one)
}

export function labelled(w: Writer, one: Json): void {
  labelsBlock(w, 'Labels', map(one, 'metadata', 'labels'))
  annotationsBlock(w, 'Annotations', map(one, 'metadata', 'annotations'))
}

/** `a=b,c=d`, `<none>`. */
export function pairs(labels: Record<string, string>): string {
  const keys = Object.keys(labels).sort()
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels[key]}`).join(',')
}

/** A label selector as `%s` of its parsed form: empty for one that selects everything. */
export function selectorText(one: unknown): string {
  return formatSelector(labelSelector(one as never))
}

export const selectorWords = (one: unknown): string => formatLabelSelector(one as never)

/** The controller among the owners, `ReplicaSet/web-…`; empty for none. */
export function controlledBy(one: Json): string {
  const owner = list(one, 'metadata', 'ownerReferences').find(({ controller }) => controller === true)
  return owner === undefined ? '' : `${text(owner, 'kind')}/${text(owner, 'name')}`
}

export function tolerationsBlock(w: Writer, title: string, tolerations: readonly Json[], indent = ''): void {
  w.write(0, `${indent}${title}:\t`)
  if (tolerations.length === 0) return w.write(0, '<none>\n')
  const sorted = [...tolerations].sort((a, b) =>
    text(a, 'key') < text(b, 'key') ? -1 : text(a, 'key') > text(b, 'key') ? 1 : 0,
  )
  for (const [at, toleration] of sorted.entries()) {
    w.write(0, `${at > 0 ? `${indent}\t` : ''}${tolerationText(toleration)}\n`)
  }
}

function tolerationText(toleration: Json): string {
  const [key, value, effect] = [text(toleration, 'key'), text(toleration, 'value'), text(toleration, 'effect')]
  const words = `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`
  const exists = text(toleration, 'operator') === 'Exists' && value === '' ? `${words === '' ? '' : ' '}op=Exists` : ''
  const seconds = toleration.tolerationSeconds
  return `${words}${exists}${typeof seconds === 'number' ? ` for ${seconds}s` : ''}`
}

export function taintsBlock(w: Writer, taints: readonly Json[]): void {
  w.write(0, 'Taints:\t')
  if (taints.length === 0) return w.write(0, '<none>\n')
  const words = taints.map((taint) => {
    const value = text(taint, 'value')
    return `${text(taint, 'key')}${value === '' ? '' : `=${value}`}:${text(taint, 'effect')}`
  })
  const sorted = taints
    .map((taint, at) => ({ order: `${text(taint, 'effect')},${text(taint, 'key')}`, word: words[at] as string }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
  for (const [at, { word }] of sorted.entries()) w.write(0, `${at > 0 ? '\t' : ''}${word}\n`)
}

export function spreadBlock(w: Writer, constraints: readonly Json[], indent: string): void {
  if (constraints.length === 0) return
  const key = (one: Json) => text(one, 'topologyKey')
  const sorted = [...constraints].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
  w.write(0, `${indent}Topology Spread Constraints:\t`)
  for (const [at, one] of sorted.entries()) {
    const selector = one.labelSelector === undefined ? '' : ` for selector ${selectorWords(one.labelSelector)}`
    const words = `${key(one)}:${text(one, 'whenUnsatisfiable')} when max skew ${num(one, 'maxSkew')} is exceeded${selector}`
    w.write(0, `${at > 0 ? `${indent}\t` : ''}${words}\n`)
  }
}

/** Conditions with type, status and reason. */
export function conditionsBlock(w: Writer, one: Json): void {
  const conditions = list(one, 'status', 'conditions')
  if (conditions.length === 0) return
  w.write(0, 'Conditions:\n  Type\tStatus\tReason\n')
  w.write(1, '----\t------\t------\n')
  for (const condition of conditions) {
    w.write(1, `${text(condition, 'type')} \t${text(condition, 'status')}\t${text(condition, 'reason')}\n`)
  }
}

export const orNone = (words: string): string => (words === '' ? '<none>' : words)
export const orUnset = (value: unknown): string =>
  value === undefined || value === null || value === '' ? '<unset>' : String(value)
export const capital = (value: unknown): string => (value === true ? 'True' : 'False')
