/**
 * A manifest of an API version that is no longer served, rewritten for the one that replaced it: not only its version,
 * also the fields that moved. Comments and order stay. Source: the deprecated API migration guide.
 */
import { Document, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml'

type Move = (root: YAMLMap, document: Document.Parsed | Document) => void

/** The text of one document after the upgrade; undefined when it cannot be read. */
export function upgraded(text: string, kind: string, replacement: string): string | undefined {
  const document = parseDocument(text, { version: '1.1', keepSourceTokens: false })
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined
  document.set('apiVersion', replacement)
  MOVES[kind]?.(document.contents as YAMLMap, document)
  return document.toString({ lineWidth: 0 })
}

const MOVES: Readonly<Record<string, Move>> = {
  Deployment: needsSelector,
  ReplicaSet: needsSelector,
  DaemonSet: needsSelector,
  StatefulSet: needsSelector,
  Ingress: (root, document) => {
    const spec = mapAt(root, 'spec')
    if (!spec) return
    const single = mapAt(spec, 'backend')
    if (single) {
      rename(spec, 'backend', 'defaultBackend')
      backend(single, document)
    }
    for (const rule of itemsAt(spec, 'rules')) {
      for (const path of itemsAt(mapAt(rule, 'http'), 'paths')) {
        backend(mapAt(path, 'backend'), document)
        if (!path.has('pathType')) path.set('pathType', 'ImplementationSpecific')
      }
    }
  },
  HorizontalPodAutoscaler: (root, document) => {
    for (const metric of itemsAt(mapAt(root, 'spec'), 'metrics')) {
      const resource = mapAt(metric, 'resource')
      if (resource) target(resource, document)
    }
  },
  PodDisruptionBudget: () => undefined,
}

/** apps/v1 no longer takes the selector from the template's labels. */
function needsSelector(root: YAMLMap, document: Document.Parsed | Document): void {
  const spec = mapAt(root, 'spec')
  const labels = spec?.getIn(['template', 'metadata', 'labels'])
  spec?.delete('rollbackTo')
  if (!spec || spec.has('selector') || !isMap(labels)) return
  const selector = document.createPair('selector', { matchLabels: (labels as YAMLMap).toJSON() as object })
  const before = spec.items.findIndex(({ key }) => isScalar(key) && key.value === 'template')
  spec.items.splice(Math.max(0, before), 0, selector as (typeof spec.items)[number])
}

/** serviceName and servicePort became service.name and service.port. */
function backend(at: YAMLMap | undefined, document: Document.Parsed | Document): void {
  if (!at?.has('serviceName')) return
  const name: unknown = at.get('serviceName')
  const port: unknown = at.get('servicePort')
  at.delete('serviceName')
  at.delete('servicePort')
  const number = typeof port === 'number' || /^\d+$/.test(String(port))
  at.set('service', document.createNode({ name, port: number ? { number: Number(port) } : { name: String(port) } }))
}

/** targetAverageUtilization and targetAverageValue became a target. */
function target(resource: YAMLMap, document: Document.Parsed | Document): void {
  const utilization: unknown = resource.get('targetAverageUtilization')
  const value: unknown = resource.get('targetAverageValue')
  resource.delete('targetAverageUtilization')
  resource.delete('targetAverageValue')
  if (utilization !== undefined)
    resource.set('target', document.createNode({ type: 'Utilization', averageUtilization: utilization }))
  else if (value !== undefined)
    resource.set('target', document.createNode({ type: 'AverageValue', averageValue: value }))
}

function rename(map: YAMLMap, from: string, to: string): void {
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === from)
  if (pair && isScalar(pair.key)) pair.key.value = to
}

function mapAt(map: YAMLMap | undefined, key: string): YAMLMap | undefined {
  const value = map?.get(key, true) as Node | undefined
  return isMap(value) ? (value as YAMLMap) : undefined
}

function itemsAt(map: YAMLMap | undefined, key: string): YAMLMap[] {
  const value = map?.get(key, true) as Node | undefined
  return isSeq(value) ? (value.items.filter((item) => isMap(item)) as YAMLMap[]) : []
}
