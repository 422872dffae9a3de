/** Objects as rows carry them (fields missing, nulls) made into the shapes the engine stores. */
import type { Deployment, Node, Pod, ReplicaSet } from '../../kinds/types.ts'
import { type Fields, plain } from './adapter.ts'

function withParts(object: Fields, parts: readonly string[]): Fields {
  const result = { ...(plain(object ?? {}) as Fields) }
  for (const part of parts) result[part] ??= {}
  return result
}

export function podOf(object: Fields): Pod {
  const pod = withParts(object, ['metadata', 'spec', 'status'])
  pod.metadata = { name: '', ...pod.metadata }
  pod.spec = { ...pod.spec, containers: pod.spec.containers ?? [] }
  return pod
}

export function nodeOf(object: Fields): Node {
  const node = withParts(object, ['metadata', 'spec', 'status'])
  node.metadata = { name: '', ...node.metadata }
  return node
}

export function replicaSetOf(object: Fields): ReplicaSet {
  const set = withParts(object, ['metadata', 'spec', 'status'])
  set.metadata = { name: '', ...set.metadata }
  set.status = { replicas: 0, ...set.status }
  return set
}

export function deploymentOf(object: Fields): Deployment {
  const deployment = withParts(object, ['metadata', 'spec', 'status'])
  deployment.metadata = { name: '', ...deployment.metadata }
  deployment.spec = { strategy: {}, template: {}, ...deployment.spec }
  return deployment
}
