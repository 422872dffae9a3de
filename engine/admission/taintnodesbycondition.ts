/** A new node takes no Pods before its kubelet has said that it is ready. Source: plugin/pkg/admission/nodetaint. */
import type { AdmissionPlugin } from '../api/admission.ts'
import type { Node, Taint } from '../kinds/types.ts'

const NOT_READY: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }

export function taintNodesByCondition(): AdmissionPlugin {
  return {
    name: 'TaintNodesByCondition',
    mutate({ operation, info, subresource, object }) {
      if (operation !== 'CREATE' || info.resource !== 'nodes' || subresource !== '') return object
      const node = object as Node
      const taints = node.spec?.taints ?? []
      if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) return node
      return { ...node, spec: { ...node.spec, taints: [...taints, NOT_READY] } } as Node
    },
  }
}
